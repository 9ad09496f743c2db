// Recent and favourite things: a person's, on every device.

import { effect } from "@preact/signals";
import type { Id } from "../api/types";
import { preference } from "../org/preferences";
import { tables } from "../records/records";
import { route } from "../routes";
import type { Uses } from "./use";

export interface Favourite {
  kind: "project" | "task";
  id: Id;
}

const MOST = 20;

/** Tasks that were opened, the last first. */
export const recent = preference<Id[]>("recent", []);
export const favourites = preference<Favourite[]>("favourites", []);
/** What was run from the palette. */
export const uses = preference<Uses>("palette", {});

export function isFavourite(kind: Favourite["kind"], id: Id): boolean {
  return favourites.value.some((f) => f.kind === kind && f.id === id);
}

export function toggleFavourite(kind: Favourite["kind"], id: Id): void {
  const rest = favourites.value.filter((f) => f.kind !== kind || f.id !== id);
  favourites.set(rest.length < favourites.value.length ? rest : [...rest, { kind, id }]);
}

/** Notes each task that is opened. */
export function followRecent(): () => void {
  return effect(() => {
    const now = route.value;
    const key = "task" in now ? now.task : undefined;
    if (!key) return;
    const task = tables.task.all().find((one) => one.key === key || one.id === key);
    if (!task) return;
    const before = recent.peek();
    if (before[0] !== task.id) recent.set([task.id, ...before.filter((id) => id !== task.id)].slice(0, MOST));
  });
}
