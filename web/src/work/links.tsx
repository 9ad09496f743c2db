// How a task stands to others: what blocks it, what it blocks, what it relates to.

import { signal, useComputed } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { find, tasks as calls } from "../api/calls";
import { newId } from "../api/ids";
import { asProblem } from "../api/problem";
import type { Id, Link, LinkType, Task } from "../api/types";
import { me } from "../identity/session";
import { Button } from "../kit/button";
import { Icon } from "../kit/icon";
import { openMenu } from "../kit/menu";
import { type Choice, openPicker } from "../kit/picker";
import { toast, toastProblem } from "../kit/toast";
import { Title } from "../kit/words";
import { tasksFound, tasksHere } from "../editor/world";
import { onChanges, onReload, orgId } from "../org/org";
import { mayEdit } from "../project/project";
import { offerUndo } from "../records/back";
import { putTask, tables } from "../records/records";
import { send } from "../records/send";
import { t, type Message } from "../text/text";
import { StatusTile } from "./status-tile";
import { toTask } from "./task-address";

const TYPES: LinkType[] = ["blockedBy", "blocks", "relates", "duplicates", "duplicatedBy"];

export function linksOf(task: Id): Link[] {
  return tables.link.all().filter((link) => link.task === task).sort((a, b) => (a.createdAt < b.createdAt ? -1 : 1));
}

const isOpen = (task: Task | undefined) => {
  const group = task && tables.project.get(task.project)?.statuses.find((status) => status.id === task.status)?.group;
  return Boolean(task) && !task!.trashedAt && group !== "done" && group !== "dropped";
};

/** The open tasks that keep this one from being done. */
export function blockersOf(task: Id): Task[] {
  return linksOf(task).filter((link) => link.type === "blockedBy").map((link) => tables.task.get(link.other)).filter((other) => isOpen(other)) as Task[];
}

/** Loads the links of a task, and the tasks at their other ends. */
export function useLinks(task: Task): void {
  useEffect(() => {
    let gone = false;
    const load = () => {
      calls.links(orgId.peek(), task.project, task.id).then(
        (list) => {
          if (gone) return;
          tables.link.putAll(list);
          const missing = list.map((link) => link.other).filter((id) => !tables.task.peek(id));
          if (missing.length > 0) void find.cards(orgId.peek(), missing).then(({ data }) => data.items.forEach(putTask), () => {});
        },
        (error) => toastProblem(t("links.notLoaded"), asProblem(error), load),
      );
    };
    load();
    const stop = onChanges((changes) => {
      for (const change of changes) {
        const other = change.kind === "link" && (change.doc?.task === task.id || tables.link.peek(change.id)?.task === task.id) ? (change.doc?.other as Id | undefined) : undefined;
        if (other && !tables.task.peek(other)) void find.cards(orgId.peek(), [other]).then(({ data }) => data.items.forEach(putTask), () => {});
      }
    });
    const stopReloading = onReload(load);
    return () => {
      gone = true;
      stop();
      stopReloading();
    };
  }, [task.id]);
}

export function Links({ task }: { task: Task }) {
  const links = useComputed(() => linksOf(task.id)).value;
  const may = mayEdit.value;
  if (links.length === 0 && !may) return null;
  return (
    <section class="sec links" aria-label={t("links")}>
      <div class="sh">
        <h2>{t("links")}</h2>
        {links.length > 0 && <span class="meta">{links.length}</span>}
        <span class="sp" />
        {may && <Button kind="quiet" icon="plus" label={t("links.add")} aria-haspopup="menu" data-addlink="" onClick={(e) => chooseType(e.currentTarget, task)} />}
      </div>
      {TYPES.filter((type) => links.some((link) => link.type === type)).map((type) => (
        <div class="lgroup" key={type} role="group" aria-label={t(`links.${type}` as Message)}>
          <h3>{type === "blockedBy" && links.some((link) => link.type === type && isOpen(tables.task.get(link.other))) && <span class="flag bad"><Icon name="octagon-x" small /></span>}{t(`links.${type}` as Message)}</h3>
          <ul class="stl">{links.filter((link) => link.type === type).map((link) => <One key={link.id} task={task} link={link} may={may} />)}</ul>
        </div>
      ))}
    </section>
  );
}

