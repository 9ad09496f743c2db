// Editing a cell where it stands: a press, Enter or a letter opens its picker,
// Tab goes on to the next.

import { signal } from "@preact/signals";
import type { Id } from "../api/types";
import { closePopup } from "../kit/popup";
import { mayEdit } from "../project/project";
import { tables } from "../records/records";
import { type ColumnName, COLUMNS } from "./list-columns";
import { shownColumns } from "./list-state";
import { openField } from "./open-field";

/** The row whose title is a field now. */
export const editingTitle = signal("");

export const cellOf = (row: string, column: ColumnName): HTMLElement | null => document.querySelector<HTMLElement>(`[data-row="${CSS.escape(row)}"] [data-col="${column}"]`);

/** Whether there is something to edit; then its editor opens, with what was typed already. The focus goes back to the cell, or to the row where one did not go into the cells. */
export function editCell(row: string, id: Id, column: ColumnName, how: { typed?: string; back?: HTMLElement } = {}): boolean {
  if (!mayEdit.peek() || !tables.task.peek(id)) return false;
  if (column === "title") {
    if (how.typed) return false;
    editingTitle.value = row;
    return true;
  }
  const field = COLUMNS[column].field;
  const cell = cellOf(row, column);
  if (!field || !cell) return false;
  openField(field, cell, id, { ...how, onTab: (back) => editBeside(row, column, back ? -1 : 1) });
  return true;
}

/** Tab: the next cell that can be edited, of the same row. */
export function editBeside(row: string, column: ColumnName, by: 1 | -1): boolean {
  const names = shownColumns.peek();
  for (let at = names.indexOf(column) + by; at >= 0 && at < names.length; at += by) {
    const next = names[at]!;
    if (next !== "title" && !COLUMNS[next].field) continue;
    const cell = cellOf(row, next);
    if (!cell) return false;
    closePopup();
    cell.focus();
    return true;
  }
  return false;
}
