// Presses in the list, by mouse, pen and finger. One listener for all rows.
//
// A press on a value changes it, on a title opens the task, with Ctrl or Shift it
// chooses. A finger that stays chooses, and then each touch does; a mouse that
// travels takes the row along (see list-drag).

import { signal } from "@preact/signals";
import type { Id } from "../api/types";
import { mayEdit, project } from "../project/project";
import { orgId } from "../org/org";
import { tables } from "../records/records";
import { go, to } from "../routes";
import { dragRows, endedDrag } from "./list-drag";
import { editCell } from "./list-edit";
import type { ColumnName } from "./list-columns";
import { COLUMNS } from "./list-columns";
import { followFocus, visitRow } from "./list-focus";
import { listModel, toggleGroup } from "./list-state";
import { openRowMenu } from "./list-menu";
import { seen } from "./marks";
import { isSelected, rangeTo, selectedCount, toggle } from "./selection";

const LONG_PRESS = 450;
const SLOP = 8;
/** A focus so soon after a press came by it. */
const PRESS = 400;

/** The row that a mouse is over. */
export const hovered = signal("");

interface Spot {
  row: HTMLElement;
  key: string;
  id: Id;
  column: ColumnName | "box" | "";
}

function spotOf(e: Event): Spot | undefined {
  const target = e.target as Element;
  const row = target.closest<HTMLElement>("[data-task]");
  if (!row) return undefined;
  return { row, key: row.dataset.row!, id: row.dataset.task!, column: (target.closest<HTMLElement>("[data-col]")?.dataset.col as Spot["column"]) ?? "" };
}

export function openListTask(id: Id): void {
  const task = tables.task.peek(id);
  const now = project.peek();
  if (task?.key && now) go(to.list(orgId.peek(), now.key, task.key));
}

/** The keys of rows whose tasks are chosen go by id: a task in two groups is chosen in both. */
export const idOf = (key: string): Id => key.slice(key.lastIndexOf("/") + 1);

/** Shift+press: from the last choice, or from where the keyboard is, to here. */
export function chooseTo(key: string, from = ""): void {
  rangeTo(key, listModel.peek().keys, from, idOf);
}

export function listMouse(box: HTMLElement): () => void {
  let touch: { x: number; y: number; timer: ReturnType<typeof setTimeout> } | undefined;
  let lastPress = -Infinity;
  let pressed = false; // a long press was one; the click after it is not

  const click = (e: MouseEvent) => {
    if (pressed || endedDrag()) {
      pressed = false;
      e.preventDefault();
      return;
    }
    const head = (e.target as Element).closest<HTMLElement>(".lgrp");
    if (head && !(e.target as Element).closest("button, input")) return toggleGroup(head.dataset.group!);
    const spot = spotOf(e);
    if (!spot) return;
    const { key, id, column } = spot;
    if (column === "box") {
      if (e.shiftKey) chooseTo(key);
      else toggle(id, key);
      // The browser has turned the tick; a range may leave it as it was.
      if (e.target instanceof HTMLInputElement) requestAnimationFrame(() => ((e.target as HTMLInputElement).checked = isSelected(id)));
    } else if (e.shiftKey) {
      e.preventDefault();
      chooseTo(key, key);
    } else if (e.ctrlKey || e.metaKey || (touched(e) && selectedCount.peek() > 0)) {
      e.preventDefault();
      toggle(id, key);
    } else if ((e.target as Element).closest("[data-edit-title]")) editCell(key, id, "title");
    else if ((e.target as Element).closest("button, input")) return;
    else if (column && column !== "title" && COLUMNS[column].field && mayEdit.peek()) {
      spot.row.focus({ preventScroll: true });
      editCell(key, id, column, { back: spot.row });
    } else {
      e.preventDefault();
      openListTask(id);
    }
  };

  const menu = (e: MouseEvent) => {
    const spot = spotOf(e);
    if (!spot || e.shiftKey || (e.target as Element).closest("input.in")) return;
    e.preventDefault();
    if (!touch) openRowMenu(new DOMRect(e.clientX, e.clientY, 0, 0), spot.id);
  };

  const focus = (e: FocusEvent) => {
    const row = (e.target as Element).closest<HTMLElement>("[data-row]");
    // A field in a cell is where one was already.
    if (!row?.dataset.row || row.dataset.row.startsWith("add/") || (e.target as Element).matches("input.in")) return;
    const column = (e.target as HTMLElement).dataset.col as ColumnName | undefined;
    // A press is no step into the cells: the next key is the row's.
    if (column && e.timeStamp - lastPress < PRESS) return row.focus({ preventScroll: true });
    visitRow(row.dataset.row, column ?? "");
    if (row.dataset.task) seen(row.dataset.task);
  };

  const down = (e: PointerEvent) => {
    pressed = false;
    lastPress = e.timeStamp;
    if (e.pointerType !== "touch" || !e.isPrimary) return;
    const spot = spotOf(e);
    if (!spot || !mayEdit.peek()) return;
    touch = {
      x: e.clientX, y: e.clientY,
      timer: setTimeout(() => {
        pressed = true;
        navigator.vibrate?.(10);
        toggle(spot.id, spot.key);
      }, LONG_PRESS),
    };
  };
  const move = (e: PointerEvent) => {
    if (touch && Math.hypot(e.clientX - touch.x, e.clientY - touch.y) > SLOP) lift();
  };
  const lift = () => {
    clearTimeout(touch?.timer);
    touch = undefined;
  };
  // Text is chosen by pressing and pulling, never by Shift and a press on a row.
  const mouse = (e: MouseEvent) => e.shiftKey && spotOf(e) && e.preventDefault();

  const over = (e: PointerEvent) => {
    if (e.pointerType !== "touch") hovered.value = (e.target as Element).closest<HTMLElement>("[data-task]")?.dataset.row ?? "";
  };
  const out = () => {
    hovered.value = "";
  };

  const leaveFocus = followFocus(box);
  const leaveDrag = dragRows(box);
  const pairs: [string, (e: never) => void][] = [["click", click], ["contextmenu", menu], ["focusin", focus], ["pointerdown", down], ["pointermove", move], ["pointerup", lift], ["pointercancel", lift], ["mousedown", mouse], ["pointerover", over], ["pointerleave", out]];
  for (const [name, listener] of pairs) box.addEventListener(name, listener as EventListener);
  return () => {
    for (const [name, listener] of pairs) box.removeEventListener(name, listener as EventListener);
    leaveDrag();
    leaveFocus();
    lift();
  };
}

const touched = (e: MouseEvent): boolean => (e as PointerEvent).pointerType === "touch";
