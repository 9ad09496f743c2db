// Which card the keyboard is on, and how to bring one onto the page. Each cell
// is one stop of the Tab key: the card last visited there, or the first.

import { computed, signal } from "@preact/signals";
import type { Id } from "../api/types";
import { project } from "../project/project";
import { tables } from "../records/records";
import { route } from "../routes";
import { cellIds, laneOrder, type Spot, spotOf } from "./board-lanes";
import { folded } from "./board-view";

const visited = signal<Record<string, Id>>({});
/** The card that is to be brought onto the page, wherever it is. */
export const showRequest = signal<Id>("");
/** In which lane the keyboard is. */
export const lane = signal("");

/** The task whose panel is open. */
export const openTask = computed<Id>(() => {
  const now = route.value;
  if ((now.name !== "board" && now.name !== "list" && now.name !== "page") || !now.task) return "";
  return tables.task.all().find((task) => task.key === now.task || task.id === now.task)?.id ?? "";
});

const cell = (status: Id, of: string) => `${status} ${of}`;

export function reachable(status: Id, of: string, ids: readonly Id[]): Id {
  const last = visited.value[cell(status, of)];
  return last && ids.includes(last) ? last : (ids[0] ?? "");
}

/** The keyboard has come to this card. */
export function visit(id: Id, of = lane.peek()): void {
  const at = spotOf(id, of);
  if (!at) return;
  lane.value = at.lane;
  if (visited.peek()[cell(at.status, at.lane)] !== id) visited.value = { ...visited.peek(), [cell(at.status, at.lane)]: id };
}

/** The card on the page, in the lane that is meant if it is in several. */
export function cardElement(id: Id, of = lane.peek()): HTMLElement | undefined {
  const cards = [...document.querySelectorAll<HTMLElement>(`.board [data-task="${CSS.escape(id)}"]`)];
  return cards.find((card) => card.dataset.lane === of) ?? cards[0];
}

/**
 * Scrolls to the card, wherever it is, and focuses it: at once where it is drawn, so that the next key finds it, and
 * again when it stands in its place.
 */
export function focusCard(id: Id, of = lane.peek()): void {
  visit(id, of);
  const before = cardElement(id);
  before?.focus({ preventScroll: true });
  showRequest.value = id;
  requestAnimationFrame(() =>
    requestAnimationFrame(() => {
      if (showRequest.peek() === id) showRequest.value = "";
      const now = document.activeElement;
      if (before && now !== document.body && !before.contains(now)) return; // a menu, or another card, has it since
      const card = cardElement(id);
      card?.focus({ preventScroll: true });
      card?.scrollIntoView({ block: "nearest", inline: "nearest" });
    }),
  );
}

type Direction = "up" | "down" | "before" | "after";

/** Where one comes from a card: in the column, over the lanes too, or in the nearest column that has one. */
export function beside(id: Id, direction: Direction, of = lane.peek()): (Spot & { id: Id }) | undefined {
  const at = spotOf(id, of);
  if (!at) return undefined;
  const pick = (status: Id, in_: string, index: number) => {
    const ids = cellIds(status, in_);
    const there = Math.max(0, Math.min(index, ids.length - 1));
    return ids.length > 0 ? { id: ids[there]!, status, lane: in_, index: there } : undefined;
  };
  if (direction === "up" || direction === "down") {
    const by = direction === "up" ? -1 : 1;
    if (cellIds(at.status, at.lane)[at.index + by]) return pick(at.status, at.lane, at.index + by);
    for (const other of lanesFrom(at.lane, by)) {
      const found = pick(at.status, other, by > 0 ? 0 : Infinity);
      if (found) return found;
    }
    return undefined;
  }
  const order = (project.value?.statuses ?? []).map((s) => s.id);
  const by = direction === "after" ? 1 : -1;
  for (let i = order.indexOf(at.status) + by; i >= 0 && i < order.length; i += by) {
    const found = folded.peek().has(order[i]!) ? undefined : pick(order[i]!, at.lane, at.index);
    if (found) return found;
  }
  return undefined;
}

function lanesFrom(of: string, by: 1 | -1): readonly string[] {
  const order = laneOrder.peek();
  const at = order.indexOf(of);
  return by > 0 ? order.slice(at + 1) : order.slice(0, Math.max(0, at)).reverse();
}

export function firstCard(): Id | undefined {
  for (const of of laneOrder.peek()) {
    for (const { id } of project.peek()?.statuses ?? []) {
      const first = cellIds(id, of)[0];
      if (first) return first;
    }
  }
  return undefined;
}

/** The card that has the focus, or will when it is drawn; or whose panel is open. */
export function currentCard(): Id {
  if (showRequest.peek()) return showRequest.peek();
  const focused = (document.activeElement as HTMLElement | null)?.closest?.<HTMLElement>("[data-task]")?.dataset.task;
  return focused ?? openTask.peek();
}
