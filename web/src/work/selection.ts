// Which tasks are chosen, on the board and in the list alike. Order is the
// view's business: it hands the ids in the order in which it shows them.

import { computed, signal } from "@preact/signals";
import type { Id } from "../api/types";

const NONE: ReadonlySet<Id> = new Set();
const chosen = signal<ReadonlySet<Id>>(NONE);

/** The chosen ids; reading it subscribes to every change. */
export const selected = computed(() => chosen.value);
export const selectedCount = computed(() => chosen.value.size);

/** Where a range begins, where it ends now, and what was chosen apart from it. */
let anchor = "";
let head = "";
let apart: ReadonlySet<Id> = NONE;

export function isSelected(id: Id): boolean {
  return chosen.value.has(id);
}

function choose(next: ReadonlySet<Id>): void {
  if (next.size === 0 && chosen.peek().size === 0) return;
  chosen.value = next.size > 0 ? next : NONE;
}

function beginAt(row: string): void {
  anchor = head = row;
  apart = chosen.peek();
}

/** "x", Ctrl+click, the box of a row. Where a task stands in several rows, `row` names the one. */
export function toggle(id: Id, row: string = id): void {
  const next = new Set(chosen.peek());
  if (!next.delete(id)) next.add(id);
  choose(next);
  beginAt(row);
}

/** Several at once: the box of a group. */
export function toggleAll(ids: readonly Id[]): void {
  const next = new Set(chosen.peek());
  const all = ids.length > 0 && ids.every((id) => next.has(id));
  for (const id of ids) {
    if (all) next.delete(id);
    else next.add(id);
  }
  choose(next);
  if (ids[0]) beginAt(ids[0]);
}

/** Just these, in place of what was chosen. */
export function select(ids: readonly Id[]): void {
  choose(new Set(ids));
  beginAt(ids[0] ?? "");
}

const same = (row: string): Id => row;

/**
 * Shift+click: from where the last choice was (or from `from`) to here. What was chosen apart from that range stays.
 * The order is of ids, or of rows whose ids `idOf` knows.
 */
export function rangeTo(to: string, order: readonly string[], from = "", idOf: (row: string) => Id = same): void {
  if (!anchor || !order.includes(anchor)) beginAt(from && order.includes(from) ? from : (order[0] ?? to));
  const [a, b] = [order.indexOf(anchor), order.indexOf(to)];
  if (b < 0) return;
  const next = new Set(apart);
  for (let i = Math.min(a, b); i <= Math.max(a, b); i++) next.add(idOf(order[i]!));
  head = to;
  choose(next);
}

/** Shift+arrow at the row `from`: one more, or one less on the way back. Answers whom the focus goes to. */
export function step(by: 1 | -1, order: readonly string[], from: string, idOf: (row: string) => Id = same): string | undefined {
  if (from !== head || !order.includes(anchor)) beginAt(from);
  const next = order[order.indexOf(from) + by];
  rangeTo(next ?? from, order, from, idOf);
  return next;
}

/** Ctrl+A: first what is in view, then all that match. */
export function selectAll(inView: readonly Id[], matching: readonly Id[]): void {
  const now = chosen.peek();
  const viewIsChosen = inView.length > 0 && now.size >= inView.length && inView.every((id) => now.has(id));
  select(viewIsChosen ? matching : inView);
}

export function clearSelection(): boolean {
  const some = chosen.peek().size > 0;
  choose(NONE);
  beginAt("");
  return some;
}

/** What is no longer shown is no longer chosen: nobody changes what they cannot see. */
export function keepShown(shows: (id: Id) => boolean): void {
  const now = chosen.peek();
  const next = new Set<Id>();
  for (const id of now) if (shows(id)) next.add(id);
  if (next.size === now.size) return;
  choose(next);
  apart = new Set([...apart].filter(shows));
}

/** The chosen ones in the order in which the view shows them. */
export function selectedIn(order: readonly Id[]): Id[] {
  return order.filter((id) => chosen.value.has(id));
}
