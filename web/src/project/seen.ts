// What was seen last is kept in this browser, so that the next page shows it
// before the server has answered, and when it does not. It is the person's own:
// signing out takes it away, and whoever signs in here finds nothing of it.

import { batch } from "@preact/signals";
import type { Access, Id, Member, Organisation, Project, Task } from "../api/types";
import { me } from "../identity/session";
import { loaded, orgId } from "../org/org";
import { tables } from "../records/records";
import { openShelf, type Row } from "../records/shelf";
import { accessOf, boardIsWhole, projectId, showSeen } from "./project";

interface OrgRow extends Row {
  at: number;
  organisation: Organisation;
  members: Member[];
  projects: Project[];
  /** Those of which the tasks are kept, the last one first. */
  boards: Id[];
}
interface BoardRow extends Row {
  access: Access;
  /** Tasks as JSON, so many to a slice: made in pieces, so that nobody waits for it. */
  slices: string[];
}

/** Set while anything is kept: without it nothing is looked for. */
export const SEEN = "kanvaro.seen";
const BOARDS = 3;
const SLICE = 1_000;
const DAYS = 30;
const FIRST = 3_000;
const EVERY = 60_000;

const place = () => (me.peek() && orgId.peek() ? `${me.peek()}.${orgId.peek()}` : "");

/** Shows what was seen last of this organisation, and of the project with this key, unless the server was faster. */
export async function showSeenLast(key: string): Promise<void> {
  const here = place();
  if (!here) return;
  const shelf = await openShelf();
  const org = await shelf.get<OrgRow>("seen", `${here}.org`);
  if (!org || Date.now() - org.at > DAYS * 86_400_000) return;
  const project = org.projects.find((one) => one.key === key || one.id === key);
  const board = project && (await shelf.get<BoardRow>("seen", `${here}.board.${project.id}`));
  const tasks = board && board.slices.flatMap((slice) => JSON.parse(slice) as Task[]);
  if (here !== place() || loaded.peek()) return;
  batch(() => {
    tables.organisation.put(org.organisation);
    tables.member.putAll(org.members);
    tables.project.putAll(org.projects);
    // It is shown, and not believed: what the server says takes its place, or takes it away.
    for (const table of [tables.organisation, tables.member, tables.project]) table.doubt(() => true);
    if (project && board && tasks) showSeen(project.id, board.access, tasks);
    loaded.value = true;
  });
}

let timer: ReturnType<typeof setTimeout> | undefined;
let written = "";

/** From now on what is seen is kept, from time to time and when the page is left alone. */
export function keepSeen(): void {
  clearTimeout(timer);
  const next = (ms: number) => {
    timer = setTimeout(() => void idle().then(write).finally(() => next(EVERY)), ms);
  };
  next(FIRST);
}

if (typeof document !== "undefined") document.addEventListener("visibilitychange", () => document.hidden && void write());

async function write(): Promise<void> {
  const here = place();
  const project = projectId.peek();
  if (!here || !loaded.peek()) return;
  const board = project && boardIsWhole(project) ? accessOf(project) : undefined;
  const state = `${here} ${board ? project : ""} ${tables.task.revision.peek()} ${tables.project.revision.peek()} ${tables.member.revision.peek()}`;
  const organisation = tables.organisation.base(orgId.peek());
  if (state === written || !organisation) return;
  written = state;
  try {
    const shelf = await openShelf();
    if (board) await shelf.put<BoardRow>("seen", { id: `${here}.board.${project}`, access: board, slices: await slices(project) });
    if (here !== place()) return void forgetSeen();
    const before = (await shelf.get<OrgRow>("seen", `${here}.org`))?.boards ?? [];
    const boards = board ? [project, ...before.filter((one) => one !== project)] : before;
    for (const old of boards.splice(BOARDS)) await shelf.remove("seen", `${here}.board.${old}`);
    await shelf.put<OrgRow>("seen", {
      id: `${here}.org`, at: Date.now(), boards, organisation,
      members: tables.member.bases(() => true), projects: tables.project.bases((one) => !one.trashedAt),
    });
    localStorage.setItem(SEEN, here);
  } catch {
    // Storage is full or switched off: the next page begins with the server.
    written = "";
  }
}

async function slices(project: Id): Promise<string[]> {
  const tasks = tables.task.bases((task) => task.project === project && !task.trashedAt);
  const all: string[] = [];
  for (let i = 0; i < tasks.length; i += SLICE) {
    all.push(JSON.stringify(tasks.slice(i, i + SLICE).map((task) => ({ ...task, tally: tables.taskTally.base(task.id) }))));
    await idle();
  }
  return all;
}

/** When there is nothing else to do; a hidden page has nothing else, and may not be asked again. */
function idle(): Promise<void> {
  if (document.hidden) return Promise.resolve();
  return new Promise((done) => (typeof requestIdleCallback === "function" ? requestIdleCallback(() => done(), { timeout: 2_000 }) : setTimeout(done, 50)));
}

export async function forgetSeen(): Promise<void> {
  written = "";
  clearTimeout(timer);
  await (await openShelf()).clear("seen");
}
