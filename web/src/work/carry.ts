// The card in the hand, whether by mouse, finger or keyboard: where it came
// from, and where it would land.

import { signal } from "@preact/signals";
import type { Place } from "../api/calls";
import type { Id } from "../api/types";
import { announce } from "../kit/announce";
import { project } from "../project/project";
import { tables } from "../records/records";
import { t } from "../text/text";
import { columns, placeOf } from "./columns";
import { moveTask, statusName } from "./commands";

export interface Spot {
  status: Id;
  /** Among the other cards that are shown. */
  index: number;
}

export interface Carry {
  id: Id;
  by: "pointer" | "keys";
  from: Spot;
  to: Spot;
}

export const carry = signal<Carry | undefined>();

export function lift(id: Id, by: Carry["by"]): boolean {
  const from = placeOf(id);
  if (!from) return false;
  carry.value = { id, by, from, to: from };
  if (by === "keys") announce(t("carry.lifted", { key: tables.task.peek(id)?.key ?? "" }));
  return true;
}

export function carryTo(to: Spot): void {
  const now = carry.peek();
  if (!now || same(now.to, to)) return;
  carry.value = { ...now, to };
}

export function putBack(): void {
  const now = carry.peek();
  if (!now) return;
  carry.value = undefined;
  announce(t("carry.returned", { to: statusName(now.from.status) }));
}

/** Lets go; gives the id if the card has a new place. */
export function letGo(): Id | undefined {
  const now = carry.peek();
  if (!now) return undefined;
  carry.value = undefined;
  if (same(now.from, now.to)) {
    announce(t("carry.returned", { to: statusName(now.from.status) }));
    return undefined;
  }
  announce(t("carry.dropped", where(now.to)));
  void moveTask(now.id, neighbours(now));
  return now.id;
}

function others(status: Id, id: Id): Id[] {
  return columns.peek().get(status)?.ids.filter((other) => other !== id) ?? [];
}

function neighbours({ id, to }: Carry): Place {
  const list = others(to.status, id);
  const after = list[to.index - 1];
  const before = list[to.index];
  return after ? { status: to.status, after } : before ? { status: to.status, before } : { status: to.status };
}

export function where(spot: Spot): { to: string; place: number; count: number } {
  const count = others(spot.status, carry.peek()?.id ?? "").length + 1;
  return { to: statusName(spot.status), place: spot.index + 1, count };
}

/** One step by keyboard: within the column, or to the next one. */
export function step(direction: "up" | "down" | "before" | "after"): void {
  const now = carry.peek();
  const statuses = project.peek()?.statuses ?? [];
  if (!now) return;
  const { status, index } = now.to;
  let to: Spot;
  if (direction === "up") to = { status, index: Math.max(0, index - 1) };
  else if (direction === "down") to = { status, index: Math.min(others(status, now.id).length, index + 1) };
  else {
    const at = statuses.findIndex((s) => s.id === status) + (direction === "after" ? 1 : -1);
    const next = statuses[at];
    if (!next) return;
    to = { status: next.id, index: Math.min(index, others(next.id, now.id).length) };
  }
  carryTo(to);
  announce(t("carry.over", where(to)));
}

/** "limit 5, this makes 7", where the move would break a limit; else "". */
export function limitWords(now: Carry): string {
  const status = project.peek()?.statuses.find((s) => s.id === now.to.status);
  if (!status?.limit || now.to.status === now.from.status) return "";
  const makes = (columns.peek().get(status.id)?.count ?? 0) + 1;
  return makes > status.limit ? t("carry.limit", { limit: status.limit, makes }) : "";
}

function same(a: Spot, b: Spot): boolean {
  return a.status === b.status && a.index === b.index;
}
