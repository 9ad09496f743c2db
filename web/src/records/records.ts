// The tables, and how an event of the stream goes into them.

import { batch } from "@preact/signals";
import type { Change, Comment, Doc, Import, Link, Member, Organisation, Project, Task } from "../api/types";
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
  link: new Table<Link>(),
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
const RECENT_MS = 60_000;
const recent: { at: number; change: Change }[] = [];

export function applyChanges(changes: readonly Change[]): void {
  const at = Date.now();
  const old = recent.findIndex((one) => at - one.at < RECENT_MS);
  recent.splice(0, old < 0 ? recent.length : old);
  for (const change of changes) recent.push({ at, change });
  if (recent.length > RECENT) recent.splice(0, recent.length - RECENT);
  batch(() => changes.forEach(applyChange));
  tidy(at);
}

export function replayRecent(): void {
  batch(() => recent.forEach(({ change }) => applyChange(change)));
}

/** What stands in a project, and is loaded with what shows it. */
const PLACED = new Set(["task", "taskText", "taskTally", "comment", "link"]);

function applyChange(change: Change): void {
  const table = (tables as unknown as Record<string, Table<Doc> | undefined>)[change.kind];
  if (!table) return;
  // Of a project that is not open here nothing new is kept.
  if (!change.set && PLACED.has(change.kind) && change.project && !followed.includes(change.project) && table.version(change.id) === 0) return;
  if (change.gone) table.remove(change.id, change.seq);
  else if (change.doc) {
    const doc = { ...change.doc, id: change.id, version: change.seq } as Doc;
    if (change.kind === "task") putTask(doc as Task);
    else table.put(doc);
  } else if (change.set) table.set(change.id, change.seq, change.set);
}

// What is kept: the tasks of the projects that were opened last, and of texts
// and comments as many as one may come back to.

const FOLLOWED = 4;
const TEXTS = 300;
const COMMENTS = 2000;
const TIDY = 300_000;
let followed: string[] = [];
let tidiedAt = Date.now();

/** Told of a project whose tasks were let go: they are loaded again when it is opened. */
let onRelease: (project: string) => void = () => {};
export function whenReleased(then: (project: string) => void): void {
  onRelease = then;
}

/**
 * Loads the tasks of a project, which is followed from then on. What was known of it and is not in the list is gone; what
 * came by the stream meanwhile stays.
 */
export async function loadTasks(project: string, load: () => Promise<Task[]>): Promise<void> {
  follow(project);
  const here = (task: Task) => task.project === project && !task.trashedAt;
  tables.task.doubt(here);
  const list = await load();
  batch(() => {
    putTasks(list);
    tables.task.forgetDoubted(here);
    replayRecent();
  });
}

export function follow(project: string): void {
  followed = [...followed.filter((other) => other !== project), project];
  while (followed.length > FOLLOWED) release(followed.shift()!);
}

function release(project: string): void {
  batch(() => forgetProject(project));
  onRelease(project);
}

function tidy(now: number): void {
  tables.taskText.trim(TEXTS);
  tables.comment.trim(COMMENTS);
  if (now - tidiedAt < TIDY) return;
  tidiedAt = now;
  for (const table of Object.values(tables)) table.buryGone();
}

function forgetProject(project: string): void {
  tables.task.forget((task) => task.project === project);
  tables.taskTally.forget((tally) => !tables.task.base(tally.id));
  tables.taskText.forget((text) => !tables.task.base(text.id));
}

/** The server asked for it: of a project, what is known is no longer for us to see; of all, it may be wrong. */
export function forgetForReset(project?: string): void {
  recent.length = 0;
  if (project) return forgetProject(project);
  for (const table of [tables.taskText, tables.comment, tables.import] as unknown as Table<Doc>[]) table.forget(() => true);
  for (const table of Object.values(tables) as unknown as Table<Doc>[]) table.doubt(() => true);
}

/** Somebody else signed in. */
export function forgetAll(): void {
  recent.length = 0;
  followed = [];
  for (const table of Object.values(tables) as unknown as Table<Doc>[]) table.forget(() => true);
}
