// Which card the keyboard is on, and how to bring one onto the page. Each column
// is one stop of the Tab key: the card last visited there, or the first.

import { computed, signal } from "@preact/signals";
import type { Id } from "../api/types";
import { project } from "../project/project";
import { tables } from "../records/records";
import { route } from "../routes";
import { columns, placeOf } from "./columns";

const visited = signal<Record<Id, Id>>({});
export const showRequest = signal<Id>("");

/** The task whose panel is open. */
export const openTask = computed<Id>(() => {
  const now = route.value;
  if ((now.name !== "board" && now.name !== "list") || !now.task) return "";
  return tables.task.all().find((task) => task.key === now.task || task.id === now.task)?.id ?? "";
});

export function reachable(status: Id, ids: Id[]): Id {
  const last = visited.value[status];
  return last && ids.includes(last) ? last : (ids[0] ?? "");
}

export function visit(id: Id): void {
  const at = placeOf(id);
  if (at && visited.peek()[at.status] !== id) visited.value = { ...visited.peek(), [at.status]: id };
}

/** Scrolls to the card, wherever it is, and focuses it. */
export function focusCard(id: Id): void {
  visit(id);
  showRequest.value = id;
  requestAnimationFrame(() =>
    requestAnimationFrame(() => {
      showRequest.value = "";
      const card = document.querySelector<HTMLElement>(`[data-task="${CSS.escape(id)}"]`);
      card?.focus({ preventScroll: true });
      card?.scrollIntoView({ block: "nearest", inline: "nearest" });
    }),
  );
}

/** The card beside another: in the column, or in the nearest column that has one. */
export function beside(id: Id, direction: "up" | "down" | "before" | "after"): Id | undefined {
  const at = placeOf(id);
  if (!at) return undefined;
  if (direction === "up" || direction === "down") return columns.value.get(at.status)?.ids[at.index + (direction === "up" ? -1 : 1)];
  const order = project.value?.statuses.map((s) => s.id) ?? [];
  const by = direction === "after" ? 1 : -1;
  for (let i = order.indexOf(at.status) + by; i >= 0 && i < order.length; i += by) {
    const ids = columns.value.get(order[i]!)?.ids ?? [];
    if (ids.length > 0) return ids[Math.min(at.index, ids.length - 1)];
  }
  return undefined;
}

export function firstCard(): Id | undefined {
  for (const { ids } of columns.value.values()) if (ids[0]) return ids[0];
  return undefined;
}

/** The card that has the focus, or whose panel is open. */
export function currentCard(): Id {
  const focused = (document.activeElement as HTMLElement | null)?.closest?.<HTMLElement>("[data-task]")?.dataset.task;
  return focused ?? openTask.peek();
}
