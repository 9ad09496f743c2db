// The pickers of a task's fields: the panel opens them with a press, the board
// with a key on a card.

import type { Id, Priority, Task, TaskType } from "../api/types";
import { PriorityMark, Tile } from "../kit/icon";
import { type MenuRow, openMenu } from "../kit/menu";
import { useOnce } from "../kit/once";
import { Avatar } from "../kit/people";
import { openPicker } from "../kit/picker";
import { closePopup, openPopup } from "../kit/popup";
import { me } from "../identity/session";
import { members } from "../org/org";
import { addLabel, freeHue } from "../project/commands";
import { mayManage, project } from "../project/project";
import { tables } from "../records/records";
import { dateWords, day } from "../text/dates";
import { t, type Message } from "../text/text";
import { changeTask, moveTask } from "./commands";

export const PRIORITIES: Priority[] = ["urgent", "high", "medium", "low", "none"];
export const TYPES: TaskType[] = ["task", "bug", "story", "chore"];
const POINTS = [0, 1, 2, 3, 5, 8, 13, 20];

export type FieldName = "status" | "type" | "priority" | "assignees" | "labels" | "points" | "due";

export function openField(field: FieldName, anchor: HTMLElement | DOMRect, id: Id): void {
  const task = tables.task.peek(id);
  if (!task) return;
  const at = anchor instanceof HTMLElement ? anchor : document.body;
  if (field === "status") openMenu(anchor, t("field.status"), statusRows(task));
  else if (field === "priority") openMenu(anchor, t("field.priority"), priorityRows(task));
  else if (field === "type") openMenu(anchor, t("field.type"), typeRows(task));
  else if (field === "assignees") openAssignees(at, task);
  else if (field === "labels") openLabels(at, task);
  else if (field === "points") openPoints(at, task);
  else openPopup(anchor, () => <DuePicker task={task} />);
}

function statusRows(task: Task): MenuRow[] {
  return (project.peek()?.statuses ?? []).map((status) => ({
    label: status.name, mark: <Tile group={status.group} />, checked: status.id === task.status, radio: true,
    run: () => status.id !== task.status && void moveTask(task.id, { status: status.id }),
  }));
}

function priorityRows(task: Task): MenuRow[] {
  return PRIORITIES.map((priority) => ({
    label: t(`priority.${priority}` as Message), mark: <PriorityMark priority={priority} silent />, checked: priority === task.priority, radio: true,
    run: () => priority !== task.priority && void changeTask(task.id, { priority }, t("done.priority", { to: t(`priority.${priority}` as Message) })),
  }));
}

function typeRows(task: Task): MenuRow[] {
  return TYPES.map((type) => ({
    label: t(`type.${type}` as Message), checked: type === task.type, radio: true,
    run: () => type !== task.type && void changeTask(task.id, { type }, t("done.type", { to: t(`type.${type}` as Message) })),
  }));
}

/** What joined and what left since the picker's last answer. */
function difference(before: Id[], after: Id[]): { add: Id[]; remove: Id[] } {
  return { add: after.filter((id) => !before.includes(id)), remove: before.filter((id) => !after.includes(id)) };
}

function openAssignees(anchor: HTMLElement, task: Task): void {
  const people = members.peek().filter((member) => !member.disabled || task.assignees.includes(member.id));
  const mine = people.findIndex((member) => member.id === me.peek());
  if (mine > 0) people.unshift(...people.splice(mine, 1));
  openPicker(anchor, {
    label: t("field.assignees"), many: true, chosen: task.assignees,
    choices: people.map((member) => ({ id: member.id, label: member.id === me.peek() ? t("people.you", { name: member.name }) : member.name, mark: <Avatar member={member} silent /> })),
    onPick: (chosen) => {
      const { add, remove } = difference(tables.task.peek(task.id)?.assignees ?? [], chosen);
      void changeTask(task.id, { ...(add.length ? { addAssignees: add } : {}), ...(remove.length ? { removeAssignees: remove } : {}) }, t("done.assignees"));
    },
  });
}

function openLabels(anchor: HTMLElement, task: Task): void {
  const now = project.peek();
  if (!now) return;
  openPicker(anchor, {
    label: t("field.labels"), many: true, chosen: task.labels,
    choices: now.labels.map((label) => ({ id: label.id, label: label.name, mark: <span class="sw" data-hue={label.hue} /> })),
    onPick: (chosen) => {
      const { add, remove } = difference(tables.task.peek(task.id)?.labels ?? [], chosen);
      void changeTask(task.id, { ...(add.length ? { addLabels: add } : {}), ...(remove.length ? { removeLabels: remove } : {}) }, t("done.labels"));
    },
    onCreate: mayManage.peek()
      ? (name) => {
          const { label, added } = addLabel(now.id, name, freeHue(now.labels));
          void added.then((known) => known && changeTask(task.id, { addLabels: [label.id] }, t("done.labels")));
        }
      : undefined,
  });
}

function openPoints(anchor: HTMLElement, task: Task): void {
  const set = (points: number | null) => points !== task.points && void changeTask(task.id, { points }, points === null ? t("done.points.none") : t("done.points", { n: points }));
  openPicker(anchor, {
    label: t("field.points"), chosen: [task.points === null ? "none" : String(task.points)],
    choices: [{ id: "none", label: t("points.none") }, ...POINTS.map((n) => ({ id: String(n), label: t("task.points", { n }) }))],
    onPick: ([chosen]) => set(chosen === "none" ? null : Number(chosen)),
    onCreate: (typed) => {
      const points = Number(typed.replace(",", "."));
      if (Number.isFinite(points) && points >= 0) set(points);
    },
  });
}

const isoDay = (date: Date) => `${date.getFullYear()}-${String(date.getMonth() + 1).padStart(2, "0")}-${String(date.getDate()).padStart(2, "0")}`;

function DuePicker({ task }: { task: Task }) {
  const once = useOnce();
  const set = (due: string | null) => once(() => {
    closePopup();
    if (due !== task.due) void changeTask(task.id, { due }, due ? t("done.due", { date: dateWords(day(due)) }) : t("done.due.none"));
  });
  const from = (days: number) => {
    const date = new Date();
    date.setDate(date.getDate() + days);
    return date;
  };
  const toMonday = (8 - new Date().getDay()) % 7 || 7;
  const quick: [string, Date][] = [[t("due.today"), from(0)], [t("due.tomorrow"), from(1)], [t("due.monday"), from(toMonday)]];
  return (
    <div class="menu picker" role="group" aria-label={t("field.due")}>
      <div class="find">
        <input
          data-autofocus type="date" class="in" aria-label={t("field.due")} value={task.due ?? ""}
          onKeyDown={(e) => e.key === "Enter" && set(e.currentTarget.value || null)}
          onBlur={(e) => e.currentTarget.value && e.currentTarget.value !== task.due && set(e.currentTarget.value)}
        />
      </div>
      {quick.map(([words, date]) => (
        <button type="button" class="mi" key={words} onClick={() => set(isoDay(date))}>
          {words}
          <span class="end dim">{dateWords(date)}</span>
        </button>
      ))}
      {task.due && <button type="button" class="mi" onClick={() => set(null)}>{t("due.clear")}</button>}
    </div>
  );
}
