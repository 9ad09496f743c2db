// Lanes: the board cut across by a field. A task with two labels stands in the
// lanes of both. As with columns, a cell that did not change stays the same list.

import { computed } from "@preact/signals";
import type { TaskSet } from "../api/calls";
import type { Id, Priority, Task } from "../api/types";
import { members } from "../org/org";
import { me } from "../identity/session";
import { project } from "../project/project";
import { tables } from "../records/records";
import { emptyLanes, laneField, type LaneField } from "./board-view";
import { columns, ranked } from "./columns";

/** The lane of what has no value. */
export const NOBODY = "none";

export interface Lane {
  key: string;
  /** One list for each column, in its order. */
  cells: Map<Id, Id[]>;
  count: number;
  points: number;
}

export const laneKeys: Record<LaneField, (task: Task) => readonly string[]> = {
  none: () => [""],
  assignee: ({ assignees }) => (assignees.length > 0 ? assignees : NONE),
  label: ({ labels }) => (labels.length > 0 ? labels : NONE),
  priority: ({ priority }) => [priority],
  parent: ({ parent }) => (parent ? [parent] : NONE),
};
const NONE = [NOBODY];

/** What makes a task of one lane one of another. */
export function laneChange(field: LaneField, task: Task, from: string, to: string): TaskSet | undefined {
  const keys = laneKeys[field](task);
  if (from === to || (keys.includes(to) && to !== NOBODY && !keys.includes(from))) return undefined;
  const leave = keys.includes(from) ? from : (keys[0] ?? NOBODY);
  if (field === "priority") return task.priority === to ? undefined : { priority: to as Priority };
  if (field === "parent") return (task.parent ?? NOBODY) === to ? undefined : { parent: to === NOBODY ? null : to };
  if (field !== "assignee" && field !== "label") return undefined;
  const has = field === "assignee" ? task.assignees : task.labels;
  const add = to === NOBODY || has.includes(to) ? [] : [to];
  const remove = to === NOBODY ? [...has] : leave === NOBODY || leave === to ? [] : [leave];
  if (add.length + remove.length === 0) return undefined;
  return field === "assignee"
    ? { ...(add.length ? { addAssignees: add } : {}), ...(remove.length ? { removeAssignees: remove } : {}) }
    : { ...(add.length ? { addLabels: add } : {}), ...(remove.length ? { removeLabels: remove } : {}) };
}

/** What a task that is made in a lane has from the beginning. */
export function laneValues(field: LaneField, key: string): { assignees?: Id[]; labels?: Id[]; priority?: Priority; parent?: Id } {
  if (field === "priority") return { priority: key as Priority };
  if (key === NOBODY || key === "") return {};
  return field === "assignee" ? { assignees: [key] } : field === "label" ? { labels: [key] } : field === "parent" ? { parent: key } : {};
}

/** The ids of one column, spread over the lanes. */
export function spread(ids: readonly Id[], keysOf: (task: Task) => readonly string[], taskOf: (id: Id) => Task | undefined): Map<string, Id[]> {
  const cells = new Map<string, Id[]>();
  for (const id of ids) {
    const task = taskOf(id);
    if (!task) continue;
    for (const key of keysOf(task)) {
      const cell = cells.get(key);
      if (cell) cell.push(id);
      else cells.set(key, [id]);
    }
  }
  return cells;
}

const EMPTY: Id[] = [];
interface Spread {
  tasks: readonly Task[];
  ids: Id[];
  field: LaneField;
  cells: Map<string, Id[]>;
}
let made = new Map<Id, Spread>();

export const lanes = computed<readonly Lane[]>(() => {
  const field = laneField.value;
  if (field === "none") return [];
  const all = ranked.value.lists;
  const next = new Map<Id, Spread>();
  for (const [status, { ids }] of columns.value) {
    const tasks = all.of(status);
    const before = made.get(status);
    if (before?.tasks === tasks && before.ids === ids && before.field === field) next.set(status, before);
    else next.set(status, { tasks, ids, field, cells: equalCells(before?.field === field ? before.cells : undefined, spread(ids, laneKeys[field], (id) => tables.task.peek(id))) });
  }
  made = next;

  const known = orderOf(field);
  const found = new Set<string>();
  for (const { cells } of next.values()) for (const key of cells.keys()) found.add(key);
  const keys = [...known.filter((key) => found.has(key) || emptyLanes.value || field === "priority"), ...[...found].filter((key) => !known.includes(key) && key !== NOBODY)];
  if (found.has(NOBODY) && field !== "priority") keys.push(NOBODY);
  return keys.map((key) => {
    const cells = new Map<Id, Id[]>();
    let count = 0;
    let points = 0;
    for (const [status, { cells: of }] of next) {
      const ids = of.get(key) ?? EMPTY;
      cells.set(status, ids);
      count += ids.length;
      for (const id of ids) points += tables.task.peek(id)?.points ?? 0;
    }
    return { key, cells, count, points };
  });
});

/** In which order lanes stand, those of the missing value apart. */
function orderOf(field: LaneField): string[] {
  if (field === "priority") return ["urgent", "high", "medium", "low", NOBODY];
  if (field === "label") return (project.value?.labels ?? []).map((label) => label.id);
  if (field === "assignee") {
    const people = members.value.filter((member) => !member.disabled).map((member) => member.id);
    return people.includes(me.value) ? [me.value, ...people.filter((id) => id !== me.value)] : people;
  }
  return [];
}

function equalCells(before: Map<string, Id[]> | undefined, after: Map<string, Id[]>): Map<string, Id[]> {
  if (before) {
    for (const [key, ids] of after) {
      const old = before.get(key);
      if (old && old.length === ids.length && old.every((id, i) => id === ids[i])) after.set(key, old);
    }
  }
  return after;
}

/** The cards of one cell, as shown; without lanes a column is one cell. */
export function cellIds(status: Id, lane: string): readonly Id[] {
  if (laneField.value === "none") return columns.value.get(status)?.ids ?? EMPTY;
  return lanes.value.find(({ key }) => key === lane)?.cells.get(status) ?? EMPTY;
}

export interface Spot {
  status: Id;
  /** "" where there are no lanes. */
  lane: string;
  index: number;
}

/** Where a card stands: in the lane that is meant, or in the first that has it. */
export function spotOf(id: Id, lane = ""): Spot | undefined {
  const task = tables.task.peek(id);
  if (!task) return undefined;
  const field = laneField.value;
  const keys = field === "none" ? [""] : laneKeys[field](task);
  const at = keys.includes(lane) ? lane : (keys[0] ?? "");
  const index = cellIds(task.status, at).indexOf(id);
  return index < 0 ? undefined : { status: task.status, lane: at, index };
}

/** The lanes as one walks through them; one without a name where there are none. */
export const laneOrder = computed<readonly string[]>(() => (laneField.value === "none" ? [""] : lanes.value.map(({ key }) => key)));
