// How high cards are: measured where they were on the page, else guessed by the
// length of their titles. All columns are of one width, so this is known of a
// card wherever it goes.

import { signal } from "@preact/signals";
import type { Id, Task } from "../api/types";
import { tables } from "../records/records";
import { cardFields, laneField } from "./board-view";

const known = new Map<Id, { task: Task; height: number }>();
let width = 240;
/** Changes when what was measured holds no more. */
export const layout = signal("");

/** Called when the look of all cards may be another: width, density, fields, size of text. */
export function laidOut(nextWidth: number): void {
  const fields = [...cardFields.peek()].join(" ");
  const root = document.documentElement;
  const next = `${nextWidth} ${root.dataset.density ?? ""} ${getComputedStyle(root).fontSize} ${laneField.peek()} ${fields}`;
  if (next === layout.peek()) return;
  width = nextWidth;
  known.clear();
  layout.value = next;
}

export function heightOf(id: Id): number {
  return known.get(id)?.height ?? guess(id);
}

/** Has the card been measured as it is now? */
export function isMeasured(id: Id): boolean {
  const task = tables.task.peek(id);
  return task !== undefined && known.get(id)?.task === task;
}

export function measured(id: Id, height: number): void {
  const task = tables.task.peek(id);
  if (task && height > 0) known.set(id, { task, height });
}

function guess(id: Id): number {
  const letters = tables.task.peek(id)?.title.length ?? 40;
  const lines = Math.min(3, Math.max(1, Math.ceil((letters * 6.7) / Math.max(80, width - 24))));
  return 65 + lines * 18;
}
