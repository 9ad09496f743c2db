// Dragging by mouse, pen and finger. A mouse drags after five pixels; a finger
// only after a long press, so that scrolling stays scrolling. The lifted card is
// a copy outside the page's own tree, moved by transform.

import { t } from "../text/text";
import { carry, carryTo, letGo, lift, limitWords, putBack, where } from "./carry";
import { startFrom } from "./glide";

const SLOP = 5;
const LONG_PRESS = 350;
const EDGE = 56;
const SPEED = 14;

interface Press {
  pointer: number;
  touch: boolean;
  card: HTMLElement;
  x: number;
  y: number;
  timer?: ReturnType<typeof setTimeout>;
}

/** Makes the cards of a board draggable; the answer takes that back. */
export function dragCards(board: HTMLElement, allowed: () => boolean): () => void {
  let press: Press | undefined;
  let held: Held | undefined;

  const down = (e: PointerEvent) => {
    if (e.button !== 0 || !e.isPrimary || held || carry.peek() || !allowed()) return;
    const target = e.target as HTMLElement;
    const card = target.closest<HTMLElement>("[data-task]");
    if (!card || target.closest("button, input, textarea")) return;
    press = { pointer: e.pointerId, touch: e.pointerType === "touch", card, x: e.clientX, y: e.clientY };
    if (press.touch) press.timer = setTimeout(() => begin(press!), LONG_PRESS);
  };

  const begin = (from: Press) => {
    if (!lift(from.card.dataset.task!, "pointer")) return;
    held = new Held(board, from);
    if (from.touch) navigator.vibrate?.(10);
  };

  const move = (e: PointerEvent) => {
    if (!press || e.pointerId !== press.pointer) return;
    if (held) {
      held.moveTo(e.clientX, e.clientY);
      return;
    }
    if (Math.hypot(e.clientX - press.x, e.clientY - press.y) < SLOP) return;
    if (press.touch) release();
    else begin(press);
  };

  const up = (e: PointerEvent) => {
    if (!press || e.pointerId !== press.pointer) return;
    if (held) {
      held.moveTo(e.clientX, e.clientY);
      held.drop();
      swallowClick();
    }
    release();
  };

  const cancel = () => {
    if (held) putBack();
    release();
  };

  const release = () => {
    clearTimeout(press?.timer);
    held?.remove();
    press = held = undefined;
  };

  const keys = (e: KeyboardEvent) => {
    if (!held || e.key !== "Escape") return;
    e.preventDefault();
    e.stopPropagation();
    swallowClick();
    cancel();
  };

  // Once a card is in the hand the finger no longer scrolls. The listener must
  // not be passive, and must be there before the touch begins.
  const touch = (e: TouchEvent) => held && e.preventDefault();
  const menu = (e: Event) => (held || press?.touch) && e.preventDefault();
  const native = (e: Event) => e.preventDefault();

  board.addEventListener("pointerdown", down);
  board.addEventListener("touchmove", touch, { passive: false });
  board.addEventListener("contextmenu", menu);
  board.addEventListener("dragstart", native);
  addEventListener("pointermove", move);
  addEventListener("pointerup", up);
  addEventListener("pointercancel", cancel);
  addEventListener("blur", cancel);
  addEventListener("keydown", keys, true);
  return () => {
    cancel();
    board.removeEventListener("pointerdown", down);
    board.removeEventListener("touchmove", touch);
    board.removeEventListener("contextmenu", menu);
    board.removeEventListener("dragstart", native);
    removeEventListener("pointermove", move);
    removeEventListener("pointerup", up);
    removeEventListener("pointercancel", cancel);
    removeEventListener("blur", cancel);
    removeEventListener("keydown", keys, true);
  };
}

/** The click that ends a drag is not a click on the card. */
function swallowClick(): void {
  const swallow = (e: Event) => {
    e.preventDefault();
    e.stopPropagation();
  };
  addEventListener("click", swallow, { capture: true, once: true });
  setTimeout(() => removeEventListener("click", swallow, true), 50);
}

