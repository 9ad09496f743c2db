// Cards that are let go: one or several, in this lane or another. It comes with
// the first of them.

import type { Place, TaskSet } from "../api/calls";
import type { Id } from "../api/types";
import { tables } from "../records/records";
import { board } from "../text/en/board";
import { addTexts, t } from "../text/text";
import { laneChange } from "./board-lanes";
import { laneField } from "./board-view";
import { bulkChange } from "./bulk";
import { changeTask, moveTask, statusName } from "./commands";

addTexts(board);

/** Cards beside a neighbour. From one lane to another they get its value, too. */
export async function dropTasks(ids: readonly Id[], place: Place, from: string, to: string): Promise<void> {
  for (const { ids: of, set } of from === to ? [] : sameChanges(ids, from, to)) {
    if (of.length > 1) await bulkChange(of, { set }, t("tasks.laned", { n: of.length }));
    else if (!(await changeTask(of[0]!, set, t("lane.changed")))) return;
  }
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
