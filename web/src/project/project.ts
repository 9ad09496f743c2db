// One project: found by its key, what one may do there, and its tasks.

import { batch, computed, signal } from "@preact/signals";
import { projects, tasks as taskCalls } from "../api/calls";
import { asProblem, type Problem } from "../api/problem";
import type { Access, Project, Task } from "../api/types";
import { go, route, to } from "../routes";
import { loadTasks, putTasks, tables, whenReleased } from "../records/records";
import { orgId } from "../org/org";

export const projectKey = computed(() => ("key" in route.value ? route.value.key : ""));

export const project = computed<Project | undefined>(() => {
  const key = projectKey.value;
  return key ? tables.project.all().find((p) => p.key === key || p.id === key) : undefined;
});
export const projectId = computed(() => project.value?.id ?? "");

const accesses = signal<Record<string, Access>>({});
export const access = computed<Access | undefined>(() => accesses.value[projectId.value]);
/** Viewers look; the server has the last word on everything else. */
export const mayEdit = computed(() => access.value !== undefined && access.value.role !== "viewer");
export const mayManage = computed(() => access.value?.role === "manager");

const tasksLoaded = signal<Record<string, boolean>>({});
whenReleased((id) => (tasksLoaded.value = { ...tasksLoaded.peek(), [id]: false }));
/** The project of which a first sight is there, while the rest is on its way. */
const firstSight = signal("");
export const boardLoaded = computed(() => boardWhole.value || (projectId.value !== "" && firstSight.value === projectId.value));
/** All of its tasks are there: before that nothing is counted. */
export const boardWhole = computed(() => tasksLoaded.value[projectId.value] === true);
export const boardProblem = signal<Problem | undefined>();
export const projectProblem = signal<Problem | undefined>();

export const accessOf = (id: string): Access | undefined => accesses.peek()[id];
export const boardIsWhole = (id: string): boolean => tasksLoaded.peek()[id] === true;

/** What was seen of it the last time, until the server says what it is now. */
export function showSeen(id: string, access: Access, tasks: Task[]): void {
  if (boardIsWhole(id)) return;
  putTasks(tasks);
  tables.task.doubt((task) => task.project === id);
  accesses.value = { [id]: access, ...accesses.peek() };
  tasksLoaded.value = { ...tasksLoaded.peek(), [id]: true };
}

/** What is shown and may be old is asked for again this often, until somebody answers. */
const AGAIN = 5_000;

/** A former key, or a project that is not in the list: the server knows. */
export async function findProject(): Promise<void> {
  projectProblem.value = undefined;
  const key = projectKey.peek();
  try {
    const { data } = await projects.get(orgId.peek(), key);
    tables.project.put(data);
    const now = route.peek();
    if (data.key !== key && "key" in now && now.key === key) go(now.name === "page" ? to.page(now.org, data.key, now.task) : now.name === "board" || now.name === "list" ? to[now.name](now.org, data.key, now.task) : to[now.name](now.org, data.key), { replace: true });
  } catch (error) {
    projectProblem.value = asProblem(error);
  }
}

export async function loadAccess(id: string): Promise<void> {
  try {
    const { data } = await projects.access(orgId.peek(), id);
    accesses.value = { ...accesses.peek(), [id]: data };
  } catch {
    // Without an answer nothing is offered that would need it; the board still shows.
  }
}

export async function loadBoard(id: string): Promise<void> {
  boardProblem.value = undefined;
  try {
    await loadTasks(id, () => tasksByAndBy(id));
    tasksLoaded.value = { ...tasksLoaded.peek(), [id]: true };
  } catch (error) {
    const problem = asProblem(error);
    // While nobody answers, what was seen last goes on being shown: how old it is the state of the line says.
    if (!problem.unreached || !boardIsWhole(id)) boardProblem.value = problem;
    else setTimeout(() => projectId.peek() === id && void loadBoard(id), AGAIN);
  }
}

/** A small project is one request. Of a large one what a window shows is put first, then all that there is. */
async function tasksByAndBy(id: string): Promise<Task[]> {
  const org = orgId.peek();
  const { data } = await taskCalls.first(org, tables.project.peek(id)?.key ?? id);
  if (!data.next) return data.items;
  const all = taskCalls.list(org, id, tables.project.peek(id)?.statuses.map((status) => status.id) ?? []);
  if (!tasksLoaded.peek()[id]) {
    batch(() => {
      putTasks(data.items);
      firstSight.value = id;
    });
    await painted();
  }
  return all;
}

/** After the next paint; a page that is not looked at paints nothing, and does not wait. */
function painted(): Promise<void> {
  return new Promise((done) => (document.hidden ? done() : requestAnimationFrame(() => setTimeout(done))));
}

/** After a reset: what was loaded is no longer to be believed. */
export function reloadBoard(): void {
  const id = projectId.peek();
  if (id) {
    void loadAccess(id);
    void loadBoard(id);
  } else if (projectKey.peek()) void findProject();
}

export function tasksOf(id: string): Task[] {
  return tables.task.all().filter((task) => task.project === id && !task.trashedAt);
}