class Held {
  private readonly box = document.createElement("div");
  private readonly tip = document.createElement("div");
  private readonly grip: { x: number; y: number };
  private at: { x: number; y: number };
  private frame = 0;

  constructor(private readonly board: HTMLElement, press: Press) {
    const rect = press.card.getBoundingClientRect();
    this.grip = { x: press.x - rect.left, y: press.y - rect.top };
    this.at = { x: press.x, y: press.y };
    const copy = press.card.cloneNode(true) as HTMLElement;
    for (const name of ["data-task", "id", "tabindex", "aria-label"]) copy.removeAttribute(name);
    copy.classList.remove("gone");
    this.tip.className = "tip";
    this.box.className = "lifted";
    this.box.setAttribute("aria-hidden", "true");
    this.box.style.width = `${rect.width}px`;
    this.box.append(copy, this.tip);
    document.body.append(this.box);
    document.documentElement.classList.add("carrying");
    this.tick();
  }

  moveTo(x: number, y: number): void {
    this.at = { x, y };
  }

  drop(): void {
    this.look();
    const id = letGo();
    if (id) startFrom(id, this.box.firstElementChild!.getBoundingClientRect());
  }

  remove(): void {
    cancelAnimationFrame(this.frame);
    this.box.remove();
    document.documentElement.classList.remove("carrying");
  }

  /** Once per frame: move, scroll near an edge, see what is below. */
  private readonly tick = (): void => {
    this.box.style.transform = `translate(${this.at.x - this.grip.x}px, ${this.at.y - this.grip.y}px)`;
    this.scroll();
    this.look();
    this.frame = requestAnimationFrame(this.tick);
  };

  private look(): void {
    const column = this.columnAt(this.at.x);
    if (!column) return;
    const status = column.dataset.status!;
    const middle = this.at.y;
    let index = 0;
    for (const card of column.querySelectorAll<HTMLElement>("[data-task]:not(.gone)")) {
      const rect = card.getBoundingClientRect();
      if (rect.top + rect.height / 2 > middle) break;
      index = Number(card.dataset.index) + 1;
    }
    if (index === 0) {
      const first = column.querySelector<HTMLElement>("[data-task]:not(.gone)");
      index = first ? Number(first.dataset.index) : 0;
    }
    carryTo({ status, index });
    const now = carry.peek();
    if (now) this.say(now);
  }

  private said = "";
  private say(now: NonNullable<typeof carry.value>): void {
    const limit = limitWords(now);
    const words = t("carry.tip", where(now.to));
    const rest = limit ? t("carry.tip.limit", { limit }) : t("carry.tip.cancel");
    if (this.said === words + rest) return;
    this.said = words + rest;
    const span = document.createElement("span");
    span.textContent = ` ${rest}`;
    this.tip.replaceChildren(words, span);
  }

  private columnAt(x: number): HTMLElement | undefined {
    let nearest: HTMLElement | undefined;
    let distance = Infinity;
    for (const column of this.board.querySelectorAll<HTMLElement>("[data-status]")) {
      const rect = column.getBoundingClientRect();
      const away = x < rect.left ? rect.left - x : x > rect.right ? x - rect.right : 0;
      if (away < distance) [nearest, distance] = [column, away];
    }
    return nearest;
  }

  private scroll(): void {
    const board = this.board.getBoundingClientRect();
    this.board.scrollLeft += push(this.at.x, board.left, board.right);
    const cells = this.columnAt(this.at.x)?.querySelector<HTMLElement>(".cells");
    if (!cells) return;
    const rect = cells.getBoundingClientRect();
    cells.scrollTop += push(this.at.y, rect.top, rect.bottom);
  }
}

/** How far to scroll: nothing in the middle, faster towards the edge. */
function push(at: number, low: number, high: number): number {
  const edge = Math.min(EDGE, (high - low) / 6);
  if (at < low + edge) return -Math.ceil(((low + edge - at) / edge) * SPEED);
  if (at > high - edge) return Math.ceil(((at - high + edge) / edge) * SPEED);
  return 0;
}
