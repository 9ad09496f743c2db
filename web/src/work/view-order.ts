// The order in which the open view shows its tasks: previous and next in the
// panel go by it, whether a board or a list stands beside.

import { computed, signal } from "@preact/signals";
import type { Id } from "../api/types";
import { route } from "../routes";
import { tables } from "../records/records";
import { columns, placeOf } from "./columns";

/** Set by the list while it is shown. */
export const listOrder = signal<readonly Id[]>([]);

/** All that are shown, in the order of the view. */
export const viewOrder = computed<readonly Id[]>(() => (route.value.name === "list" ? listOrder.value : [...columns.value.values()].flatMap((column) => column.ids)));

/** All that the filter shows, those that the view has put away too; set by the list. */
export const listMatching = signal<readonly Id[]>([]);
export const matchingOrder = computed<readonly Id[]>(() => (route.value.name === "list" ? listMatching.value : viewOrder.value));

/** The task before or after another, by its key; on the board within the column. */
export function neighbourKey(id: Id, by: 1 | -1): string | undefined {
  const ids = route.value.name === "list" ? listOrder.value : columns.value.get(placeOf(id)?.status ?? "")?.ids;
  const at = ids?.indexOf(id) ?? -1;
  const next = at < 0 ? undefined : ids![at + by];
  return next && tables.task.peek(next)?.key;
}
