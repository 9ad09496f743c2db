// What the keys do on a board.

import type { Project } from "../api/types";
import { announce } from "../kit/announce";
import { popupIsOpen } from "../kit/popup";
import { dismissToasts } from "../kit/toast";
import { type Command, useCommands } from "../keys/keys";
import { orgId } from "../org/org";
import { mayEdit, mayManage, project } from "../project/project";
import { tables } from "../records/records";
import { go, route, to } from "../routes";
import { t } from "../text/text";
import { openDisplay } from "./display";
import { cellIds, laneOrder, spotOf } from "./board-lanes";
import { carry, letGo, lift, putBack, step } from "./carry";
import { addColumn } from "./column-open";
import { columns } from "./columns";
import { redo, trashTask, undo } from "./commands";
import { fieldKeys } from "./field-keys";
import { focusFilter } from "./filter-bar";
import { clearFilter, isFiltered } from "./filter";
import { beside, cardElement, currentCard, firstCard, focusCard, lane, openTask } from "./focus";
import { openCardMenu, openMoveMenu, sendTo } from "./move-menu";
import { adding } from "./quick-add";
import { clearSelection, rangeTo, selectAll, step as stepSelection, toggle } from "./selection";

type Direction = "up" | "down" | "before" | "after";
type WithCard = (run: (id: string, card: HTMLElement | undefined) => void) => () => void;

const nowhere = () => new DOMRect(200, 200, 0, 0);
const withCard: WithCard = (run) => () => {
  const id = currentCard();
  if (id) run(id, cardElement(id));
};

export function openCard(id: string): void {
  const task = tables.task.peek(id);
  const now = project.peek();
  if (task?.key && now) go(to.board(orgId.peek(), now.key, task.key));
}

const walk = (direction: Direction) => () => {
  if (carry.peek()?.by === "keys") return step(direction);
  const id = currentCard();
  const next = id ? beside(id, direction) : undefined;
  if (next) focusCard(next.id, next.lane);
  else if (!id) {
    const first = firstCard();
    if (first) focusCard(first);
  }
};

/** A card in a lane, as selection names it: a task may stand in several. */
export const rowOf = (id: string, of: string): string => (of ? `${of}\n${id}` : id);
const idOf = (row: string): string => row.slice(row.indexOf("\n") + 1);

/** All cards in the order in which one walks down the columns. */
export function boardRows(): string[] {
  return [...columns.peek().keys()].flatMap((status) => laneOrder.peek().flatMap((of) => cellIds(status, of).map((id) => rowOf(id, of))));
}

export function rangeToCard(id: string, of: string): void {
  const from = currentCard();
  rangeTo(rowOf(id, of), boardRows(), from ? rowOf(from, lane.peek()) : "", idOf);
}

const widen = (by: 1 | -1) => () => {
  const id = currentCard();
  if (!id || carry.peek()) return;
  const at = spotOf(id, lane.peek());
  if (!at) return;
  const rows = laneOrder.peek().flatMap((of) => cellIds(at.status, of).map((one) => rowOf(one, of)));
  const next = stepSelection(by, rows, rowOf(id, at.lane), idOf);
  if (next) focusCard(idOf(next), next.includes("\n") ? next.slice(0, next.indexOf("\n")) : "");
};

/** First the column one is in, then all. */
function everything(): void {
  const all = [...columns.peek().values()].flatMap(({ ids }) => ids);
  const status = tables.task.peek(currentCard())?.status;
  selectAll(status ? (columns.peek().get(status)?.ids ?? []) : all, all);
}

