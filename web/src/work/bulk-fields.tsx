// The pickers of a bulk edit. Before it is done they say what will change; people
// and labels are gathered first, so that together they are one change.

import { signal } from "@preact/signals";
import type { TaskSet } from "../api/calls";
import type { Id, Task } from "../api/types";
import { Button } from "../kit/button";
import { copy } from "../kit/copy";
import { type MenuRow, openMenu } from "../kit/menu";
import { openPicker, type PickerProps } from "../kit/picker";
import { closePopup } from "../kit/popup";
import { toast } from "../kit/toast";
import { me } from "../identity/session";
import { memberById } from "../org/org";
import { mayEdit, project } from "../project/project";
import { tables } from "../records/records";
import { dateWords, day } from "../text/dates";
import { t, type Message } from "../text/text";
import { AT_ONCE, type BulkChange, bulkChange, toChange } from "./bulk";
import type { BulkPart } from "./bulk-open";
import { labelChoices, mayBeUnder, memberChoices, pointChoices, priorityChoices, statusChoices, taskChoices, typeChoices } from "./choices";
import { byRank, columns } from "./columns";
import type { FieldName } from "./open-field";
import { createLabel, duePicker, readPoints } from "./pickers";
import { clearSelection, selectedIn } from "./selection";
import { matchingOrder, viewOrder } from "./view-order";

/** The change that the keyboard is on; the picker's foot tells what it would do. */
const considered = signal<BulkChange | undefined>();

/** In the order in which they are shown; those in closed groups come last. */
const chosenNow = (): Id[] => selectedIn([...new Set([...viewOrder.peek(), ...matchingOrder.peek()])]);
const tasksNow = (ids: readonly Id[]) => ids.map((id) => tables.task.peek(id)).filter((task): task is Task => task !== undefined);

export function openBulk(what: BulkPart, anchor: HTMLElement | DOMRect | undefined): void {
  const ids = chosenNow();
  if (ids.length === 0) return;
  const at = anchor ?? document.querySelector<HTMLElement>(`.bulk [data-bulk="${what}"]`) ?? document.querySelector<HTMLElement>(".bulk") ?? new DOMRect(innerWidth / 2, innerHeight - 80, 0, 0);
  if (what === "more") return openMore(at, ids);
  if (!mayEdit.peek()) return;
  if (what === "trash") return trash(ids);
  if (what === "mine") return assignMe(ids);
  considered.value = undefined;
  openPicker(at, pickers[what](tasksNow(ids), ids));
}

/** "12 of 14 change." */
function Preview({ ids }: { ids: readonly Id[] }) {
  const change = considered.value;
  if (!change) return <p class="meta">{t("bulk.preview.choose", { n: ids.length })}</p>;
  const n = toChange(ids, change).length;
  return (
    <p class="meta" role="status">
      {n === ids.length ? t("bulk.preview.all", { n }) : t("bulk.preview.some", { n, of: ids.length })}
      {n > AT_ONCE && <> {t("bulk.preview.large")}</>}
      {limitWords(ids, change)}
    </p>
  );
}

function limitWords(ids: readonly Id[], change: BulkChange) {
  const to = "set" in change ? change.set.status : undefined;
  const status = project.peek()?.statuses.find((s) => s.id === to);
  if (!status?.limit) return null;
  const makes = (columns.peek().get(status.id)?.count ?? 0) + toChange(ids, change).length;
  return makes > status.limit ? <b class="warn"> {t("bulk.preview.limit", { limit: status.limit, makes })}</b> : null;
}

const common = (tasks: readonly Task[], value: (task: Task) => string | undefined): string[] => {
  const first = tasks[0] && value(tasks[0]);
  return first !== undefined && tasks.every((task) => value(task) === first) ? [first] : [];
};

/** A change of one field, the same for all. */
function single(label: string, ids: readonly Id[], setOf: (value: string) => TaskSet, words: (value: string) => string, more: Omit<PickerProps, "label" | "onPick">): PickerProps {
  return {
    footer: <Preview ids={ids} />, ...more, label,
    onActive: (value) => (considered.value = { set: setOf(value) }),
    onPick: ([value = ""]) => void bulkChange(ids, { set: setOf(value) }, t("bulk.done", { n: toChange(ids, { set: setOf(value) }).length, what: words(value) })),
  };
}

