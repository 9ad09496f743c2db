// One project: found by its key, what one may do there, and its tasks.

import { computed, signal } from "@preact/signals";
import { projects, tasks as taskCalls } from "../api/calls";
import { asProblem, type Problem } from "../api/problem";
import type { Access, Project, Task } from "../api/types";
import { go, route, to } from "../routes";
import { loadTasks, tables, whenReleased } from "../records/records";
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
export const boardLoaded = computed(() => tasksLoaded.value[projectId.value] === true);
export const boardProblem = signal<Problem | undefined>();
export const projectProblem = signal<Problem | undefined>();

/** A former key, or a project that is not in the list: the server knows. */
export async function findProject(): Promise<void> {
  projectProblem.value = undefined;
  const key = projectKey.peek();
  try {
    const { data } = await projects.get(orgId.peek(), key);
    tables.project.put(data);
    const now = route.peek();
    if (data.key !== key && "key" in now && now.key === key) go(now.name === "board" || now.name === "list" ? to[now.name](now.org, data.key, now.task) : to[now.name](now.org, data.key), { replace: true });
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
    await loadTasks(id, () => taskCalls.list(orgId.peek(), id));
    tasksLoaded.value = { ...tasksLoaded.peek(), [id]: true };
  } catch (error) {
    boardProblem.value = asProblem(error);
  }
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
