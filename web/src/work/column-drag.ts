// Columns dragged by their heads: the others make room at once, and it stays
// where it is let go.

import { swallowClick } from "./click";
import { columnCarry, shownStatuses } from "./column-open";
import { dropColumn, putColumnBack } from "./column-edit";

const SLOP = 6;
const LONG_PRESS = 350;

interface Press {
  pointer: number;
  touch: boolean;
  id: string;
  x: number;
  y: number;
  timer?: ReturnType<typeof setTimeout>;
}

export function dragColumns(board: HTMLElement, allowed: () => boolean): () => void {
  let press: Press | undefined;
  const held = () => columnCarry.peek()?.by === "pointer";

  const down = (e: PointerEvent) => {
    const target = e.target as HTMLElement;
    const head = target.closest<HTMLElement>("[data-column]");
    if (!head || e.button !== 0 || !e.isPrimary || !allowed() || columnCarry.peek() || target.closest(".act, input")) return;
    press = { pointer: e.pointerId, touch: e.pointerType === "touch", id: head.dataset.column!, x: e.clientX, y: e.clientY };
    if (press.touch) press.timer = setTimeout(begin, LONG_PRESS);
  };
  const begin = () => {
    if (!press) return;
    const shown = shownStatuses.peek();
    columnCarry.value = { id: press.id, before: shown[shown.findIndex((s) => s.id === press!.id) + 1]?.id ?? "", by: "pointer" };
    document.documentElement.classList.add("carrying");
  };
  const move = (e: PointerEvent) => {
    if (!press || e.pointerId !== press.pointer) return;
    if (!held()) {
      if (Math.hypot(e.clientX - press.x, e.clientY - press.y) < SLOP) return;
      if (press.touch) release();
      else begin();
      return;
    }
    const before = columnBefore(board, press.id, e.clientX);
    const now = columnCarry.peek()!;
    if (now.before !== before) columnCarry.value = { ...now, before };
  };
  const up = (e: PointerEvent) => {
    if (!press || e.pointerId !== press.pointer) return;
    if (held()) {
      dropColumn();
      swallowClick();
    }
    release();
  };
  const cancel = () => {
    if (held()) putColumnBack();
    release();
  };
  const release = () => {
    clearTimeout(press?.timer);
    press = undefined;
    if (!document.querySelector(".lifted")) document.documentElement.classList.remove("carrying");
  };
  const keys = (e: KeyboardEvent) => {
    if (!held() || e.key !== "Escape") return;
    e.preventDefault();
    e.stopPropagation();
    swallowClick();
    cancel();
  };
  const touch = (e: TouchEvent) => held() && e.preventDefault();

  board.addEventListener("pointerdown", down);
  board.addEventListener("touchmove", touch, { passive: false });
  addEventListener("pointermove", move);
  addEventListener("pointerup", up);
  addEventListener("pointercancel", cancel);
  addEventListener("keydown", keys, true);
  return () => {
    cancel();
    board.removeEventListener("pointerdown", down);
    board.removeEventListener("touchmove", touch);
    removeEventListener("pointermove", move);
    removeEventListener("pointerup", up);
    removeEventListener("pointercancel", cancel);
    removeEventListener("keydown", keys, true);
  };
}

/** Past the middle of a column is behind it. */
function columnBefore(board: HTMLElement, id: string, x: number): string {
  const rtl = getComputedStyle(board).direction === "rtl";
  for (const column of board.querySelectorAll<HTMLElement>("[data-head]")) {
    const of = column.dataset.head!;
    if (of === id) continue;
    const { left, width } = column.getBoundingClientRect();
    const middle = left + width / 2;
    if (rtl ? x > middle : x < middle) return of;
  }
  return "";
}