const label = (field: FieldName) => t(`field.${field}`);

const pickers: Record<FieldName, (tasks: Task[], ids: Id[]) => PickerProps> = {
  status: (tasks, ids) => single(label("status"), ids, (status) => ({ status }), (id) => project.peek()?.statuses.find((s) => s.id === id)?.name ?? "", {
    digits: true, choices: statusChoices(), chosen: common(tasks, (task) => task.status),
  }),
  priority: (tasks, ids) => single(label("priority"), ids, (priority) => ({ priority: priority as Task["priority"] }), (to) => t("done.priority", { to: t(`priority.${to}` as Message) }), {
    digits: true, choices: priorityChoices(), chosen: common(tasks, (task) => task.priority),
  }),
  type: (tasks, ids) => single(label("type"), ids, (type) => ({ type: type as Task["type"] }), (to) => t("done.type", { to: t(`type.${to}` as Message) }), {
    digits: true, choices: typeChoices(), chosen: common(tasks, (task) => task.type),
  }),
  points: (tasks, ids) => {
    const setOf = (value: string): TaskSet => ({ points: value === "" ? null : Number(value) });
    const words = (value: string) => (value === "" ? t("done.points.none") : t("done.points", { n: Number(value) }));
    const props = single(label("points"), ids, setOf, words, { choices: pointChoices(), none: t("points.none"), chosen: common(tasks, (task) => String(task.points ?? "")) });
    return { ...props, onCreate: (typed) => readPoints(typed) !== undefined && props.onPick([String(readPoints(typed))]) };
  },
  due: (tasks, ids) => {
    const words = (due: string) => (due ? t("done.due", { date: dateWords(day(due)) }) : t("done.due.none"));
    // A date can be taken away wherever one of them has one.
    const byWords: PickerProps = duePicker(tasks.find((task) => task.due)?.due ?? null, (due) => props.onPick([due ?? ""]));
    const props: PickerProps = single(byWords.label, ids, (due) => ({ due: due || null }), words, {
      choices: byWords.choices, chosen: common(tasks, (task) => task.due ?? undefined), footer: <>{byWords.footer}<Preview ids={ids} /></>,
    });
    return props;
  },
  parent: (tasks, ids) => {
    const offered = mayBeUnder(new Set(ids));
    return single(label("parent"), ids, (parent) => ({ parent: parent || null }), (to) => (to ? t("done.parent", { to: tables.task.peek(to)?.key ?? "" }) : t("done.parent.none")), {
      chosen: common(tasks, (task) => task.parent ?? undefined), choices: (typed) => [...(typed ? [] : [{ id: "", label: t("parent.none") }]), ...taskChoices(typed, offered)],
    });
  },
  assignees: (tasks, ids) => gathered("assignees", tasks, ids),
  labels: (tasks, ids) => gathered("labels", tasks, ids),
};

/** Several values, gathered until they are done at once. */
function gathered(field: "assignees" | "labels", tasks: Task[], ids: Id[]): PickerProps {
  const counts = new Map<Id, number>();
  for (const task of tasks) for (const id of task[field]) counts.set(id, (counts.get(id) ?? 0) + 1);
  const all = [...counts].filter(([, n]) => n === tasks.length).map(([id]) => id);
  const some = [...counts].filter(([, n]) => n < tasks.length).map(([id]) => id);
  const state = signal<{ add: Id[]; remove: Id[]; none: boolean }>({ add: [], remove: [], none: false });
  const setNow = (): TaskSet => {
    const { add, remove, none } = state.peek();
    if (none) return field === "labels" ? { labels: add } : { assignees: add };
    return field === "labels" ? { addLabels: add, removeLabels: remove } : { addAssignees: add, removeAssignees: remove };
  };
  const apply = () => {
    closePopup();
    const n = toChange(ids, { set: setNow() }).length;
    void bulkChange(ids, { set: setNow() }, t("bulk.done", { n, what: gatheredWords(field, state.peek()) }));
  };
  let before = all;
  return {
    label: label(field), many: true, chosen: all, some, none: t(field === "labels" ? "labels.none" : "people.nobody"),
    choices: field === "labels" ? labelChoices() : memberChoices([...counts.keys()]),
    onPick: (chosen) => {
      const now = state.peek();
      if (chosen.length === 0 && before.length !== 1) state.value = { add: [], remove: [], none: true };
      else {
        const joined = chosen.filter((id) => !before.includes(id));
        const left = before.filter((id) => !chosen.includes(id));
        state.value = {
          none: now.none,
          add: [...now.add.filter((id) => !left.includes(id)), ...joined.filter((id) => now.none || !all.includes(id))],
          remove: [...now.remove.filter((id) => !joined.includes(id)), ...left.filter((id) => !now.none && counts.has(id))],
        };
      }
      before = chosen;
      considered.value = { set: setNow() };
    },
    onDone: apply,
    onCreate: field === "labels" ? createLabel((id) => void bulkChange(ids, { set: { addLabels: [id] } }, t("bulk.done", { n: ids.length, what: t("done.labels") }))) : undefined,
    footer: <Gathered ids={ids} apply={apply} />,
  };
}

