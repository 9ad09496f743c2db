// A row in the hand: between two others where rank decides the order, over a
// group to get what the group says. With it go those that are chosen.

import type { Id } from "../api/types";
import { announce } from "../kit/announce";
import { mayEdit } from "../project/project";
import { tables } from "../records/records";
import { t } from "../text/text";
import { bulkChange } from "./bulk";
import { changeTask, moveTask } from "./commands";
import { changeOf, groupWords } from "./group-words";
import { indexOf } from "./list-focus";
import { rowAt, type TaskRow } from "./list-model";
import { byRankOnly, listModel } from "./list-state";
import { isSelected, selectedIn } from "./selection";

const SLOP = 6;
const EDGE = 48;
const SPEED = 16;

interface Target {
  /** The group it would stand in. */
  group: string;
  /** The row before which it would stand; "" at the end of the group, undefined where only the group counts. */
  before?: Id | "";
  after?: Id;
}

let ended = false;
/** The click that ends a drag is not a click on the row. */
export function endedDrag(): boolean {
  const was = ended;
  ended = false;
  return was;
}

/** May rows be put between others? Only where their own order is the order of the list. */
export const mayOrder = (): boolean => byRankOnly.peek() && (listModel.peek().by === "status" || listModel.peek().by === "none");

export function dragRows(box: HTMLElement): () => void {
  let press: { x: number; y: number; key: string; id: Id; pointer: number } | undefined;
  let hand: Hand | undefined;

  const down = (e: PointerEvent) => {
    ended = false;
    const target = e.target as HTMLElement;
    const row = target.closest<HTMLElement>("[data-task]");
    if (!row || e.button !== 0 || e.pointerType === "touch" || e.shiftKey || e.ctrlKey || e.metaKey || !mayEdit.peek() || target.closest("input, button")) return;
    press = { x: e.clientX, y: e.clientY, key: row.dataset.row!, id: row.dataset.task!, pointer: e.pointerId };
  };
  const move = (e: PointerEvent) => {
    if (!press || e.pointerId !== press.pointer) return;
    if (!hand && Math.abs(e.clientY - press.y) < SLOP) {
      // Sideways one chooses text.
      if (Math.abs(e.clientX - press.x) > 2 * SLOP) press = undefined;
      return;
    }
    if (!hand && (listModel.peek().by !== "none" || mayOrder())) hand = new Hand(box, press.key, press.id);
    hand?.moveTo(e.clientX, e.clientY);
  };
  const up = () => {
    if (hand) {
      ended = true;
      setTimeout(() => (ended = false), 50);
      hand.drop();
    }
    release();
  };
  const release = () => {
    hand?.remove();
    press = hand = undefined;
  };
  const keys = (e: KeyboardEvent) => {
    if (!hand || e.key !== "Escape") return;
    e.preventDefault();
    e.stopPropagation();
    ended = true;
    release();
  };
  const native = (e: Event) => e.preventDefault();

  box.addEventListener("pointerdown", down);
  box.addEventListener("dragstart", native);
  addEventListener("pointermove", move);
  addEventListener("pointerup", up);
  addEventListener("pointercancel", release);
  addEventListener("blur", release);
  addEventListener("keydown", keys, true);
  return () => {
    release();
    box.removeEventListener("pointerdown", down);
    box.removeEventListener("dragstart", native);
    removeEventListener("pointermove", move);
    removeEventListener("pointerup", up);
    removeEventListener("pointercancel", release);
    removeEventListener("blur", release);
    removeEventListener("keydown", keys, true);
  };
}

class Hand {
  private readonly ids: Id[];
  private readonly from: string;
  private readonly tip = document.createElement("div");
  private readonly line = document.createElement("div");
  private at = { x: 0, y: 0 };
  private frame = 0;
  private target: Target | undefined;
  private lit: Element | undefined;

  constructor(private readonly box: HTMLElement, key: string, id: Id) {
    const model = listModel.peek();
    this.ids = isSelected(id) ? selectedIn(model.rows.flatMap((row) => (row.kind === "task" ? [row.id] : []))) : [id];
    this.from = model.sections[model.rows[indexOf(model, key)]?.group ?? 0]?.key ?? "";
    this.tip.className = "tip lcarry";
    this.line.className = "lline";
    this.line.hidden = true;
    box.querySelector(".lcanvas")!.append(this.line);
    document.body.append(this.tip);
    document.documentElement.classList.add("carrying");
    for (const one of this.ids) for (const row of box.querySelectorAll(`[data-task="${CSS.escape(one)}"]`)) row.classList.add("gone");
    this.tick();
  }

