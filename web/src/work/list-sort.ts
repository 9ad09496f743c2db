// The order of the list: several keys, each up or down; what has no value comes
// last either way, and rank decides between equals.

import type { Id, Task } from "../api/types";
import { fold, type SortKey, type SortName } from "./filter-rules";
import type { Order } from "./group";
import { PRIORITIES, TYPES } from "./values";

type Value = string | number | undefined;
type Compare = (a: Task, b: Task) => number;

const titles = new WeakMap<Task, string>();

function titleOf(task: Task): string {
  let title = titles.get(task);
  if (title === undefined) titles.set(task, (title = fold(task.title)));
  return title;
}

const ranked = <T>(list: readonly T[]) => new Map(list.map((one, i) => [one, i]));

function valueOf(by: SortName, order: Order): (task: Task) => Value {
  switch (by) {
    case "title": return titleOf;
    case "status": {
      const at = ranked(order.statuses.map((status) => status.id));
      return (task) => at.get(task.status);
    }
    case "priority": {
      const at = ranked(PRIORITIES);
      return (task) => (task.priority === "none" ? undefined : at.get(task.priority));
    }
    case "type": {
      const at = ranked(TYPES);
      return (task) => at.get(task.type);
    }
    case "label": {
      const at = ranked(order.labels.map((label) => label.id));
      return (task) => (task.labels.length > 0 ? at.get(task.labels[0]!) : undefined);
    }
    case "assignee": {
      const at = ranked(order.members.map((member) => member.id));
      return (task) => (task.assignees.length > 0 ? at.get(task.assignees[0]!) : undefined);
    }
    case "due": return (task) => task.due ?? undefined;
    case "points": return (task) => task.points ?? undefined;
    case "number": return (task) => task.number || Infinity; // not answered yet: the newest
    case "createdAt": return (task) => task.createdAt;
    case "updatedAt": return (task) => task.updatedAt;
    case "statusSince": return (task) => task.statusSince;
    case "rank": return (task) => task.rank;
  }
}

function compareBy({ by, down }: SortKey, order: Order): Compare {
  if (by === "rank") {
    const rank = byRank(order);
    return down ? (a, b) => rank(b, a) : rank;
  }
  const value = valueOf(by, order);
  const compare = compareValues(down);
  return (one, other) => compare(value(one), value(other));
}

function compareValues(down: boolean): (a: Value, b: Value) => number {
  const [less, more] = down ? [1, -1] : [-1, 1];
  return (a, b) => (a === b ? 0 : a === undefined ? 1 : b === undefined ? -1 : a < b ? less : more);
}

/** Ranks order the tasks of one status; statuses have an order of their own. */
export function byRank(order: Pick<Order, "statuses">): Compare {
  const at = new Map<Id, number>(order.statuses.map((status, i) => [status.id, i]));
  return (a, b) => {
    if (a.status !== b.status) return (at.get(a.status) ?? 99) - (at.get(b.status) ?? 99);
    return a.rank < b.rank ? -1 : a.rank > b.rank ? 1 : a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
  };
}

/** In place. The values of the first key are looked up once for each task, not for each comparison. */
export function sortTasks(tasks: Task[], keys: readonly SortKey[], order: Order): Task[] {
  const [first, ...rest] = keys;
  if (!first || first.by === "rank") return tasks.sort(comparing(keys, order));
  const value = valueOf(first.by, order);
  const compare = compareValues(first.down);
  const then = comparing(rest, order);
  const pairs = tasks.map((task) => ({ task, value: value(task) }));
  pairs.sort((a, b) => compare(a.value, b.value) || then(a.task, b.task));
  for (let i = 0; i < pairs.length; i++) tasks[i] = pairs[i]!.task;
  return tasks;
}

function comparing(keys: readonly SortKey[], order: Order): Compare {
  const compares = [...keys.map((key) => compareBy(key, order)), byRank(order)];
  if (compares.length === 1) return compares[0]!;
  return (a, b) => {
    for (const compare of compares) {
      const way = compare(a, b);
      if (way !== 0) return way;
    }
    return 0;
  };
}
