// Making tasks out of what quick add has understood. Each has a card before it
// has a key; labels that are missing are made before the tasks that carry them.

import { type NewTask, tasks } from "../api/calls";
import { newId } from "../api/ids";
import { asProblem } from "../api/problem";
import type { Id, Task } from "../api/types";
import { me } from "../identity/session";
import { toast, toastProblem } from "../kit/toast";
import { orgId } from "../org/org";
import { addLabel, freeHue } from "../project/commands";
import { project, projectId } from "../project/project";
import { between } from "../records/rank";
import { putTask, tables } from "../records/records";
import { send } from "../records/send";
import { t } from "../text/text";
import { laneValues } from "./board-lanes";
import { laneField } from "./board-view";
import { tasksIn } from "./columns";
import { plain, type Understood } from "./quick-words";

export interface Where {
  status: Id;
  lane: string;
  before?: Id;
  /** What the place says of its tasks, where it is no lane of the board. */
  own?: Partial<Pick<NewTask, "type" | "priority" | "assignees" | "labels" | "due" | "parent">>;
}

/** Answers the ids of the tasks, which are shown already. */
export function makeTasks(all: readonly Understood[], where: Where): Id[] {
  const ids = all.map((one) => {
    const id = newId("tsk");
    void makeTask(id, one, where);
    return id;
  });
  if (all.length > 1) toast({ words: t("tasks.added", { n: all.length }) });
  return ids;
}

async function makeTask(id: Id, words: Understood, where: Where): Promise<void> {
  const [org, prj] = [orgId.peek(), projectId.peek()];
  const own: NonNullable<Where["own"]> = where.own ?? (where.lane ? laneValues(laneField.peek(), where.lane) : {});
  const both = (mine: readonly Id[] | undefined, typed: readonly Id[]) => [...new Set([...(mine ?? []), ...typed])];
  const labels = both(own.labels, [...words.labels, ...words.newLabels.map(labelFor)]);
  const fields = {
    ...(labels.length ? { labels } : {}),
    ...(both(own.assignees, words.assignees).length ? { assignees: both(own.assignees, words.assignees) } : {}),
    ...(words.priority ?? own.priority ? { priority: words.priority ?? own.priority } : {}),
    ...(words.points === undefined ? {} : { points: words.points }),
    ...(words.type ?? own.type ? { type: words.type ?? own.type } : {}),
    ...(words.due ?? own.due ? { due: words.due ?? own.due } : {}),
    ...(own.parent ? { parent: own.parent } : {}),
  };
  const body: NewTask = { id, title: words.title, status: where.status, ...fields, ...(where.before ? { before: where.before } : {}) };
  const now = new Date().toISOString();
  const card: Task = {
    id: body.id, version: 0, key: "", number: 0, project: prj, title: words.title, status: where.status, rank: rankIn(where), type: "task", priority: "none",
    assignees: [], reporter: me.peek(), labels: [], points: null, due: null, createdAt: now, createdBy: me.peek(), updatedAt: now, statusSince: now, ...fields,
  };
  try {
    await send<Task, Task>({
      table: tables.task,
      id: body.id,
      apply: (known) => known ?? card,
      send: () => tasks.create(org, prj, body),
      take: putTask,
      done: t("task.added", { title: words.title }),
      inOrder: `new tasks of ${prj}`,
    });
  } catch (error) {
    toastProblem(t("task.notAdded", { title: words.title }), asProblem(error), () => void makeTask(newId("tsk"), words, where));
  }
}

/** The label of that name; made if it is missing. The queue sends it before what names it. */
function labelFor(name: string): Id {
  const now = project.peek()!;
  const known = now.labels.find((label) => plain(label.name) === plain(name));
  return known?.id ?? addLabel(now.id, name, freeHue(now.labels)).label.id;
}

/** Where it shows until the server has minted its rank. */
function rankIn({ status, before }: Where): string {
  const column = tasksIn(status);
  const at = before ? column.findIndex(({ id }) => id === before) : column.length;
  return between(column[at - 1]?.rank, column[at]?.rank);
}
