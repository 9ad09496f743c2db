// What one takes along of a task: its key, its address, its words, a name for a branch.

import type { Task } from "../api/types";
import { orgId } from "../org/org";
import { tables } from "../records/records";
import { to } from "../routes";
import { t } from "../text/text";
import { copied } from "./move-menu";

export const addressOfTask = (task: Task): string => location.origin + to.task(orgId.peek(), task.key);

/** "fer-12-print-a-boarding-card": letters and digits, not longer than a branch should be. */
export function branchName(key: string, title: string): string {
  const words = title
    .normalize("NFKD")
    .replace(/[\u0300-\u036f]/g, "")
    .replace(/ß/g, "ss")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, "-")
    .replace(/^-+|-+$/g, "");
  const name = `${key.toLowerCase()}-${words}`;
  return (name.length <= 60 ? name : name.slice(0, 60).replace(/-[^-]*$/, "")).replace(/-+$/, "");
}

/** The task as a text of its own. */
export function asMarkdown(task: Task, description: string): string {
  return [`# [${task.key}](${addressOfTask(task)}) ${task.title}`, description.trim()].filter(Boolean).join("\n\n") + "\n";
}

export const copyKey = (task: Task) => copied(task.key, t("copy.key.done", { key: task.key }));
export const copyLink = (task: Task) => copied(addressOfTask(task), t("copy.link.done"));
export const copyTitle = (task: Task) => copied(`${task.key} ${task.title}`, t("copy.title.done"));
export const copyMarkdown = (task: Task) => copied(asMarkdown(task, tables.taskText.peek(task.id)?.markdown ?? ""), t("copy.markdown.done"));
export function copyBranch(task: Task): Promise<void> {
  const name = branchName(task.key, task.title);
  return copied(name, t("copy.branch.done", { name }));
}