function One({ task, link, may }: { task: Task; link: Link; may: boolean }) {
  const other = tables.task.get(link.other);
  const line = tables.link.line(link.id).value;
  return (
    <li class={other && !isOpen(other) ? "done" : ""}>
      {other ? (
        <>
          <StatusTile task={other} />
          <a class="stt" href={toTask(other)}><span class="key">{other.key}</span><span class="cut" dir="auto"><Title text={other.title} /></span></a>
        </>
      ) : (
        <span class="sk s55" />
      )}
      {line === "unsent" && <span class="flag"><Icon name="cloud-off" small />{t("task.unsent")}</span>}
      {may && <Button kind="quiet" icon="x" class="act" label={t("link.remove", { key: other?.key ?? "" })} onClick={() => void removeLink(task, link)} />}
    </li>
  );
}

export function chooseType(anchor: HTMLElement, task: Task): void {
  openMenu(anchor, t("link.type"), TYPES.map((type) => ({ label: t(`links.${type}` as Message), run: () => chooseOther(anchor, task, type) })));
}

/** What the server found for the words; asked while one types. */
const found = signal<{ of: string; tasks: Task[] }>({ of: "", tasks: [] });
let asking: { of: string; abort: AbortController; timer: ReturnType<typeof setTimeout> } | undefined;

function ask(words: string): void {
  if (asking?.of === words || words.length < 2) return;
  asking?.abort.abort();
  clearTimeout(asking?.timer);
  const abort = new AbortController();
  asking = {
    of: words, abort,
    timer: setTimeout(() => tasksFound(words, abort.signal).then((tasks) => (found.value = { of: words, tasks }), () => {}), 150),
  };
}

function chooseOther(anchor: HTMLElement, task: Task, type: LinkType): void {
  const seen = new Map<Id, Task>();
  const choices = (typed: string): Choice[] => {
    ask(typed);
    const list = [...tasksHere(typed), ...(found.value.of === typed ? found.value.tasks : [])];
    const unique = new Map(list.filter((other) => other.id !== task.id).map((other) => [other.id, other]));
    unique.forEach((other, id) => seen.set(id, other));
    return [...unique.values()].slice(0, 12).map((other) => ({ id: other.id, label: other.title, mark: <><StatusTile task={other} silent /><span class="key">{other.key}</span></> }));
  };
  openPicker(anchor, { label: t("links.which"), chosen: [], choices, nothing: t("links.none"), onPick: ([id]) => id && void addLink(task, type, seen.get(id) ?? tables.task.peek(id)) });
}

export async function addLink(task: Task, type: LinkType, other: Task | undefined): Promise<void> {
  if (!other) return;
  if (other.id === task.id) return toast({ words: t("link.self"), failed: true });
  if (linksOf(task.id).some((link) => link.type === type && link.other === other.id)) return toast({ words: t("link.there") });
  if (!tables.task.peek(other.id)) putTask(other);
  const org = orgId.peek();
  const link: Link = { id: newId("lnk"), version: 0, task: task.id, type, other: other.id, otherProject: other.project, createdAt: new Date().toISOString(), createdBy: me.peek() };
  const words = t("link.added", { key: task.key, type: t(`link.${type}` as Message), other: other.key });
  try {
    await send<Link, Link>({
      table: tables.link, id: link.id, apply: (known) => known ?? link,
      send: () => calls.link(org, task.project, task.id, { id: link.id, type, other: other.id }),
      take: (data) => tables.link.put(data), done: words,
    });
  } catch (error) {
    toastProblem(t("link.notAdded"), asProblem(error), () => void addLink(task, type, other));
  }
}

async function removeLink(task: Task, link: Link): Promise<void> {
  const org = orgId.peek();
  const words = t("link.removed", { key: task.key, other: tables.task.peek(link.other)?.key ?? "" });
  try {
    const answer = await send<Link, void>({
      table: tables.link, id: link.id, apply: () => undefined,
      send: () => calls.unlink(org, task.project, task.id, link.id),
      take: () => tables.link.remove(link.id, tables.link.version(link.id)), done: words,
    });
    offerUndo(words, answer);
  } catch (error) {
    toastProblem(t("link.notRemoved"), asProblem(error), () => void removeLink(task, link));
  }
}
