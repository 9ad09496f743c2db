// Tasks in groups: by status, person, label and so on. Only pure functions; the
// words and marks of a group are group-words' business.

import type { Id, StatusGroup, Task } from "../api/types";
import { addDays, type GroupName } from "./filter-rules";
import { PRIORITIES, TYPES } from "./values";

/** What the order of groups and tasks follows from, besides the tasks. */
export interface Order {
  statuses: readonly { id: Id; group: StatusGroup }[];
  labels: readonly { id: Id }[];
  /** In the order of their names. */
  members: readonly { id: Id; name: string; disabled: boolean }[];
  me: Id;
  today: string;
  finished: ReadonlySet<Id>;
}

export interface Group {
  key: string;
  tasks: Task[];
  points: number;
}

export const DUE_GROUPS = ["overdue", "today", "week", "later", "none"] as const;

/** The groups a task stands in: several people and labels are several groups. */
export function keysOf(task: Task, by: GroupName, order: Pick<Order, "today" | "finished">): readonly string[] {
  switch (by) {
    case "none": return ALL;
    case "status": return [task.status];
    case "assignee": return task.assignees.length > 0 ? task.assignees : NOBODY;
    case "label": return task.labels.length > 0 ? task.labels : NOBODY;
    case "priority": return [task.priority];
    case "type": return [task.type];
    case "parent": return [task.parent ?? "none"];
    case "due": return [dueGroup(task, order)];
  }
}

const ALL = [""];
const NOBODY = ["none"];

function dueGroup({ due, status }: Task, { today, finished }: Pick<Order, "today" | "finished">): string {
  if (!due) return "none";
  if (due < today) return finished.has(status) ? "later" : "overdue";
  if (due === today) return "today";
  return due <= addDays(today, 6) ? "week" : "later";
}

/** Does a task stand in several groups of this kind? Then its rows need the group's name, too. */
export const isMany = (by: GroupName): boolean => by === "assignee" || by === "label";

/** Every group there could be, in order; "none" is the last. */
export function groupKeys(by: GroupName, order: Order): string[] {
  switch (by) {
    case "status": return order.statuses.map((status) => status.id);
    case "assignee": {
      const people = order.members.filter((member) => !member.disabled).map((member) => member.id);
      return [...people.filter((id) => id === order.me), ...people.filter((id) => id !== order.me), "none"];
    }
    case "label": return [...order.labels.map((label) => label.id), "none"];
    case "priority": return PRIORITIES;
    case "type": return TYPES;
    case "due": return [...DUE_GROUPS];
    default: return [];
  }
}

/** Tasks, in the order in which they come, into groups in theirs. Empty ones only where asked for. */
export function groupTasks(tasks: readonly Task[], by: GroupName, order: Order, withEmpty: boolean): Group[] {
  const groups = new Map<string, Group>();
  for (const key of by === "none" ? ALL : groupKeys(by, order)) groups.set(key, { key, tasks: [], points: 0 });
  for (const task of tasks) {
    for (const key of keysOf(task, by, order)) {
      let group = groups.get(key);
      if (!group) groups.set(key, (group = { key, tasks: [], points: 0 }));
      group.tasks.push(task);
      group.points += task.points ?? 0;
    }
  }
  const list = [...groups.values()].filter((group) => withEmpty || by === "none" || group.tasks.length > 0);
  // Former people and labels came behind "none".
  const none = list.findIndex((group) => group.key === "none");
  if (none >= 0 && (by === "assignee" || by === "label" || by === "parent")) list.push(...list.splice(none, 1));
  return list;
}
