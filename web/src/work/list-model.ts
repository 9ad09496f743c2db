// The list as rows: heads of groups, tasks, and the row to add one. From tasks,
// filter, sort and grouping to places on the page; pure, and quick enough to be
// made anew for 20,000 tasks when one of them changes.

import type { Id, Task } from "../api/types";
import type { GroupName, Matches, SortKey } from "./filter-rules";
import { type Group, groupTasks, isMany, type Order } from "./group";
import { sortTasks } from "./list-sort";

export interface TaskRow {
  kind: "task";
  /** Names the row; a task that stands in several groups has several. */
  key: string;
  id: Id;
  group: number;
  /** How deep below its parent it stands. */
  level: number;
  /** Has subtasks below it here. */
  parent: boolean;
  open: boolean;
}
export type Row = { kind: "group"; key: string; group: number } | { kind: "add"; key: string; group: number } | TaskRow;

export interface Section extends Omit<Group, "tasks"> {
  count: number;
  closed: boolean;
  ids: Id[];
  /** Its rows, from start to before end. */
  start: number;
  end: number;
}

export interface Heights {
  group: number;
  task: number;
  add: number;
}

export interface Model {
  by: GroupName;
  sections: Section[];
  rows: Row[];
  /** Where each row begins, and at last where all end. */
  offsets: Float64Array;
  /** Keys of the rows of tasks, in order: ranges and steps go by it. */
  keys: string[];
  /** All that the filter shows, in order, each once; those in closed groups too. */
  matching: Id[];
  shown: number;
  total: number;
}

export interface Asked {
  matches: Matches;
  sort: readonly SortKey[];
  group: GroupName;
  order: Order;
  closed: ReadonlySet<string>;
  withEmpty: boolean;
  nested: boolean;
  /** Parents whose subtasks are put away. */
  folded: ReadonlySet<Id>;
  mayAdd: boolean;
  heights: Heights;
}

export const NO_MODEL: Model = { by: "none", sections: [], rows: [], offsets: new Float64Array(1), keys: [], matching: [], shown: 0, total: 0 };

export function buildModel(tasks: readonly Task[], asked: Asked): Model {
  const { group: by, order } = asked;
  const shown = sortTasks(tasks.filter(asked.matches), asked.sort, order);
  const groups = groupTasks(shown, by, order, asked.withEmpty);
  const rows: Row[] = [];
  const keys: string[] = [];
  const sections: Section[] = [];
  for (const [at, { key, tasks: members, points }] of groups.entries()) {
    const closed = by !== "none" && asked.closed.has(`${by}/${key}`);
    const start = rows.length;
    if (by !== "none") rows.push({ kind: "group", key: `group/${key}`, group: at });
    if (!closed) {
      const prefix = isMany(by) ? `${key}/` : "";
      for (const { task, level, parent } of asked.nested ? nest(members, asked.folded) : members.map(flat)) {
        const name = prefix + task.id;
        rows.push({ kind: "task", key: name, id: task.id, group: at, level, parent, open: !asked.folded.has(task.id) });
        keys.push(name);
      }
      if (asked.mayAdd) rows.push({ kind: "add", key: `add/${key}`, group: at });
    }
    sections.push({ key, points, count: members.length, closed, ids: members.map((task) => task.id), start, end: rows.length });
  }
  return { by, sections, rows, offsets: offsetsOf(rows, asked.heights), keys, matching: shown.map((task) => task.id), shown: shown.length, total: tasks.length };
}

interface Placed {
  task: Task;
  level: number;
  parent: boolean;
}
const flat = (task: Task): Placed => ({ task, level: 0, parent: false });

/** Subtasks go below their parent where that stands in the same group; else they stand for themselves. */
function nest(tasks: readonly Task[], folded: ReadonlySet<Id>): Placed[] {
  if (!tasks.some((task) => task.parent)) return tasks.map(flat);
  const here = new Set(tasks.map((task) => task.id));
  const below = new Map<Id, Task[]>();
  for (const task of tasks) {
    if (!task.parent || !here.has(task.parent)) continue;
    const list = below.get(task.parent);
    if (list) list.push(task);
    else below.set(task.parent, [task]);
  }
  if (below.size === 0) return tasks.map(flat);
  const placed: Placed[] = [];
  const seen = new Set<Id>();
  const put = (task: Task, level: number) => {
    if (seen.has(task.id)) return;
    seen.add(task.id);
    const children = below.get(task.id);
    placed.push({ task, level, parent: children !== undefined });
    if (!children) return;
    if (folded.has(task.id)) children.forEach((child) => hide(child));
    else children.forEach((child) => put(child, level + 1));
  };
  const hide = (task: Task) => {
    if (seen.has(task.id)) return;
    seen.add(task.id);
    below.get(task.id)?.forEach(hide);
  };
  for (const task of tasks) if (!task.parent || !here.has(task.parent)) put(task, 0);
  // Two parents of each other, while a change is on its way, are still shown.
  for (const task of tasks) put(task, 0);
  return placed;
}

function offsetsOf(rows: readonly Row[], heights: Heights): Float64Array {
  const offsets = new Float64Array(rows.length + 1);
  for (let i = 0; i < rows.length; i++) offsets[i + 1] = offsets[i]! + heights[rows[i]!.kind];
  return offsets;
}

/** The row at a height, by halving. */
export function rowAt(offsets: Float64Array, top: number): number {
  let low = 0;
  let high = offsets.length - 2;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (offsets[middle]! <= top) low = middle;
    else high = middle - 1;
  }
  return Math.max(0, low);
}

/** How far the page is to scroll so that what is read stays where it is: as most of the rows have moved. */
export function shift(before: ReadonlyMap<string, number>, after: (key: string) => number | undefined): number {
  const counts = new Map<number, number>();
  for (const [key, top] of before) {
    const now = after(key);
    if (now !== undefined) counts.set(now - top, (counts.get(now - top) ?? 0) + 1);
  }
  let best = 0;
  let most = counts.get(0) ?? 0;
  for (const [by, count] of counts) if (count > most) [best, most] = [by, count];
  return best;
}
