// Where the keyboard is in the list: on a row, or on a cell of it. The row on
// which it is stays on the page, however far one scrolls.

import { signal } from "@preact/signals";
import type { Id } from "../api/types";
import type { ColumnName } from "./list-columns";
import type { Model, Row } from "./list-model";
import { listModel } from "./list-state";

export interface Place {
  key: string;
  index: number;
  /** "" is the row as a whole. */
  column: ColumnName | "";
}

export const current = signal<Place | undefined>();
/** The focus is to go there as soon as it is on the page. */
let wanted = false;

const indexes = new WeakMap<Model, Map<string, number>>();
export function indexOf(model: Model, key: string): number {
  let known = indexes.get(model);
  if (!known) indexes.set(model, (known = new Map(model.rows.map((row, i) => [row.key, i]))));
  return known.get(key) ?? -1;
}

export function rowOf(place: Place | undefined): Row | undefined {
  return place && listModel.peek().rows[indexOf(listModel.peek(), place.key)];
}

/** The task of the row, if it is one. */
export function currentTask(): Id {
  const row = rowOf(current.peek());
  return row?.kind === "task" ? row.id : "";
}

/** The keyboard goes to a row: it comes into view and gets the focus. */
export function goTo(index: number, column: ColumnName | "" = ""): void {
  const row = listModel.peek().rows[index];
  if (!row) return;
  current.value = { key: row.key, index, column: row.kind === "task" ? column : "" };
  wanted = true;
  const el = grid();
  if (el) {
    reveal(el, index);
    requestAnimationFrame(() => focusPlace(el));
  }
}

const grid = () => document.querySelector<HTMLElement>(".tbl");

/** The focus came by press or Tab: the place follows. */
export function visitRow(key: string, column: ColumnName | "" = ""): void {
  const now = current.peek();
  if (now?.key === key && now.column === column) return;
  const index = indexOf(listModel.peek(), key);
  if (index >= 0) current.value = { key, index, column };
}

/** Whether the focus is the list's: a row that goes away takes it along without a word. */
let inside = false;
export function followFocus(el: HTMLElement): () => void {
  const look = (e: Event) => {
    inside = el.contains(e.target as Node);
  };
  document.addEventListener("focusin", look, true);
  document.addEventListener("pointerdown", look, true);
  return () => {
    document.removeEventListener("focusin", look, true);
    document.removeEventListener("pointerdown", look, true);
    inside = wanted = false;
  };
}

/** Scrolls no more than it must; what sticks to the top hides nothing. */
export function reveal(el: HTMLElement, index: number): void {
  const model = listModel.peek();
  const row = model.rows[index];
  if (!row) return;
  const head = el.querySelector<HTMLElement>(".lh")?.offsetHeight ?? 0;
  const sticky = model.by !== "none" && row.kind !== "group" ? (model.offsets[1] ?? 0) : 0;
  const top = model.offsets[index]!;
  const bottom = model.offsets[index + 1]!;
  if (top - sticky < el.scrollTop) el.scrollTop = top - sticky;
  else if (bottom + head > el.scrollTop + el.clientHeight) el.scrollTop = bottom + head - el.clientHeight;
}

/** Gives the focus to the place, once it is drawn. Called after each drawing. */
export function focusPlace(el: HTMLElement): void {
  const place = current.peek();
  if (!wanted || !place) return;
  const row = el.querySelector<HTMLElement>(`[data-row="${CSS.escape(place.key)}"]`);
  const target = place.column ? row?.querySelector<HTMLElement>(`[data-col="${place.column}"]`) : row;
  if (!target) return;
  wanted = false;
  target.focus({ preventScroll: true });
}

/** The rows have changed: the keyboard stays with its row while that is in sight, else with its place. */
export function refocus(before: Model, after: Model, el: HTMLElement): void {
  const place = current.peek();
  if (!place) return;
  const focused = document.activeElement;
  const had = inside && (focused === document.body || focused === null || el.contains(focused));
  const index = indexOf(after, place.key);
  const top = index < 0 ? -1 : after.offsets[index]!;
  const inSight = index >= 0 && (index === indexOf(before, place.key) || (top >= el.scrollTop && top < el.scrollTop + el.clientHeight));
  if (inSight) {
    if (index !== place.index) current.value = { ...place, index };
  } else {
    const next = nearestTask(after, place.index);
    current.value = next < 0 ? undefined : { key: after.rows[next]!.key, index: next, column: place.column };
  }
  // Somebody writes or chooses: the focus is theirs.
  if (had && !(focused instanceof HTMLInputElement && el.contains(focused) && focused.type !== "checkbox")) wanted = current.peek() !== undefined;
}

function nearestTask(model: Model, at: number): number {
  for (let i = Math.min(at, model.rows.length - 1); i >= 0 && i < model.rows.length; i++) if (model.rows[i]!.kind === "task") return i;
  for (let i = Math.min(at, model.rows.length - 1); i >= 0; i--) if (model.rows[i]!.kind === "task") return i;
  return -1;
}

/** The next row that the keyboard stops at: tasks and heads of groups. */
export function beyond(from: number, by: number): number {
  const { rows } = listModel.peek();
  let at = from;
  let left = Math.abs(by);
  const way = Math.sign(by);
  let found = -1;
  while (left > 0) {
    at += way;
    const row = rows[at];
    if (!row) break;
    if (row.kind === "add") continue;
    found = at;
    left--;
  }
  return found;
}
