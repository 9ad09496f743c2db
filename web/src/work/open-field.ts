// Opening the picker of a field. The pickers themselves come when the first is
// asked for; a page that has come to rest fetches them ahead.

import type { Id } from "../api/types";
import type { PickerProps } from "../kit/picker";
import { toast } from "../kit/toast";
import { t } from "../text/text";

export type FieldName = "status" | "type" | "priority" | "assignees" | "labels" | "points" | "due" | "parent";

/** What the place that opens it adds: letters typed before, where Tab leads, where the focus goes back to. */
export type HowToOpen = Pick<PickerProps, "typed" | "onTab" | "back">;

const pickers = () => import("./pickers");

export function openField(field: FieldName, anchor: HTMLElement | DOMRect, id: Id, how?: HowToOpen): void {
  pickers().then((module) => module.openField(field, anchor, id, how), () => toast({ words: t("problem.newer.title"), failed: true }));
}

const REST = 2000;
let fetched = false;

/** Ahead of the first use, once the page has come to rest. */
export function fetchPickers(wait = REST): void {
  if (fetched || typeof document === "undefined") return;
  fetched = true;
  setTimeout(() => void pickers().catch(() => {}), wait); // whoever opens one is told
}
