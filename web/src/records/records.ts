// The tables, and how an event of the stream goes into them.

import { batch } from "@preact/signals";
import type { Change, Comment, Doc, Import, Member, Organisation, Project, Task } from "../api/types";
import { useTables } from "./send";
import { Table } from "./table";

/** The long text of a task, under the task's id. */
export interface TextOf extends Doc {
  markdown: string;
  html: string;
}

/** What is counted about a task, under the task's id. */
export interface TallyOf extends Doc {
  comments: number;
  subtasks?: number;
  subtasksDone?: number;
  links?: number;
}

export const tables = {
  organisation: new Table<Organisation>(),
  member: new Table<Member>(),
  project: new Table<Project>(),
  task: new Table<Task>(),
  taskText: new Table<TextOf>(),
  taskTally: new Table<TallyOf>(),
  comment: new Table<Comment>(),
  import: new Table<Import>(),
};

for (const [kind, table] of Object.entries(tables)) table.kind = kind;
useTables(tables);

/** A task comes with its text and tally; each is a record of its own, as in the stream. */
export function putTask(task: Task): void {
  const { text, tally, ...card } = task;
  batch(() => {
    tables.task.put(card as Task);
    if (text) tables.taskText.put({ id: task.id, ...text });
    if (tally) tables.taskTally.put({ id: task.id, version: task.version, ...tally });
  });
}

export function putTasks(list: readonly Task[]): void {
  batch(() => list.forEach(putTask));
}

// Events may arrive while a list that does not contain them yet is on its way.
// The last ones are kept and applied once more when it has come; applying is
// harmless for what is already newer.
const RECENT = 2000;
const recent: Change[] = [];

export function applyChanges(changes: readonly Change[]): void {
  recent.push(...changes);
  if (recent.length > RECENT) recent.splice(0, recent.length - RECENT);
  batch(() => changes.forEach(applyChange));
}

export function replayRecent(): void {
  batch(() => recent.forEach(applyChange));
}

function applyChange(change: Change): void {
  const table = (tables as unknown as Record<string, Table<Doc> | undefined>)[change.kind];
  if (!table) return;
  if (change.gone) table.remove(change.id, change.seq);
  else if (change.doc) {
    const doc = { ...change.doc, id: change.id, version: change.seq } as Doc;
    if (change.kind === "task") putTask(doc as Task);
    else table.put(doc);
  } else if (change.set) table.set(change.id, change.seq, change.set);
}

/** What we know, forgotten: the server asked for it, or somebody else signed in. */
export function forgetAll(project?: string): void {
  recent.length = 0;
  if (!project) {
    for (const table of Object.values(tables)) (table as unknown as Table<Doc>).forget(() => true);
    return;
  }
  tables.task.forget((task) => task.project === project);
  tables.taskTally.forget((tally) => !tables.task.base(tally.id));
  tables.taskText.forget((text) => !tables.task.base(text.id));
}
