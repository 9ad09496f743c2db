// The pickers of a task's fields: a cell, the panel and a key on a card open the
// same. They come when the first is opened (see open-field).

import { useRef } from "preact/hooks";
import type { Id, Task } from "../api/types";
import { type Choice, openPicker, type PickerProps } from "../kit/picker";
import { closePopup } from "../kit/popup";
import { addLabel, freeHue } from "../project/commands";
import { mayManage, project } from "../project/project";
import { tables } from "../records/records";
import { dateWords, day } from "../text/dates";
import { addSheet } from "../kit/sheet";
import sheet from "../css/pickers.css" with { type: "text" };
import { list } from "../text/en/list";
import { addTexts, t, type Message } from "../text/text";
import { labelChoices, mayBeUnder, memberChoices, pointChoices, priorityChoices, statusChoices, taskChoices, typeChoices } from "./choices";
import { changeTask, moveTask } from "./commands";
import { readDay } from "./due-words";
import { isoDay } from "./filter";
import type { FieldName, HowToOpen } from "./open-field";

addTexts(list);
addSheet(sheet);

export function openField(field: FieldName, anchor: HTMLElement | DOMRect, id: Id, how: HowToOpen = {}): void {
  const task = tables.task.peek(id);
  if (task) openPicker(anchor, { ...pickerOf[field](task), ...how });
}

const done = (field: string, to: string) => t(`done.${field}` as Message, { to });

const pickerOf: Record<FieldName, (task: Task) => PickerProps> = {
  status: (task) => ({
    label: t("field.status"), digits: true, chosen: [task.status], choices: statusChoices(),
    onPick: ([status]) => status && status !== task.status && void moveTask(task.id, { status }),
  }),
  priority: (task) => ({
    label: t("field.priority"), digits: true, chosen: [task.priority], choices: priorityChoices(),
    onPick: ([to]) => to && to !== task.priority && void changeTask(task.id, { priority: to as Task["priority"] }, done("priority", t(`priority.${to}` as Message))),
  }),
  type: (task) => ({
    label: t("field.type"), digits: true, chosen: [task.type], choices: typeChoices(),
    onPick: ([to]) => to && to !== task.type && void changeTask(task.id, { type: to as Task["type"] }, done("type", t(`type.${to}` as Message))),
  }),
  assignees: (task) => ({
    label: t("field.assignees"), many: true, none: t("people.nobody"), chosen: task.assignees, choices: memberChoices(task.assignees),
    onPick: (chosen) => {
      const { add, remove } = difference(tables.task.peek(task.id)?.assignees ?? [], chosen);
      void changeTask(task.id, { ...(add.length ? { addAssignees: add } : {}), ...(remove.length ? { removeAssignees: remove } : {}) }, t("done.assignees"));
    },
  }),
  labels: (task) => ({
    label: t("field.labels"), many: true, none: t("labels.none"), chosen: task.labels, choices: labelChoices(),
    onPick: (chosen) => {
      const { add, remove } = difference(tables.task.peek(task.id)?.labels ?? [], chosen);
      void changeTask(task.id, { ...(add.length ? { addLabels: add } : {}), ...(remove.length ? { removeLabels: remove } : {}) }, t("done.labels"));
    },
    onCreate: createLabel((label) => void changeTask(task.id, { addLabels: [label] }, t("done.labels"))),
  }),
  points: (task) => {
    const set = (points: number | null) => points !== task.points && void changeTask(task.id, { points }, points === null ? t("done.points.none") : t("done.points", { n: points }));
    return {
      label: t("field.points"), none: t("points.none"), chosen: task.points === null ? [] : [String(task.points)], choices: pointChoices(),
      onPick: ([chosen]) => set(chosen === undefined ? null : Number(chosen)),
      onCreate: (typed) => {
        const points = readPoints(typed);
        if (points !== undefined) set(points);
      },
    };
  },
  due: (task) => duePicker(task.due, (due) => due !== task.due && void changeTask(task.id, { due }, due ? t("done.due", { date: dateWords(day(due)) }) : t("done.due.none"))),
  parent: (task) => {
    const offered = mayBeUnder(new Set([task.id]));
    const chosen = task.parent ? [task.parent] : [];
    return {
      label: t("field.parent"), chosen, choices: (typed) => [...(typed ? [] : [{ id: "", label: t("parent.none") }]), ...taskChoices(typed, offered)],
      onPick: ([to]) => {
        if ((to || null) === (task.parent ?? null)) return;
        void changeTask(task.id, { parent: to || null }, to ? t("done.parent", { to: tables.task.peek(to)?.key ?? "" }) : t("done.parent.none"));
      },
    };
  },
};

