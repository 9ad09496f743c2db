// The board as lists of ids: one per status, in order of rank. Of a change only
// the columns that it touches are made anew: what did not change stays the same
// object, so its column is not drawn again.

import { computed } from "@preact/signals";
import type { Id, Task } from "../api/types";
import { project, projectId } from "../project/project";
import { tables } from "../records/records";
import { hideDone } from "./board-view";
import { finished, type Matches, matchesNow, today } from "./filter";
import { addDays } from "./filter-rules";

export interface Column {
  ids: Id[];
  /** All of the status, whatever the filter: what a limit counts. */
  count: number;
  points: number;
  /** Finished so long ago that they are not shown. */
  old: number;
}

export const byRank = (a: Task, b: Task): number => (a.rank < b.rank ? -1 : a.rank > b.rank ? 1 : a.id < b.id ? -1 : a.id > b.id ? 1 : 0);

/** More changes than this at once, and sorting anew is cheaper. */
const FEW = 200;

/** The tasks of one project by status and in order, kept up to date from one look at the records to the next. */
export class Ranked {
  private seen = new Map<Id, Task>();
  private lists = new Map<Id, Task[]>();

  constructor(readonly project: Id) {}

  /** The tasks of a status; the same list as long as none of it changes. */
  of(status: Id): readonly Task[] {
    return this.lists.get(status) ?? NONE;
  }

  update(all: readonly Task[]): this {
    const changed: Task[] = [];
    let present = 0;
    for (const task of all) {
      if (task.project !== this.project || task.trashedAt) continue;
      present++;
      if (this.seen.get(task.id) !== task) changed.push(task);
    }
    const joined = changed.reduce((n, task) => (this.seen.has(task.id) ? n : n + 1), 0);
    const left = this.seen.size + joined - present;
    if (changed.length + left > FEW) this.anew(all);
    else if (changed.length + left > 0) this.few(all, changed, left);
    return this;
  }

  private anew(all: readonly Task[]): void {
    this.seen = new Map();
    this.lists = new Map();
    for (const task of all) {
      if (task.project !== this.project || task.trashedAt) continue;
      this.seen.set(task.id, task);
      const list = this.lists.get(task.status);
      if (list) list.push(task);
      else this.lists.set(task.status, [task]);
    }
    for (const list of this.lists.values()) list.sort(byRank);
  }

  private few(all: readonly Task[], changed: Task[], left: number): void {
    const touched = new Map<Id, Task[]>();
    const listOf = (status: Id) => {
      let list = touched.get(status);
      if (!list) touched.set(status, (list = [...this.of(status)]));
      return list;
    };
    const takeOut = (task: Task) => {
      const list = listOf(task.status);
      const at = placeIn(list, task);
      if (list[at] === task) list.splice(at, 1);
    };
    if (left > 0) {
      const present = new Set<Id>();
      for (const task of all) if (task.project === this.project && !task.trashedAt) present.add(task.id);
      for (const [id, task] of [...this.seen]) {
        if (present.has(id)) continue;
        takeOut(task);
        this.seen.delete(id);
      }
    }
    for (const task of changed) {
      const before = this.seen.get(task.id);
      if (before) takeOut(before);
    }
    for (const task of changed) {
      const list = listOf(task.status);
      list.splice(placeIn(list, task), 0, task);
      this.seen.set(task.id, task);
    }
    for (const [status, list] of touched) this.lists.set(status, list);
  }
}

const NONE: readonly Task[] = [];

/** Where the task stands in a sorted list, or would. */
export function placeIn(list: readonly Task[], task: Task): number {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (byRank(list[middle]!, task) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** What a column shows of its tasks. Those finished before `since` are counted and left out. */
export function columnOf(tasks: readonly Task[], matches: Matches, since = ""): Column {
  const column: Column = { ids: [], count: tasks.length, points: 0, old: 0 };
  for (const task of tasks) {
    if (!matches(task)) continue;
    if (since && task.statusSince < since) {
      column.old++;
      continue;
    }
    column.ids.push(task.id);
    column.points += task.points ?? 0;
  }
  return column;
}

let lists = new Ranked("");
/** The tasks of the open project in order, whatever the filter. */
export const ranked = computed(() => {
  if (lists.project !== projectId.value) lists = new Ranked(projectId.value);
  return { lists: lists.update(tables.task.all()) };
});

/** All tasks of a column in order, shown or not. */
export function tasksIn(status: Id): readonly Task[] {
  return ranked.peek().lists.of(status);
}

interface Made {
  tasks: readonly Task[];
  matches: Matches;
  since: string;
  column: Column;
}
let made = new Map<Id, Made>();
let last = new Map<Id, Column>();

export const columns = computed(() => {
  const statuses = project.value?.statuses ?? [];
  const now = ranked.value.lists;
  const matches = matchesNow.value;
  const days = hideDone.value;
  const since = days ? addDays(today.value, -days) : "";
  const next = new Map<Id, Made>();
  let same = statuses.length === made.size;
  for (const { id } of statuses) {
    const tasks = now.of(id);
    const limit = finished.value.has(id) ? since : "";
    const before = made.get(id);
    const stays = before?.tasks === tasks && before.matches === matches && before.since === limit;
    const column = stays ? before.column : keepEqual(before?.column, columnOf(tasks, matches, limit));
    if (column !== before?.column) same = false;
    next.set(id, { tasks, matches, since: limit, column });
  }
  made = next;
  if (!same || !sameOrder(last, next)) last = new Map([...next].map(([id, { column }]) => [id, column]));
  return last;
});

function sameOrder(a: Map<Id, unknown>, b: Map<Id, unknown>): boolean {
  const other = b.keys();
  for (const id of a.keys()) if (other.next().value !== id) return false;
  return a.size === b.size;
}

/** Another filter may leave the same: then it is the column of before. */
export function keepEqual(before: Column | undefined, after: Column): Column {
  if (!before || before.count !== after.count || before.points !== after.points || before.old !== after.old) return after;
  return before.ids.length === after.ids.length && before.ids.every((id, i) => id === after.ids[i]) ? before : after;
}

/** Where a task stands among those of its column that are shown. */
export function placeOf(id: Id): { status: Id; index: number } | undefined {
  const task = tables.task.peek(id);
  const index = (task && columns.value.get(task.status)?.ids.indexOf(id)) ?? -1;
  return index < 0 ? undefined : { status: task!.status, index };
}