  moveTo(x: number, y: number): void {
    this.at = { x, y };
  }

  remove(): void {
    cancelAnimationFrame(this.frame);
    this.tip.remove();
    this.line.remove();
    this.lit?.classList.remove("target");
    for (const row of this.box.querySelectorAll(".gone")) row.classList.remove("gone");
    document.documentElement.classList.remove("carrying");
  }

  drop(): void {
    const to = this.target;
    if (!to) return;
    void dropRows(this.ids, this.from, to);
  }

  private readonly tick = (): void => {
    const rect = this.box.getBoundingClientRect();
    this.box.scrollTop += push(this.at.y, rect.top, rect.bottom);
    this.look(rect);
    this.tip.style.transform = `translate(${this.at.x + 14}px, ${this.at.y + 10}px)`;
    this.frame = requestAnimationFrame(this.tick);
  };

  /** What is below: a place between two rows, or a group. */
  private look(rect: DOMRect): void {
    const model = listModel.peek();
    const head = this.box.querySelector<HTMLElement>(".lh")!.offsetHeight;
    const y = this.at.y - rect.top - head + this.box.scrollTop;
    const index = Math.min(model.rows.length - 1, rowAt(model.offsets, Math.max(0, y)));
    const row = model.rows[index];
    const section = row && model.sections[row.group];
    this.lit?.classList.remove("target");
    this.lit = undefined;
    this.line.hidden = true;
    this.target = undefined;
    if (!row || !section) return this.say("");
    if (mayOrder()) {
      const tasks = model.rows.slice(section.start, section.end).filter((other): other is TaskRow => other.kind === "task" && !this.ids.includes(other.id));
      const next = tasks.find((other) => {
        const at = indexOf(model, other.key);
        return (model.offsets[at]! + model.offsets[at + 1]!) / 2 > y;
      });
      const last = tasks[tasks.length - 1];
      this.target = { group: section.key, before: next?.id ?? "", after: next ? undefined : last?.id };
      const top = next ? model.offsets[indexOf(model, next.key)]! : last ? model.offsets[indexOf(model, last.key) + 1]! : model.offsets[section.start + 1]!;
      this.line.style.top = `${top}px`;
      this.line.hidden = false;
      return this.say(model.by === "none" ? t("list.carry", { n: this.ids.length }) : t("list.carry.to", { n: this.ids.length, to: groupWords(model.by, section.key).name }));
    }
    const change = section.key === this.from ? undefined : changeOf(model.by, this.from, section.key);
    this.lit = this.box.querySelector(`.lgrp[data-group="${CSS.escape(section.key)}"]`) ?? undefined;
    if (change) {
      this.lit?.classList.add("target");
      this.target = { group: section.key };
    }
    this.say(change ? t("list.carry.to", { n: this.ids.length, to: groupWords(model.by, section.key).name }) : t("list.carry.sorted"));
  }

  private say(words: string): void {
    if (this.tip.textContent !== words) this.tip.textContent = words;
  }
}

/** Puts rows where they were let go: their status and rank, or what the group says. */
export async function dropRows(ids: readonly Id[], from: string, to: Target): Promise<void> {
  const model = listModel.peek();
  if (to.before === undefined) {
    const set = changeOf(model.by, from, to.group);
    const { name } = groupWords(model.by, to.group);
    if (!set) return;
    if (ids.length === 1) await (set.status ? moveTask(ids[0]!, { status: set.status }) : changeTask(ids[0]!, set, t("list.toGroup", { to: name })));
    else await bulkChange(ids, { set }, t("bulk.done", { n: ids.length, what: name }));
    return;
  }
  const neighbour = tables.task.peek(to.before || to.after || "");
  const status = model.by === "status" ? to.group : (neighbour?.status ?? tables.task.peek(ids[0]!)?.status ?? "");
  const place = to.before ? { status, before: to.before } : to.after ? { status, after: to.after } : { status };
  announce(t("list.carry.done", { n: ids.length }));
  if (ids.length === 1) await moveTask(ids[0]!, place);
  else await bulkChange(ids, { move: place }, t("bulk.moved", { n: ids.length }));
}

function push(at: number, low: number, high: number): number {
  if (at < low + EDGE) return -Math.ceil(((low + EDGE - at) / EDGE) * SPEED);
  if (at > high - EDGE) return Math.ceil(((at - high + EDGE) / EDGE) * SPEED);
  return 0;
}
