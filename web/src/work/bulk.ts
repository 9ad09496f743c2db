// One change of many tasks: one request, one line in the history, one undo.
// Up to 500 show at once and are answered when they are done; more go on behind
// the answer, and their number grows where the bar is.

import { signal } from "@preact/signals";
import { type BulkBody, type TaskSet, tasks as calls } from "../api/calls";
import { pause } from "../api/client";
import { newId } from "../api/ids";
import { asProblem, Problem } from "../api/problem";
import type { Bulk, Id, Task } from "../api/types";
import { toast, toastProblem } from "../kit/toast";
import { onChanges, orgId } from "../org/org";
import { projectId } from "../project/project";
import { offerUndo } from "../records/back";
import { between } from "../records/rank";
import { tables } from "../records/records";
import { type Effect, send } from "../records/send";
import { undoStack } from "../records/undo";
import { list } from "../text/en/list";
import { addTexts, t } from "../text/text";
import { byRank } from "./columns";

addTexts(list);

export const AT_ONCE = 500;
export type BulkChange = { set: TaskSet } | { trash: true } | { move: { status: Id; before?: Id; after?: Id } };

/** The large change that is on its way. */
export const running = signal<{ words: string; done: number; total: number } | undefined>();

/** Between their new neighbours, in the order in which they are named, until the server has minted their ranks. */
export function ranksAt(ids: readonly Id[], { status, before, after }: { status: Id; before?: Id; after?: Id }, all: readonly Task[]): Map<Id, string> {
  const moving = new Set(ids);
  const column = all.filter((task) => task.status === status && !task.trashedAt && !moving.has(task.id)).sort(byRank);
  const at = after ? column.findIndex((task) => task.id === after) + 1 : before ? column.findIndex((task) => task.id === before) : column.length;
  const ranks = new Map<Id, string>();
  let low = column[at - 1]?.rank;
  for (const id of ids) ranks.set(id, (low = between(low, column[at]?.rank)));
  return ranks;
}

/** What a change makes of a task, until the server has said so. */
export function changed(task: Task, change: BulkChange, now: string, ranks?: ReadonlyMap<Id, string>): Task {
  if ("trash" in change) return { ...task, trashedAt: now };
  if ("move" in change) return { ...task, status: change.move.status, rank: ranks?.get(task.id) ?? task.rank, statusSince: task.status === change.move.status ? task.statusSince : now };
  const { addAssignees, removeAssignees, addLabels, removeLabels, description: _, baseVersion: __, ...fields } = change.set;
  const joined = (old: Id[], add: Id[] = [], remove: Id[] = []) => [...old.filter((id) => !remove.includes(id)), ...add.filter((id) => !old.includes(id))];
  const next: Task = { ...task, assignees: joined(task.assignees, addAssignees, removeAssignees), labels: joined(task.labels, addLabels, removeLabels), ...fields };
  return next.status === task.status ? next : { ...next, statusSince: now };
}

const FIELDS = ["status", "type", "priority", "points", "due", "parent", "trashedAt"] as const;
const sameList = (a: Id[], b: Id[]) => a.length === b.length && a.every((id) => b.includes(id));

/** Would this task be another afterwards? */
export function isChanged(task: Task, change: BulkChange): boolean {
  if ("move" in change) return true;
  const next = changed(task, change, "");
  return FIELDS.some((field) => (next[field] ?? null) !== (task[field] ?? null)) || !sameList(next.assignees, task.assignees) || !sameList(next.labels, task.labels);
}

/** Those of these that change; the others have it already. */
export function toChange(ids: readonly Id[], change: BulkChange): Task[] {
  return ids.map((id) => tables.task.peek(id)).filter((task): task is Task => task !== undefined && isChanged(task, change));
}

export async function bulkChange(ids: readonly Id[], change: BulkChange, words: string): Promise<void> {
  const those = toChange(ids, change);
  if (those.length === 0) return toast({ words: t("bulk.nothing") });
  if (running.peek()) return toast({ words: t("bulk.busy") });
  const body = { tasks: those.map((task) => task.id), ...change } as BulkBody;
  const key = newId("key");
  const again = () => void bulkChange(ids, change, words);
  try {
    if (those.length > AT_ONCE) await large(body, key, words);
    else await small(those, body, key, change, words);
  } catch (error) {
    running.value = undefined;
    toastProblem(t("bulk.notDone", { n: those.length }), asProblem(error), again);
  }
}

async function small(those: Task[], body: BulkBody, key: string, change: BulkChange, words: string): Promise<void> {
  const [org, prj] = [orgId.peek(), projectId.peek()];
  const now = new Date().toISOString();
  const ids = those.map((task) => task.id);
  const ranks = "move" in change ? ranksAt(ids, change.move, tables.task.all().filter((task) => task.project === prj)) : undefined;
  const known = ids.map((id) => tables.task.version(id));
  const effects = ids.map((id): Effect<Task> => ({ table: tables.task, id, apply: (task) => task && changed(task, change, now, ranks) }));
  const [first, ...also] = effects;
  const answer = await send<Task, Bulk>({
    ...first!, also, done: words,
    send: () => calls.bulk(org, prj, body, key),
    // The documents come by the stream; until then what was done stays shown.
    take: (bulk) => {
      const refused = new Set(bulk?.refused?.map(({ task }) => task));
      for (const [i, id] of ids.entries()) {
        const base = tables.task.base(id);
        if (base && base.version === known[i] && !refused.has(id)) tables.task.put({ ...changed(base, change, now, ranks), version: base.version });
      }
    },
  });
  finish(answer.data, words, () => offerUndo(words, answer));
}

/** Sent, then followed by the stream, and asked for where nothing is heard. */
async function large(body: BulkBody, key: string, words: string): Promise<void> {
  const [org, prj] = [orgId.peek(), projectId.peek()];
  running.value = { words, done: 0, total: body.tasks.length };
  let { data: bulk } = await calls.bulk(org, prj, body, key);
  const stop = onChanges((changes) => {
    for (const change of changes) if (change.kind === "bulk" && change.id === bulk.id) tell({ ...bulk, ...change.doc, ...change.set } as Bulk);
  });
  const tell = (now: Bulk) => {
    bulk = now;
    running.value = { words, done: bulk.done, total: bulk.total };
  };
  try {
    for (let wait = 250; bulk.state === "running"; wait = Math.min(1000, wait * 1.5)) {
      await pause(wait);
      if (bulk.state === "running") tell((await calls.bulkOf(org, prj, bulk.id)).data);
    }
  } finally {
    stop();
    running.value = undefined;
  }
  undoStack.did({ op: bulk.op, words, org });
  finish(bulk, words, () => offerUndo(words, { data: undefined, op: bulk.op, status: 200 }));
}

function finish(bulk: Bulk | undefined, words: string, done: () => void): void {
  const count = bulk?.refusedCount ?? bulk?.refused?.length ?? 0;
  const first = bulk?.refused?.[0];
  if (bulk?.state === "failed" && !first) toastProblem(words, new Problem(0, "failed", t("bulk.failed", { done: bulk.changed, total: bulk.total })));
  else if (first) toastProblem(t("bulk.refused", { n: count, key: tables.task.peek(first.task)?.key ?? "" }), new Problem(200, first.code, first.detail));
  else done();
}