function gatheredWords(field: "assignees" | "labels", { add, remove, none }: { add: Id[]; remove: Id[]; none: boolean }): string {
  const name = (id: Id) => (field === "labels" ? project.peek()?.labels.find((label) => label.id === id)?.name : memberById(id)?.name) ?? "";
  const parts = [...(none ? [t(field === "labels" ? "labels.none" : "people.nobody")] : []), ...add.map((id) => `+ ${name(id)}`), ...remove.map((id) => `− ${name(id)}`)];
  return parts.join(", ");
}

function Gathered({ ids, apply }: { ids: readonly Id[]; apply: () => void }) {
  const change = considered.value;
  return (
    <div class="gathered">
      <Preview ids={ids} />
      <Button kind="primary" disabled={!change || toChange(ids, change).length === 0} keys="Ctrl+Enter" onClick={apply}>{t("bulk.apply")}</Button>
    </div>
  );
}

function assignMe(ids: Id[]): void {
  const tasks = tasksNow(ids);
  const mine = tasks.every((task) => task.assignees.includes(me.peek()));
  const set: TaskSet = mine ? { removeAssignees: [me.peek()] } : { addAssignees: [me.peek()] };
  void bulkChange(ids, { set }, t("bulk.done", { n: toChange(ids, { set }).length, what: t("done.assignees") }));
}

function trash(ids: Id[]): void {
  void bulkChange(ids, { trash: true }, t("bulk.trashed", { n: ids.length }));
  clearSelection();
}

function openMore(anchor: HTMLElement | DOMRect, ids: Id[]): void {
  const field = (what: FieldName, keys?: string): MenuRow => ({ label: label(what), keys, run: () => openBulk(what, anchor) });
  const edit: MenuRow[] = mayEdit.peek()
    ? [field("status", "S"), field("assignees", "A"), field("labels", "L"), field("priority", "P"), field("type"), field("points", "E"), field("due", "D"), field("parent"), "rule", ...moves(ids), "rule"]
    : [];
  openMenu(anchor, t("bulk.menu", { n: ids.length }), [
    ...edit,
    { label: t("bulk.copyKeys"), icon: "copy", run: () => void copyKeys(ids) },
    ...(mayEdit.peek() ? (["rule", { label: t("task.trash"), icon: "trash-2", danger: true, keys: "Delete", run: () => trash(ids) }] as MenuRow[]) : []),
  ]);
}

/** To the ends of their column, in their order; only where they are of one column. */
function moves(ids: Id[]): MenuRow[] {
  const tasks = tasksNow(ids);
  const [status] = common(tasks, (task) => task.status);
  const move = (place: { before?: Id }) => status && void bulkChange(ids, { move: { status, ...place } }, t("bulk.moved", { n: ids.length }));
  const chosen = new Set(ids);
  const top = () => tables.task.all().filter((task) => task.status === status && !task.trashedAt && !chosen.has(task.id)).sort(byRank)[0]?.id;
  return [
    { label: t("move.top"), icon: "chevron-up", disabled: !status, run: () => { const before = top(); move(before ? { before } : {}); } },
    { label: t("move.bottom"), icon: "chevron-down", disabled: !status, run: () => move({}) },
  ];
}

async function copyKeys(ids: Id[]): Promise<void> {
  const text = tasksNow(ids).map((task) => `${task.key} ${task.title}`).join("\n");
  toast({ words: (await copy(text)) ? t("bulk.copied", { n: ids.length }) : t("copy.failed", { text }) });
}

