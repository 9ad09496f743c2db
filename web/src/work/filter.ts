// What the board shows of a project: a word of the title or key, and a person.

import { signal } from "@preact/signals";
import type { Task } from "../api/types";

export const words = signal("");
/** A member's id, "none", or "" for everyone. */
export const person = signal("");

export function isFiltered(): boolean {
  return words.value.trim() !== "" || person.value !== "";
}

export function clearFilter(): void {
  words.value = "";
  person.value = "";
}

export function matches(task: Pick<Task, "title" | "key" | "assignees">, text: string, who: string): boolean {
  if (who === "none" ? task.assignees.length > 0 : who !== "" && !task.assignees.includes(who)) return false;
  const needles = text.toLowerCase().split(/\s+/).filter(Boolean);
  if (needles.length === 0) return true;
  const haystack = `${task.key} ${task.title}`.toLowerCase();
  return needles.every((needle) => haystack.includes(needle));
}
