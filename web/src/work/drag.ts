// Dragging by mouse, pen and finger. A mouse drags after five pixels; a finger
// only after a long press, so that scrolling stays scrolling. The lifted card is
// a copy outside the page's own tree, moved by transform; of several the first is
// seen, and how many there are.

import { number, t } from "../text/text";
import { carry, carryTo, letGo, lift, limitWords, putBack, tipWords } from "./carry";
import { swallowClick } from "./click";
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
    if (!card || e.shiftKey || e.ctrlKey || e.metaKey || target.closest("button, input, textarea, [data-pick]")) return;
    press = { pointer: e.pointerId, touch: e.pointerType === "touch", card, x: e.clientX, y: e.clientY };
    if (press.touch) press.timer = setTimeout(() => begin(press!), LONG_PRESS);
  };

  const begin = (from: Press) => {
    if (!lift(from.card.dataset.task!, "pointer", from.card.dataset.lane)) return;
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
    for (const name of ["data-task", "data-at", "data-index", "id", "tabindex", "aria-label"]) copy.removeAttribute(name);
    copy.classList.remove("gone", "sel", "over-limit");
    this.tip.className = "tip";
    const count = carry.peek()?.ids.length ?? 1;
    this.box.className = count > 1 ? `lifted stack${Math.min(count, 3)}` : "lifted";
    this.box.setAttribute("aria-hidden", "true");
    this.box.style.width = `${rect.width}px`;
    this.box.append(copy, this.tip);
    if (count > 1) this.box.append(badge(count));
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

  /** Once per frame: move, scroll near an edge, and see what is below if either was done. */
  private readonly tick = (): void => {
    this.box.style.transform = `translate(${this.at.x - this.grip.x}px, ${this.at.y - this.grip.y}px)`;
    const scrolled = this.scroll();
    if (scrolled || this.seen !== this.at) this.look();
    this.seen = this.at;
    this.frame = requestAnimationFrame(this.tick);
  };
  private seen: { x: number; y: number } | undefined;

  private look(): void {
    const cell = cellAt(this.board, this.at);
    if (!cell) return;
    const { status = "", lane = "" } = cell.dataset;
    // Between two cards that stay: under the middle of one is after it.
    let index = -1;
    let first = 0;
    for (const card of cell.querySelectorAll<HTMLElement>("[data-task]:not(.gone)")) {
      const rect = card.getBoundingClientRect();
      const own = Number(card.dataset.index);
      if (index < 0) first = own;
      if (rect.top + rect.height / 2 > this.at.y) break;
      index = own + 1;
    }
    carryTo({ status, lane, index: index < 0 ? first : index });
    const now = carry.peek();
    if (now) this.say(now);
  }

  private said = "";
  private say(now: NonNullable<typeof carry.value>): void {
    const limit = limitWords(now);
    const words = tipWords(now);
    const rest = limit ? t("carry.tip.limit", { limit }) : t("carry.tip.cancel");
    if (this.said === words + rest) return;
    this.said = words + rest;
    const span = document.createElement("span");
    span.textContent = ` ${rest}`;
    this.tip.replaceChildren(words, span);
  }

  /** True if something moved below the hand. */
  private scroll(): boolean {
    const edge = this.board.getBoundingClientRect();
    const before = this.board.scrollLeft;
    const aside = push(this.at.x, edge.left, edge.right);
    if (aside) this.board.scrollLeft += aside;
    // With lanes the board scrolls as a whole; else each column does.
    const cells = this.board.classList.contains("swim") ? this.board : cellAt(this.board, this.at)?.querySelector<HTMLElement>(".cells");
    if (!cells) return this.board.scrollLeft !== before;
    const rect = cells.getBoundingClientRect();
    const [top, down] = [cells.scrollTop, push(this.at.y, rect.top, rect.bottom)];
    if (down) cells.scrollTop += down;
    return this.board.scrollLeft !== before || cells.scrollTop !== top;
  }
}

function badge(count: number): HTMLElement {
  const badge = document.createElement("span");
  badge.className = "howmany";
  badge.textContent = number(count);
  return badge;
}

/** The cell below the hand, or the nearest one: by column first, then by lane. */
export function cellAt(board: HTMLElement, { x, y }: { x: number; y: number }): HTMLElement | undefined {
  let nearest: HTMLElement | undefined;
  let distance = Infinity;
  for (const cell of board.querySelectorAll<HTMLElement>("[data-cell]")) {
    const rect = cell.getBoundingClientRect();
    const aside = x < rect.left ? rect.left - x : x > rect.right ? x - rect.right : 0;
    const away = y < rect.top ? rect.top - y : y > rect.bottom ? y - rect.bottom : 0;
    const all = aside * 1e4 + away;
    if (all < distance) [nearest, distance] = [cell, all];
  }
  return nearest;
}

/** How far to scroll: nothing in the middle, faster towards the edge. */
function push(at: number, low: number, high: number): number {
  const edge = Math.min(EDGE, (high - low) / 6);
  if (at < low + edge) return -Math.ceil(((low + edge - at) / edge) * SPEED);
  if (at > high - edge) return Math.ceil(((at - high + edge) / edge) * SPEED);
  return 0;
}