/** What joined and what left since the picker's last answer. */
function difference(before: Id[], after: Id[]): { add: Id[]; remove: Id[] } {
  return { add: after.filter((id) => !before.includes(id)), remove: before.filter((id) => !after.includes(id)) };
}

/** Who manages the project makes labels where they are missing. */
export function createLabel(then: (label: Id) => void): ((name: string) => void) | undefined {
  const now = project.peek();
  if (!now || !mayManage.peek()) return undefined;
  return (name) => {
    const { label, added } = addLabel(now.id, name, freeHue(now.labels));
    void added.then((known) => known && then(label.id));
  };
}

/** "3", "0,5"; nothing that is no number. */
export function readPoints(typed: string): number | undefined {
  const points = Number(typed.replace(",", "."));
  return typed.trim() && Number.isFinite(points) && points >= 0 ? points : undefined;
}

const monthFirst = typeof navigator !== "undefined" && navigator.language === "en-US";

/** A date by words, or by the browser's calendar. */
export function duePicker(now: string | null, set: (due: string | null) => void): PickerProps {
  const label = t("field.due");
  return {
    label: t("due.words"), chosen: [now ?? ""], nothing: t("due.unread"),
    choices: (typed) => dueChoices(typed, now !== null),
    onPick: ([id]) => set(id || null),
    footer: <CalendarField label={label} value={now ?? ""} onPick={set} />,
  };
}

function dueChoices(typed: string, clearable: boolean): Choice[] {
  const today = new Date();
  const ahead = (days: number) => new Date(today.getFullYear(), today.getMonth(), today.getDate() + days);
  const choice = (label: string, date: Date): Choice => ({ id: isoDay(date), label, end: dateWords(date) });
  const toMonday = (8 - today.getDay()) % 7 || 7;
  const usual = [
    choice(t("due.today"), today), choice(t("due.tomorrow"), ahead(1)), choice(t("due.monday"), ahead(toMonday)),
    choice(t("due.week"), ahead(7)), choice(t("due.weeks"), ahead(14)), ...(clearable ? [{ id: "", label: t("due.clear") }] : []),
  ];
  if (!typed) return usual;
  const meant = readDay(typed, today, monthFirst);
  const named = usual.filter(({ label }) => ` ${label.toLowerCase()}`.includes(` ${typed.toLowerCase()}`));
  return meant ? [{ id: isoDay(meant), label: dateWords(meant) }, ...named.filter(({ id }) => id !== isoDay(meant))] : named;
}

/** A calendar's press is an answer; typed digits are one with Enter, or when the field is left. */
export function CalendarField({ label, value, onPick }: { label: string; value: string; onPick: (due: string) => void }) {
  const byKey = useRef(false);
  const take = (to: string) => {
    if (!to || to === value) return;
    closePopup();
    onPick(to);
  };
  return (
    <input
      type="date" class="in" aria-label={label} value={value} max="9999-12-31"
      onKeyDown={(e) => {
        byKey.current = true;
        if (e.key === "Enter") take(e.currentTarget.value);
      }}
      onPointerDown={() => {
        byKey.current = false;
      }}
      onChange={(e) => !byKey.current && take(e.currentTarget.value)}
      onBlur={(e) => take(e.currentTarget.value)}
    />
  );
}
