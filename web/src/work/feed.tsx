// One feed of comments and changes, in order of time.

import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { tasks } from "../api/calls";
import { asProblem } from "../api/problem";
import type { HistoryEntry, Id, Task } from "../api/types";
import { Icon, Tile } from "../kit/icon";
import { toastProblem } from "../kit/toast";
import { onChanges, onReload, orgId } from "../org/org";
import { mayEdit, project } from "../project/project";
import { tables } from "../records/records";
import { path } from "../routes";
import { dateWords, day, fullMoment, moment } from "../text/dates";
import { t, type Message } from "../text/text";
import { CommentView, commentsOf } from "./comments";
import { undo } from "./commands";
import { historyLines, type HistoryLine, words } from "./history";
import { shortName } from "./names";

type Show = "all" | "comments" | "history";
const SHOWS: Show[] = ["all", "comments", "history"];
const MOST = 60;
const MARKED = 6000;
/** In a sentence, before the name of a status: its id, for the tile. */
const TILE = "\u0001";

/** The comment that the address names, for a while. */
function useTarget(): Id {
  const target = useSignal("");
  useEffect(() => {
    const look = () => {
      const id = /^#(cmt_[0-9a-z]+)$/.exec(location.hash)?.[1] ?? "";
      target.value = id;
    };
    look();
    addEventListener("hashchange", look);
    return () => removeEventListener("hashchange", look);
  }, [path.value]);
  useEffect(() => {
    if (!target.value) return;
    const timer = setTimeout(() => (target.value = ""), MARKED);
    return () => clearTimeout(timer);
  }, [target.value]);
  return target.value;
}

export function Feed({ task }: { task: Task }) {
  const show = useSignal<Show>("all");
  const all = useSignal(false);
  const entries = useSignal<HistoryEntry[]>([]);
  const loaded = useSignal(false);
  const target = useTarget();
  const id = task.id;

  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let gone = false;
    const load = () => {
      tasks.history(orgId.peek(), task.project, id).then((list) => !gone && (entries.value = list), () => {});
    };
    const loadAll = () => {
      load();
      tasks.comments(orgId.peek(), task.project, id).then(
        (list) => {
          tables.comment.putAll(list);
          if (!gone) loaded.value = true;
        },
        (error) => toastProblem(t("comment.notLoaded"), asProblem(error), loadAll),
      );
    };
    loadAll();
    const stopWatching = onChanges((changes) => {
      const about = (change: (typeof changes)[number]) => (change.id === id && change.kind !== "taskTally") || (change.kind === "link" && tables.link.peek(change.id)?.task === id);
      if (!changes.some(about)) return;
      clearTimeout(timer);
      timer = setTimeout(load, 300);
    });
    const stopReloading = onReload(loadAll);
    return () => {
      gone = true;
      clearTimeout(timer);
      stopWatching();
      stopReloading();
    };
  }, [id]);

  const comments = commentsOf(id);
  const lines = historyLines(id, entries.value, {
    status: (s) => `${TILE}${s}${TILE}${project.value?.statuses.find((status) => status.id === s)?.name ?? t("did.formerColumn")}`,
    label: (l) => project.value?.labels.find((label) => label.id === l)?.name ?? t("did.formerLabel"),
    member: shortName,
    date: (d) => dateWords(day(d)),
    task: (other) => tables.task.get(other)?.key ?? "",
    link: (link) => tables.link.get(link),
  });
  const items = [
    ...(show.value === "history" ? [] : comments.map((comment) => ({ at: comment.createdAt, view: <CommentView key={comment.id} task={task} comment={comment} marked={loaded.value && target === comment.id} /> }))),
    ...(show.value === "comments" ? [] : lines.map((line) => ({ at: line.at, view: <Line key={`h${line.key}`} line={line} /> }))),
  ].sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
  const hidden = all.value || target ? 0 : Math.max(0, items.length - MOST);

  return (
    <section class="sec act" aria-label={t("feed")}>
      <div class="sh">
        <div class="tabs" role="group" aria-label={t("feed.show")}>
          {SHOWS.map((name) => (
            <button type="button" key={name} class={`tab${name === show.value ? " on" : ""}`} aria-pressed={name === show.value} onClick={() => (show.value = name)}>
              {name === "comments" && comments.length > 0 ? t("feed.comments.count", { n: comments.length }) : t(`feed.${name}` as Message)}
            </button>
          ))}
        </div>
      </div>
      {hidden > 0 && <button type="button" class="link" onClick={() => (all.value = true)}>{t("feed.earlier", { n: hidden })}</button>}
      <div class="feed">
        {items.slice(hidden).map((item) => item.view)}
        {items.length === 0 && <p class="dim">{t(show.value === "comments" ? "feed.noComments" : "feed.nothing")}</p>}
      </div>
    </section>
  );
}

function Line({ line }: { line: HistoryLine }) {
  const status = project.value?.statuses.find((s) => s.id === line.status);
  const said = words(line.words);
  const takeBack = async () => {
    for (const op of line.ops) await undo(op);
  };
  return (
    <div class="ev">
      <span class="gl">{status ? <Tile group={status.group} hue={status.hue} /> : <Icon name="pencil" small />}</span>
      <span dir="auto">
        <b>{shortName(line.actor)}</b> <Said text={said} /> · <time dateTime={line.at} title={fullMoment(line.at)}>{moment(line.at)}</time>
        {line.ops.length > 0 && mayEdit.value && (
          <>
            {" · "}
            <button type="button" class="link" aria-label={t("feed.undo.of", { what: said.replace(new RegExp(`${TILE}[^${TILE}]*${TILE}`, "g"), "") })} onClick={() => void takeBack()}>{t("undo")}</button>
          </>
        )}
      </span>
    </div>
  );
}

/** A sentence with the tiles of the statuses in it. */
function Said({ text }: { text: string }) {
  const parts = text.split(TILE);
  return (
    <>
      {parts.map((part, i) => {
        if (i % 2 === 0) return part;
        const status = project.value?.statuses.find((one) => one.id === part);
        return status ? <span class="st" key={i}><Tile group={status.group} hue={status.hue} /></span> : null;
      })}
    </>
  );
}
