// What is being changed about a column, and the way to what changes it.

import { computed, signal } from "@preact/signals";
import type { Id, Project, Status } from "../api/types";
import { mayManage, project } from "../project/project";
import { withMore } from "./board-open";

export type Editing = "name" | "limit" | "next";
export const editing = signal<{ status: Id; what: Editing } | undefined>();
/** A column that is being made at the end of the board. */
export const addingColumn = signal(false);

/** The column in the hand, and before which other it would stand; "" is the end. */
export const columnCarry = signal<{ id: Id; before: Id; by: "pointer" | "keys" } | undefined>();

/** The columns as they are shown, one of them perhaps in the hand. */
export const shownStatuses = computed<readonly Status[]>(() => {
  const statuses = project.value?.statuses ?? [];
  const now = columnCarry.value;
  const moving = now && statuses.find(({ id }) => id === now.id);
  if (!now || !moving) return statuses;
  const rest = statuses.filter(({ id }) => id !== now.id);
  const at = rest.findIndex(({ id }) => id === now.before);
  return at < 0 ? [...rest, moving] : [...rest.slice(0, at), moving, ...rest.slice(at)];
});

export function startColumnEdit(status: Id, what: Editing): void {
  if (!mayManage.peek()) return;
  withMore(() => {
    editing.value = { status, what };
  });
}

export function addColumn(): void {
  withMore(() => {
    addingColumn.value = true;
  });
}

export function openColumnMenu(anchor: HTMLElement, now: Project, status: Status): void {
  withMore((module) => module.openColumnMenu(anchor, now, status));
}

/** Keys on the name of a column: F2 renames it (so does Enter, as a press), Space takes it into the hand. */
export function pressName(e: KeyboardEvent, status: Status): void {
  const held = columnCarry.peek();
  if (e.ctrlKey || e.metaKey || e.altKey) return;
  if (held || e.key === " ") withMore((module) => module.carryByKey(e.key, status));
  else if (e.key === "F2") startColumnEdit(status.id, "name");
  else return;
  e.preventDefault();
  e.stopPropagation();
}
