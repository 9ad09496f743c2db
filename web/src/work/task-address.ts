// Where a task is opened from here: beside the view that is open, or on a page
// of its own if that is where one is.

import type { Task } from "../api/types";
import { orgId } from "../org/org";
import { tables } from "../records/records";
import { route, to } from "../routes";

export function toTask(task: Pick<Task, "project" | "key">): string {
  const [org, key] = [orgId.value, tables.project.peek(task.project)?.key];
  if (!key) return to.task(org, task.key);
  const now = route.value;
  const here = "key" in now && now.key === key;
  if (now.name === "page") return to.page(org, key, task.key);
  return here ? to.here(org, key, task.key) : to.page(org, key, task.key);
}
