// The parts of a task: tasks of their own, in the order of the board.

import { signal, useComputed, useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { tasks as calls } from "../api/calls";
import { asProblem } from "../api/problem";
import type { Id, Task } from "../api/types";
import { announce } from "../kit/announce";
import { Button } from "../kit/button";
import { Icon, Tile } from "../kit/icon";
import { type MenuRow, openMenu } from "../kit/menu";
import { Avatar } from "../kit/people";
import { toastProblem } from "../kit/toast";
import { Title } from "../kit/words";
import { memberById, onReload, orgId } from "../org/org";
import { boardLoaded, mayEdit, project } from "../project/project";
import { putTasks, tables } from "../records/records";
import { t } from "../text/text";
import { changeTask, createTask, moveTask } from "./commands";
import { openCardMenu } from "./move-menu";
import { openField } from "./open-field";
import { titlesIn } from "./quick-add";
import { toTask } from "./task-address";

/** The task that somebody is adding a part to. */
export const addingTo = signal<Id>("");

/** In the order of the columns, and in them as on the board. */
function partsOf(id: Id): Task[] {
  const order = new Map(project.value?.statuses.map((status, i) => [status.id, i]));
  return tables.task.all().filter((task) => task.parent === id && !task.trashedAt)
    .sort((a, b) => (order.get(a.status) ?? 0) - (order.get(b.status) ?? 0) || (a.rank < b.rank ? -1 : a.rank > b.rank ? 1 : 0));
}

const isDone = (task: Task) => {
  const group = project.value?.statuses.find((status) => status.id === task.status)?.group;
  return group === "done" || group === "dropped";
};

/** Done, or back to where work begins. */
function toggleDone(task: Task): void {
  const statuses = project.peek()?.statuses ?? [];
  const to = isDone(task) ? (statuses.find((status) => status.group === "ready") ?? statuses[0]) : statuses.find((status) => status.group === "done");
  if (to) void moveTask(task.id, { status: to.id }, { quiet: false });
}

export function Subtasks({ task }: { task: Task }) {
  const parts = useComputed(() => partsOf(task.id)).value;
  const adding = addingTo.value === task.id;
  const over = useSignal<{ id: Id; after: boolean } | undefined>(undefined);
  const may = mayEdit.value;
  useEffect(() => {
    const load = () => {
      if (boardLoaded.peek()) return;
      calls.subtasks(orgId.peek(), task.project, task.id).then(putTasks, (error) => toastProblem(t("subtasks.notLoaded"), asProblem(error), load));
    };
    load();
    return onReload(load);
  }, [task.id]);
  const done = parts.filter(isDone).length;
  if (parts.length === 0 && !may) return null;
  return (
    <section class="sec subs" aria-label={t("subtasks")}>
      <div class="sh">
        <h2>{t("subtasks")}</h2>
        {parts.length > 0 && <Progress done={done} of={parts.length} />}
        <span class="sp" />
        {may && <Button kind="quiet" icon="plus" label={t("subtasks.add")} onClick={() => (addingTo.value = task.id)} />}
      </div>
      {parts.length > 0 && (
        <ul class="stl">
          {parts.map((part, i) => <Part key={part.id} task={part} parts={parts} at={i} may={may} over={over} />)}
        </ul>
      )}
      {adding && <AddPart task={task} onClose={() => (addingTo.value = "")} />}
    </section>
  );
}

/** Up to eight parts are tiles that fill; more are a bar with its number. */
function Progress({ done, of }: { done: number; of: number }) {
  const bar = useRef<HTMLElement>(null);
  useEffect(() => void bar.current?.style.setProperty("width", `${(done / of) * 100}%`), [done, of]);
  return (
    <>
      {of <= 8 ? (
        <span class="steps" aria-hidden="true">{Array.from({ length: of }, (_, i) => <i key={i} class={i < done ? "on" : ""} />)}</span>
      ) : (
        <span class="bar done" aria-hidden="true"><i ref={bar} /></span>
      )}
      <span class="meta">{t("subtasks.count", { done, of })}</span>
    </>
  );
}

interface PartProps {
  task: Task;
  parts: Task[];
  at: number;
  may: boolean;
  over: { value: { id: Id; after: boolean } | undefined };
}

function Part({ task, parts, at, may, over }: PartProps) {
  const status = project.value?.statuses.find((one) => one.id === task.status);
  const line = tables.task.line(task.id).value;
  const mark = tables.task.mark(task.id).value;
  const by = mark && memberById(mark.actor);
  const assignee = memberById(task.assignees[0]);
  const done = isDone(task);
  const mine = over.value?.id === task.id ? (over.value.after ? " drop-after" : " drop-before") : "";
  return (
    <li
      class={`${done ? "done" : ""}${mine}${by ? " theirs" : ""}${line ? ` ${line}` : ""}`} data-task={task.id} data-hue={by?.hue}
      onKeyDown={(e) => {
        if (!e.altKey || (e.key !== "ArrowUp" && e.key !== "ArrowDown") || !may) return;
        e.preventDefault();
        e.stopPropagation();
        shift(task, parts, at, e.key === "ArrowUp" ? -1 : 1);
      }}
    >
      {may && <span class="grip" aria-hidden="true" title={t("subtask.drag", { key: task.key })} onPointerDown={(e) => drag(e, task, over)}><Icon name="grip-vertical" small /></span>}
      {may ? (
        <button type="button" class="tilebtn" role="checkbox" aria-checked={done} aria-label={t("subtask.toggle", { key: task.key || task.title })} title={status?.name} onClick={() => toggleDone(task)}>
          {status && <Tile group={status.group} hue={status.hue} />}
        </button>
      ) : (
        status && <Tile group={status.group} hue={status.hue} label={status.name} />
      )}
      <a class="stt" href={task.key ? toTask(task) : undefined}>
        <span class="key">{task.key}</span>
        <span class="cut" dir="auto"><Title text={task.title} /></span>
      </a>
      {line === "unsent" && <span class="flag"><Icon name="cloud-off" small />{t("task.unsent")}</span>}
      {may ? (
        <button type="button" class="whobtn" aria-haspopup="listbox" aria-label={t("field.change.name", { field: t("field.assignees") }) + ` ${assignee?.name ?? t("people.nobody")}`} onClick={(e) => openField("assignees", e.currentTarget, task.id)}><Avatar member={assignee} silent /></button>
      ) : (
        <Avatar member={assignee} />
      )}
      {may && <Button kind="quiet" icon="ellipsis" class="act" label={t("subtask.menu", { key: task.key })} aria-haspopup="menu" onClick={(e) => openPartMenu(e.currentTarget, task, parts, at)} />}
    </li>
  );
}

function openPartMenu(anchor: HTMLElement, task: Task, parts: Task[], at: number): void {
  const rows: MenuRow[] = [
    { label: t("subtask.up"), icon: "chevron-up", keys: "Alt+\u2191", disabled: !beside(parts, at, -1), run: () => shift(task, parts, at, -1) },
    { label: t("subtask.down"), icon: "chevron-down", keys: "Alt+\u2193", disabled: !beside(parts, at, 1), run: () => shift(task, parts, at, 1) },
    "rule",
    { label: t("subtask.apart"), icon: "corner-left-up", run: () => void changeTask(task.id, { parent: null }, t("done.parent.none")) },
    { label: t("more"), icon: "ellipsis", run: () => openCardMenu(anchor, task.id) },
  ];
  openMenu(anchor, t("subtask.menu", { key: task.key }), rows);
}

/** The one before or after in the same column: order is the column's. */
function beside(parts: Task[], at: number, by: -1 | 1): Task | undefined {
  const other = parts[at + by];
  return other && other.status === parts[at]!.status ? other : undefined;
}

function shift(task: Task, parts: Task[], at: number, by: -1 | 1): void {
  const other = beside(parts, at, by);
  if (!other) return;
  void moveTask(task.id, by < 0 ? { status: task.status, before: other.id } : { status: task.status, after: other.id });
  announce(t("subtask.moved", { key: task.key, n: at + by + 1, of: parts.length }));
}

/** By hand: the line shows where it would stand; in another column it becomes what that column says. */
function drag(start: PointerEvent, task: Task, over: PartProps["over"]): void {
  if (start.button !== 0) return;
  start.preventDefault();
  const handle = start.currentTarget as HTMLElement;
  const list = handle.closest("ul")!;
  handle.setPointerCapture(start.pointerId);
  handle.closest("li")!.classList.add("carried");
  const move = (e: PointerEvent) => {
    const row = [...list.querySelectorAll<HTMLElement>("li")].find((li) => {
      const box = li.getBoundingClientRect();
      return e.clientY >= box.top && e.clientY < box.bottom;
    });
    const box = row?.getBoundingClientRect();
    const next = row && box && row.dataset.task !== task.id ? { id: row.dataset.task!, after: e.clientY > box.top + box.height / 2 } : undefined;
    if (next?.id !== over.value?.id || next?.after !== over.value?.after) over.value = next;
  };
  const end = (e: Event) => {
    const to = over.value;
    over.value = undefined;
    handle.closest("li")?.classList.remove("carried");
    handle.removeEventListener("pointermove", move);
    handle.removeEventListener("pointerup", end);
    handle.removeEventListener("pointercancel", end);
    removeEventListener("keydown", escape, true);
    const other = to && tables.task.peek(to.id);
    if (e.type === "pointerup" && other) void moveTask(task.id, to.after ? { status: other.status, after: other.id } : { status: other.status, before: other.id });
  };
  const escape = (e: KeyboardEvent) => {
    if (e.key !== "Escape") return;
    e.stopPropagation();
    end(e);
  };
  handle.addEventListener("pointermove", move);
  handle.addEventListener("pointerup", end);
  handle.addEventListener("pointercancel", end);
  addEventListener("keydown", escape, true);
}

const unsaid = new Map<Id, string>();

/** Enter adds and stays; a pasted list becomes as many. */
function AddPart({ task, onClose }: { task: Task; onClose: () => void }) {
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => input.current!.focus(), []);
  const add = (titles: string[]) => {
    const statuses = project.peek()?.statuses ?? [];
    const into = statuses.find((status) => status.group === "ready") ?? statuses[0];
    if (into) for (const title of titles) createTask(title, into.id, { parent: task.id });
    input.current!.value = "";
    unsaid.delete(task.id);
  };
  return (
    <form
      class="staf" onSubmit={(e) => {
        e.preventDefault();
        const title = input.current!.value.trim();
        if (title) add([title]);
      }}
    >
      <input
        ref={input} class="in" aria-label={t("subtasks.add")} placeholder={t("subtasks.placeholder")} defaultValue={unsaid.get(task.id) ?? ""} maxLength={300} dir="auto" autocomplete="off" enterkeyhint="done"
        onInput={(e) => unsaid.set(task.id, e.currentTarget.value)}
        onPaste={(e) => {
          const titles = titlesIn(e.clipboardData?.getData("text/plain") ?? "");
          if (titles.length < 2) return;
          e.preventDefault();
          add(titles);
        }}
        onKeyDown={(e) => {
          if (e.key !== "Escape") return;
          e.stopPropagation();
          onClose();
        }}
        onBlur={(e) => !e.currentTarget.value && onClose()}
      />
    </form>
  );
}
