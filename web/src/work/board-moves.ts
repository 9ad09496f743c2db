// Cards that are let go: one or several, in this lane or another.

import { type Place, type TaskSet, tasks } from "../api/calls";
import { newId } from "../api/ids";
import { asProblem } from "../api/problem";
import type { Id, Task } from "../api/types";
import { toast, toastProblem } from "../kit/toast";
import { orgId } from "../org/org";
import { projectId } from "../project/project";
import { undo } from "../records/back";
import { between } from "../records/rank";
import { putTask, tables } from "../records/records";
import { send } from "../records/send";
import { undoStack } from "../records/undo";
import { board } from "../text/en/board";
import { addTexts, t } from "../text/text";
import { laneChange } from "./board-lanes";
import { laneField } from "./board-view";
import { bulkChange, changed } from "./bulk";
import { tasksIn } from "./columns";
import { moveTask, statusName } from "./commands";
import { laneTitle } from "./lane-words";

addTexts(board);

/** Cards beside a neighbour. From one lane to another they get its value, too. */
export async function dropTasks(ids: readonly Id[], place: Place, from: string, to: string): Promise<void> {
  const changes = from === to ? [] : sameChanges(ids, from, to);
  const only = ids.length === 1 ? changes[0] : undefined;
  if (only) return dropInLane(ids[0]!, only.set, place, laneTitle(to));
  for (const { ids: of, set } of changes) await bulkChange(of, { set }, t("tasks.laned", { n: of.length, to: laneTitle(to) }));
  await moveTasks(ids, place);
}

/** Those to which the same happens, together. */
function sameChanges(ids: readonly Id[], from: string, to: string): { ids: Id[]; set: TaskSet }[] {
  const groups = new Map<string, { ids: Id[]; set: TaskSet }>();
  for (const id of ids) {
    const task = tables.task.peek(id);
    const set = task && laneChange(laneField.peek(), task, from, to);
    if (!set) continue;
    const name = JSON.stringify(set);
    const group = groups.get(name);
    if (group) group.ids.push(id);
    else groups.set(name, { ids: [id], set });
  }
  return [...groups.values()];
}

export async function moveTasks(ids: readonly Id[], place: Place): Promise<void> {
  if (ids.length === 1) await moveTask(ids[0]!, place);
  else await bulkChange(ids, { move: place }, t("tasks.moved", { n: ids.length, to: statusName(place.status) }));
}

/** One gesture, two requests, one undo. */
async function dropInLane(id: Id, set: TaskSet, place: Place, lane: string): Promise<void> {
  const task = tables.task.peek(id);
  if (!task) return;
  const [org, prj] = [orgId.peek(), projectId.peek()];
  const rank = rankAt(id, place);
  const now = new Date().toISOString();
  const key = newId("key");
  try {
    const answers = await Promise.all([
      send<Task, Task>({
        table: tables.task, id, take: putTask, send: () => tasks.change(org, prj, id, set),
        apply: (before) => before && changed(before, { set }, now),
      }),
      send<Task, Task>({
        table: tables.task, id, take: putTask, send: () => tasks.move(org, prj, id, place, key),
        apply: (before) => before && { ...before, status: place.status, rank, statusSince: before.status === place.status ? before.statusSince : now },
      }),
    ]);
    const [first, ...rest] = answers.map(({ op }) => op).filter(Boolean).reverse();
    if (!first) return;
    const words = t("task.laned", { key: task.key, to: task.status === place.status ? lane : t("carry.cell", { column: statusName(place.status), lane }) });
    undoStack.did({ op: first, with: rest, words });
    toast({ words, action: { label: t("undo"), run: () => void undo(first) } });
  } catch (error) {
    toastProblem(t("task.notMoved", { key: task.key }), asProblem(error), () => void dropInLane(id, set, place, lane));
  }
}

/** Where it shows until the server has minted its rank. */
function rankAt(id: Id, { status, before, after }: Place): string {
  const column = tasksIn(status).filter((task) => task.id !== id);
  const at = after ? column.findIndex((task) => task.id === after) + 1 : before ? column.findIndex((task) => task.id === before) : column.length;
  return between(column[at - 1]?.rank, column[at]?.rank);
}
