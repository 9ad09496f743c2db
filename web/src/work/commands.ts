// What one does to tasks. Each shows at once; a refusal takes it back and says why.

import { type NewTask, type Place, type TaskSet, tasks } from "../api/calls";
import { newId } from "../api/ids";
import { asProblem } from "../api/problem";
import type { Id, Task } from "../api/types";
import { toast, toastProblem } from "../kit/toast";
import { me } from "../identity/session";
import { orgId } from "../org/org";
import { project, projectId } from "../project/project";
import { offerUndo } from "../records/back";
import { between } from "../records/rank";
import { putTask, tables } from "../records/records";
import { send } from "../records/send";
import { undoStack } from "../records/undo";
import { t } from "../text/text";
import { tasksIn } from "./columns";

export { offerUndo, redo, undo } from "../records/back";

export function statusName(id: Id): string {
  return project.value?.statuses.find((status) => status.id === id)?.name ?? "";
}

/** Puts a task into a column, beside a neighbour or at its end. */
export async function moveTask(id: Id, place: Place, how: { quiet?: boolean } = {}): Promise<void> {
  const task = tables.task.peek(id);
  if (!task) return;
  const [org, prj] = [orgId.peek(), task.project];
  const rank = shownRank(id, place);
  const key = newId("key");
  const words = task.status === place.status ? t("task.reordered", { key: task.key }) : t("task.movedTo", { key: task.key, to: statusName(place.status) });
  try {
    const answer = await send<Task, Task>({
      table: tables.task,
      id,
      apply: (now) => now && { ...now, status: place.status, rank },
      send: () => tasks.move(org, prj, id, place, key),
      take: putTask,
      done: words,
    });
    if (!how.quiet && task.status !== place.status) offerUndo(words, answer);
  } catch (error) {
    toastProblem(t("task.notMoved", { key: task.key }), asProblem(error), () => void moveTask(id, place, how));
  }
}

/** Where it shows until the server has minted its rank. */
function shownRank(id: Id, place: Place): string {
  const column = tasksIn(place.status).filter((other) => other.id !== id);
  const at = place.after ? column.findIndex((other) => other.id === place.after) + 1 : place.before ? column.findIndex((other) => other.id === place.before) : column.length;
  return between(column[at - 1]?.rank, column[at]?.rank);
}

export async function changeTask(id: Id, set: TaskSet, words: string): Promise<boolean> {
  const task = tables.task.peek(id);
  if (!task) return false;
  const [org, prj] = [orgId.peek(), task.project];
  const { description: _, baseVersion: __, addAssignees: ___, removeAssignees: ____, addLabels: _____, removeLabels: ______, ...fields } = set;
  try {
    await send<Task, Task>({
      table: tables.task,
      id,
      apply: (now) => now && { ...now, ...added(now, set), ...fields },
      send: () => tasks.change(org, prj, id, set),
      take: putTask,
      done: `${task.key}: ${words}`,
    });
    return true;
  } catch (error) {
    toastProblem(t("task.notChanged", { key: task.key }), asProblem(error), () => void changeTask(id, set, words));
    return false;
  }
}

/** Lists are sent as what joins and what leaves, so that two people's changes are both kept. */
function added(now: Task, set: TaskSet): Partial<Task> {
  const list = (old: Id[], add?: Id[], remove?: Id[]) => [...old.filter((id) => !remove?.includes(id)), ...(add ?? []).filter((id) => !old.includes(id))];
  const change: Partial<Task> = {};
  if (set.addAssignees || set.removeAssignees) change.assignees = list(now.assignees, set.addAssignees, set.removeAssignees);
  if (set.addLabels || set.removeLabels) change.labels = list(now.labels, set.addLabels, set.removeLabels);
  return change;
}

/** A new task at the end of its column. It has a card before it has a key. */
export function createTask(title: string, status: Id, more: Partial<Omit<NewTask, "id" | "title">> = {}): Id {
  const id = newId("tsk");
  void create(id, title, status, more);
  return id;
}

async function create(id: Id, title: string, status: Id, more: Partial<Omit<NewTask, "id" | "title">>): Promise<void> {
  const [org, prj] = [orgId.peek(), projectId.peek()];
  const body: NewTask = { id, title, status, ...more };
  const now = new Date().toISOString();
  const card: Task = {
    id: body.id, version: 0, key: "", number: 0, project: prj, title, status, rank: shownRank(body.id, { status }), type: "task", priority: "none",
    assignees: [], reporter: me.peek(), labels: [], points: null, due: null, createdAt: now, createdBy: me.peek(), updatedAt: now, statusSince: now, ...more,
  };
  try {
    await send<Task, Task>({
      table: tables.task,
      id: body.id,
      apply: (known) => known ?? card,
      send: () => tasks.create(org, prj, body),
      take: putTask,
      done: t("task.added", { title }),
      inOrder: `new tasks of ${prj}`,
    });
  } catch (error) {
    toastProblem(t("task.notAdded", { title }), asProblem(error), () => void createTask(title, status, more));
  }
}

export async function trashTask(id: Id): Promise<void> {
  const task = tables.task.peek(id);
  if (!task) return;
  const [org, prj] = [orgId.peek(), task.project];
  const words = t("task.trashed", { key: task.key });
  try {
    const answer = await send<Task, Task | undefined>({
      table: tables.task,
      id,
      apply: (now) => now && { ...now, trashedAt: new Date().toISOString() },
      send: () => tasks.trash(org, prj, id),
      // An answer without the document: it is in the trash until the event gives its version.
      take: (data) => (data ? putTask(data) : void tables.task.set(id, task.version + 0.5, { trashedAt: new Date().toISOString() })),
      done: words,
    });
    offerUndo(words, answer);
  } catch (error) {
    toastProblem(t("task.notTrashed", { key: task.key }), asProblem(error), () => void trashTask(id));
  }
}

export async function restoreTask(task: Task): Promise<boolean> {
  try {
    const { data, op } = await tasks.restore(orgId.peek(), task.project, task.id, newId("key"));
    putTask(data);
    const words = t("task.restored", { key: task.key });
    undoStack.did({ op, words });
    toast({ words });
    return true;
  } catch (error) {
    toastProblem(t("task.notRestored", { key: task.key }), asProblem(error), () => void restoreTask(task));
    return false;
  }
}