export function BoardKeys({ project: now }: { project: Project }): null {
  const group = t("keys.board");
  const rtl = document.documentElement.dir === "rtl";
  const list: Command[] = [
    { id: "board.new", keys: "c", group, words: t("keys.new"), run: () => mayEdit.peek() && (adding.value = tables.task.peek(currentCard())?.status ?? now.statuses[0]?.id ?? "") },
    { keys: "/", group, words: t("keys.filter"), run: focusFilter },
    { id: "board.display", keys: "v", group, words: t("display"), icon: "sliders-horizontal", run: () => openDisplay() },
    { keys: "ArrowDown", group, words: t("keys.down"), run: walk("down"), hidden: true },
    { keys: "ArrowUp", group, words: t("keys.up"), run: walk("up"), hidden: true },
    { keys: "ArrowRight", group, words: t("keys.after"), run: walk(rtl ? "before" : "after"), hidden: true },
    { keys: "ArrowLeft", group, words: t("keys.before"), run: walk(rtl ? "after" : "before"), hidden: true },
    { keys: "j", group, words: t("keys.down"), run: walk("down") },
    { keys: "k", group, words: t("keys.up"), run: walk("up") },
    { keys: "n", group, words: t("keys.after"), run: walk("after") },
    { keys: "N", group, words: t("keys.before"), run: walk("before") },
    { keys: "Enter", group, words: t("keys.open"), palette: false, run: enter },
    { keys: " ", group, words: t("keys.lift"), palette: false, run: space },
    { id: "board.select", keys: "x", group, words: t("keys.select"), onTask: true, run: withCard((id) => mayEdit.peek() && toggle(id, rowOf(id, lane.peek()))) },
    { keys: "Shift+ArrowDown", group, words: t("keys.select.more"), run: widen(1), palette: false },
    { keys: "Shift+ArrowUp", group, words: t("keys.select.more"), run: widen(-1), hidden: true },
    { id: "board.selectAll", keys: "Ctrl+A", group, words: t("keys.select.all"), run: () => (mayEdit.peek() ? everything() : false) },
    { id: "board.move", keys: "s", group, words: t("keys.move"), onTask: true, run: withCard((id, card) => mayEdit.peek() && openMoveMenu(card ?? nowhere(), id)) },
    { id: "board.top", keys: "s t", group, words: t("move.top"), onTask: true, run: withCard((id) => mayEdit.peek() && sendTo(id, "top")) },
    { id: "board.bottom", keys: "s b", group, words: t("move.bottom"), onTask: true, run: withCard((id) => mayEdit.peek() && sendTo(id, "bottom")) },
    { keys: ".", group, words: t("keys.more"), palette: false, run: withCard((id, card) => openCardMenu(card ?? nowhere(), id)) },
    { keys: "Delete", group, words: t("keys.trash"), onTask: true, run: withCard((id) => mayEdit.peek() && void trashTask(id)) },
    ...(mayManage.value ? [{ id: "board.column", keys: "", group, words: t("column.new"), icon: "plus", run: addColumn }] : []),
    ...fieldKeys(withCard),
    { keys: "Ctrl+Z", group, words: t("undo"), run: () => void undo() },
    { keys: "Ctrl+Shift+Z", group, words: t("redo"), run: () => void redo() },
    { keys: "Escape", group, words: t("keys.escape"), palette: false, run: peel },
  ];
  useCommands(list, [now.id, now.statuses, mayManage.value]);
  return null;
}

function enter(e: KeyboardEvent): unknown {
  if (carry.peek()?.by === "keys") return drop();
  const id = (e.target as HTMLElement).dataset?.task;
  return id ? openCard(id) : false;
}

function space(e: KeyboardEvent): unknown {
  if (carry.peek()?.by === "keys") return drop();
  const card = (e.target as HTMLElement).dataset;
  if (!card?.task) return false;
  if (mayEdit.peek()) lift(card.task, "keys", card.lane);
  else announce(t("board.readOnly"));
  return true;
}

function drop(): void {
  const now = carry.peek();
  letGo();
  if (now) focusCard(now.id, now.to.lane);
}

/** Escape takes away one layer at a time. */
function peel(): void {
  const now = carry.peek();
  if (now) {
    putBack();
    focusCard(now.id, now.from.lane);
  } else if (popupIsOpen()) return;
  else if (route.peek().name === "board" && openTask.peek()) {
    const id = openTask.peek();
    go(to.board(orgId.peek(), project.peek()?.key ?? ""));
    focusCard(id);
  } else if (!clearSelection() && !dismissToasts() && isFiltered()) clearFilter();
}
