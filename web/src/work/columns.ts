// The board as lists of ids: one per status, in order of rank. A list that did
// not change stays the same object, so its column is not drawn again.

import { computed } from "@preact/signals";
import type { Id, Task } from "../api/types";
import { project, projectId, tasksOf } from "../project/project";
import { type Matches, matchesNow } from "./filter";

export interface Column {
  ids: Id[];
  /** All of the status, whatever the filter: what a limit counts. */
  count: number;
  points: number;
}

export const byRank = (a: Task, b: Task): number => (a.rank < b.rank ? -1 : a.rank > b.rank ? 1 : a.id < b.id ? -1 : 1);

export function groupTasks(tasks: Task[], statuses: Id[], matches: Matches): Map<Id, Column> {
  const columns = new Map<Id, Column>(statuses.map((id) => [id, { ids: [], count: 0, points: 0 }]));
  for (const task of tasks.sort(byRank)) {
    const column = columns.get(task.status);
    if (!column) continue;
    column.count++;
    if (!matches(task)) continue;
    column.ids.push(task.id);
    column.points += task.points ?? 0;
  }
  return columns;
}

/** Keeps the lists of before where they are equal. */
export function keepEqual(before: Map<Id, Column>, after: Map<Id, Column>): Map<Id, Column> {
  for (const [status, column] of after) {
    const old = before.get(status);
    if (old && old.count === column.count && old.points === column.points && sameIds(old.ids, column.ids)) after.set(status, old);
  }
  return after;
}

function sameIds(a: Id[], b: Id[]): boolean {
  return a.length === b.length && a.every((id, i) => id === b[i]);
}

let last = new Map<Id, Column>();
export const columns = computed(() => {
  const statuses = project.value?.statuses.map((status) => status.id) ?? [];
  last = keepEqual(last, groupTasks(tasksOf(projectId.value), statuses, matchesNow.value));
  return last;
});

/** Where a task stands among those that are shown. */
export function placeOf(id: Id): { status: Id; index: number } | undefined {
  for (const [status, column] of columns.value) {
    const index = column.ids.indexOf(id);
    if (index >= 0) return { status, index };
  }
  return undefined;
}
