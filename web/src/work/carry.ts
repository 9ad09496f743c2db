// The cards in the hand, whether by mouse, finger or keyboard: where they came
// from, and where they would land.

import { signal } from "@preact/signals";
import type { Id } from "../api/types";
import { announce } from "../kit/announce";
import { project } from "../project/project";
import { tables } from "../records/records";
import { t } from "../text/text";
import { cellIds, laneOrder, type Spot, spotOf } from "./board-lanes";
import { withMore } from "./board-open";
import { folded } from "./board-view";
import { columns } from "./columns";
import { statusName } from "./commands";
import { laneTitle } from "./lane-words";
import { isSelected, selected, selectedIn } from "./selection";
import { viewOrder } from "./view-order";

export type { Spot } from "./board-lanes";

export interface Carry {
  /** The card that was taken hold of. */
  id: Id;
  /** All that are carried, in the order in which they are shown. */
  ids: readonly Id[];
  held: ReadonlySet<Id>;
  by: "pointer" | "keys";
  from: Spot;
  /** The index is among the cards that stay. */
  to: Spot;
}

export const carry = signal<Carry | undefined>();

/** Takes a card into the hand, and all that are selected if it is one of them. */
export function lift(id: Id, by: Carry["by"], lane = ""): boolean {
  const at = spotOf(id, lane);
  if (!at) return false;
  const ids = isSelected(id) && selected.peek().size > 1 ? [...new Set(selectedIn(viewOrder.peek()))] : [id];
  const held = new Set(ids);
  const from = { ...at, index: cellIds(at.status, at.lane).slice(0, at.index).filter((other) => !held.has(other)).length };
  carry.value = { id, ids, held, by, from, to: from };
  if (by === "keys") announce(ids.length > 1 ? t("carry.lifted.many", { n: ids.length }) : t("carry.lifted", { key: tables.task.peek(id)?.key ?? "" }));
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
  announce(t("carry.returned", { to: cellName(now.from) }));
}

/** Lets go; gives the id if the cards have a new place. */
export function letGo(): Id | undefined {
  const now = carry.peek();
  if (!now) return undefined;
  const near = neighbours(now);
  const stays = same(now.from, now.to) && together(now);
  if (!stays) announce(t("carry.dropped", where(now.to)));
  else announce(t("carry.returned", { to: cellName(now.from) }));
  carry.value = undefined;
  if (stays) return undefined;
  const { ids, from, to } = now;
  withMore(({ dropTasks }) => void dropTasks(ids, near, from.lane, to.lane));
  return now.id;
}

/** Are the carried cards one after the other in one cell? Then letting go where they were changes nothing. */
function together({ held, from }: Carry): boolean {
  if (held.size === 1) return true;
  const cell = cellIds(from.status, from.lane);
  const first = cell.findIndex((id) => held.has(id));
  return first >= 0 && cell.slice(first, first + held.size).every((id) => held.has(id));
}

function staying(status: Id, lane: string, held: ReadonlySet<Id>): Id[] {
  return cellIds(status, lane).filter((other) => !held.has(other));
}

function neighbours({ held, to }: Carry): { status: Id; before?: Id; after?: Id } {
  const list = staying(to.status, to.lane, held);
  const after = list[to.index - 1];
  const before = list[to.index];
  return after ? { status: to.status, after } : before ? { status: to.status, before } : { status: to.status };
}

function cellName({ status, lane }: Spot): string {
  return lane ? t("carry.cell", { column: statusName(status), lane: laneTitle(lane) }) : statusName(status);
}

export function where(spot: Spot): { to: string; place: number; count: number } {
  const held = carry.peek()?.held ?? new Set<Id>();
  return { to: cellName(spot), place: spot.index + 1, count: staying(spot.status, spot.lane, held).length + held.size };
}

/** "Move 3 to Ready" */
export function tipWords(now: Carry): string {
  const to = where(now.to);
  return now.ids.length > 1 ? t("carry.tip.many", { ...to, n: now.ids.length }) : t("carry.tip", to);
}

/** One step by keyboard: within the cell, to the next lane, or to the next column. */
export function step(direction: "up" | "down" | "before" | "after"): void {
  const now = carry.peek();
  if (!now) return;
  const to = next(now, direction);
  if (!to) return;
  carryTo(to);
  announce(t("carry.over", where(to)));
}

function next({ to: { status, lane, index }, held }: Carry, direction: "up" | "down" | "before" | "after"): Spot | undefined {
  const room = (of: Id, in_: string) => staying(of, in_, held).length;
  if (direction === "up" || direction === "down") {
    const there = index + (direction === "up" ? -1 : 1);
    if (there >= 0 && there <= room(status, lane)) return { status, lane, index: there };
    const other = laneOrder.peek()[laneOrder.peek().indexOf(lane) + (direction === "up" ? -1 : 1)];
    return other === undefined ? undefined : { status, lane: other, index: direction === "up" ? room(status, other) : 0 };
  }
  const order = project.peek()?.statuses ?? [];
  const by = direction === "after" ? 1 : -1;
  let at = order.findIndex((s) => s.id === status) + by;
  // Over a folded column one walks on: what is dropped there is out of sight.
  while (order[at] && folded.peek().has(order[at]!.id)) at += by;
  const column = order[at];
  return column && { status: column.id, lane, index: Math.min(index, room(column.id, lane)) };
}

/** "limit 5, this makes 7", where the move would break a limit; else "". */
export function limitWords(now: Carry): string {
  const status = project.peek()?.statuses.find((s) => s.id === now.to.status);
  if (!status?.limit) return "";
  const joining = now.ids.filter((id) => tables.task.peek(id)?.status !== status.id).length;
  const makes = (columns.peek().get(status.id)?.count ?? 0) + joining;
  return joining > 0 && makes > status.limit ? t("carry.limit", { limit: status.limit, makes }) : "";
}

function same(a: Spot, b: Spot): boolean {
  return a.status === b.status && a.lane === b.lane && a.index === b.index;
}
