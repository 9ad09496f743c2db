// The keys of the list, in the one registry. Arrows walk rows, and cells once one
// has gone into a row; letters in a cell are its picker's, elsewhere they are commands.

import { announce } from "../kit/announce";
import { popupIsOpen } from "../kit/popup";
import { dismissToasts } from "../kit/toast";
import { type Command, isTyping } from "../keys/keys";
import { mayEdit, project } from "../project/project";
import { orgId } from "../org/org";
import { go, to } from "../routes";
import { t } from "../text/text";
import { openBulk } from "./bulk-open";
import { redo, trashTask, undo } from "./commands";
import { fieldKeys, orAll } from "./field-keys";
import { clearFilter, isFiltered } from "./filter";
import { focusFilter } from "./filter-bar";
import { openTask } from "./focus";
import { listAdding } from "./list-add";
import { editBeside, editCell } from "./list-edit";
import type { ColumnName } from "./list-columns";
import { beyond, current, currentTask, goTo, indexOf, rowOf } from "./list-focus";
import { carried, carryStep, dropCarried, liftRow, putBackCarried } from "./list-carry";
import { listModel, shownColumns, toggleFold, toggleGroup } from "./list-state";
import { openRowMenu } from "./list-menu";
import { chooseTo, idOf, openListTask } from "./list-mouse";
import { openField } from "./open-field";
import { clearSelection, selectAll, selectedCount, step as stepSelection, toggle } from "./selection";

const row = () => rowOf(current.peek());
const element = () => (current.peek() ? document.querySelector<HTMLElement>(`[data-row="${CSS.escape(current.peek()!.key)}"]`) : null);
/** A key on a row is no step into its cells. */
const focusBack = () => ({ back: current.peek()?.column ? undefined : (element() ?? undefined) });
const rtl = () => document.documentElement.dir === "rtl";

/** Up and down, by rows; the column stays. */
function walk(by: number): void {
  if (carried.peek()) return carryStep(by);
  const place = current.peek();
  const open = openTask.peek();
  const from = place ? indexOf(listModel.peek(), place.key) : open ? listModel.peek().rows.findIndex((other) => other.kind === "task" && other.id === open) : -1;
  const next = from < 0 ? beyond(by > 0 ? -1 : listModel.peek().rows.length, by > 0 ? 1 : -1) : beyond(from, by);
  if (next >= 0) goTo(next, listModel.peek().rows[next]!.kind === "task" ? (place?.column ?? "") : "");
}

/** Sideways: into the row and along its cells; a head or a parent opens and closes. */
function sideways(by: 1 | -1): unknown {
  const place = current.peek();
  const at = row();
  if (!place || !at) return false;
  if (at.kind === "group") {
    const section = listModel.peek().sections[at.group];
    if (section && section.closed === (by > 0)) toggleGroup(section.key);
    return true;
  }
  if (at.kind !== "task") return false;
  if (!place.column && at.parent && at.open !== by > 0) return toggleFold(at.id);
  const names = shownColumns.peek();
  const next = place.column ? names.indexOf(place.column) + by : by > 0 ? 0 : -1;
  goTo(indexOf(listModel.peek(), place.key), next < 0 ? "" : (names[Math.min(next, names.length - 1)] as ColumnName));
  return true;
}

function page(by: number): void {
  const box = document.querySelector<HTMLElement>(".tbl");
  const rows = Math.max(1, Math.floor((box?.clientHeight ?? 400) / (listModel.peek().offsets[1] || 34)) - 2);
  walk(by * rows);
}

function edge(end: boolean): void {
  const to = end ? beyond(listModel.peek().rows.length, -1) : beyond(-1, 1);
  if (to >= 0) goTo(to, current.peek()?.column ?? "");
}

function enter(e: KeyboardEvent): unknown {
  if (carried.peek()) return dropCarried();
  const at = row();
  const target = e.target as HTMLElement;
  if (!at || (!target.dataset?.row && !target.dataset?.col)) return false;
  if (at.kind === "group") return toggleGroup(listModel.peek().sections[at.group]!.key);
  if (at.kind !== "task") return false;
  const column = current.peek()?.column;
  if (column && editCell(at.key, at.id, column)) return true;
  return openListTask(at.id);
}

function space(): unknown {
  if (carried.peek()) return dropCarried();
  const at = row();
  if (at?.kind === "group") return toggleGroup(listModel.peek().sections[at.group]!.key);
  if (at?.kind !== "task") return false;
  if (mayEdit.peek()) liftRow(at);
  else announce(t("board.readOnly"));
  return true;
}

function extend(by: 1 | -1): void {
  const at = row();
  if (at?.kind !== "task") return walk(by);
  const next = stepSelection(by, listModel.peek().keys, at.key, idOf);
  if (next) goTo(indexOf(listModel.peek(), next));
}

function all(): void {
  const { rows, matching } = listModel.peek();
  const inView = new Set(rows.flatMap((other) => (other.kind === "task" ? [other.id] : [])));
  selectAll([...inView], matching);
}

/** Escape takes away one layer at a time. */
function peel(): void {
  if (carried.peek()) return putBackCarried();
  if (popupIsOpen()) return;
  const place = current.peek();
  if (place?.column && document.activeElement?.closest(".tbl")) return goTo(indexOf(listModel.peek(), place.key));
  if (clearSelection()) return;
  const open = openTask.peek();
  if (open) {
    go(to.list(orgId.peek(), project.peek()?.key ?? ""));
    const at = listModel.peek().rows.findIndex((other) => other.kind === "task" && other.id === open);
    if (at >= 0) goTo(at);
    return;
  }
  if (!dismissToasts() && isFiltered()) clearFilter();
}

function add(): unknown {
  if (!mayEdit.peek()) return false;
  const { sections, by } = listModel.peek();
  const at = row();
  const section = sections[at?.group ?? 0];
  if (section?.closed) toggleGroup(section.key);
  listAdding.value = section?.key ?? (by === "none" ? "" : undefined);
  return true;
}

/** Letters and Tab in a cell, before the commands hear of them. */
export function cellKeys(e: KeyboardEvent): void {
  const place = current.peek();
  const at = row();
  const target = e.target as HTMLElement;
  const column = target.dataset.col as ColumnName | undefined;
  if (!place || at?.kind !== "task" || !column) return;
  if (e.key === "Tab" && !e.ctrlKey && !e.altKey) {
    if (editBeside(at.key, column, e.shiftKey ? -1 : 1)) e.preventDefault();
    return;
  }
  if (isTyping(target) || e.key.length !== 1 || e.key === " " || e.ctrlKey || e.metaKey || e.altKey) return;
  if (editCell(at.key, at.id, column, { typed: e.key })) {
    e.preventDefault();
    e.stopPropagation();
  }
}

export function listKeys(): Command[] {
  const group = t("keys.list");
  const withRow = (run: (id: string, row: HTMLElement | undefined) => void) => () => {
    const id = currentTask() || openTask.peek();
    if (id) run(id, element() ?? undefined);
  };
  const hidden = { hidden: true, palette: false } as const;
  return [
    { id: "list.add", keys: "", group, words: t("keys.addHere"), icon: "plus", run: add },
    { keys: "/", group, words: t("keys.filter"), run: focusFilter },
    { keys: "ArrowDown", group, words: t("keys.down"), run: () => walk(1), ...hidden },
    { keys: "ArrowUp", group, words: t("keys.up"), run: () => walk(-1), ...hidden },
    { keys: "ArrowRight", group, words: t("keys.cells"), run: () => sideways(rtl() ? -1 : 1), palette: false },
    { keys: "ArrowLeft", group, words: t("keys.cells"), run: () => sideways(rtl() ? 1 : -1), ...hidden },
    { keys: "j", group, words: t("keys.down"), run: () => walk(1), palette: false },
    { keys: "k", group, words: t("keys.up"), run: () => walk(-1), palette: false },
    { keys: "PageDown", group, words: t("keys.down"), run: () => page(1), ...hidden },
    { keys: "PageUp", group, words: t("keys.up"), run: () => page(-1), ...hidden },
    { keys: "Home", group, words: t("keys.first"), run: () => edge(false), palette: false },
    { keys: "End", group, words: t("keys.last"), run: () => edge(true), palette: false },
    { keys: "Enter", group, words: t("keys.enterCell"), run: enter, palette: false },
    { keys: "o", group, words: t("keys.open"), run: withRow((id) => openListTask(id)), palette: false },
    { keys: "F2", group, words: t("title.edit"), run: withRow((id) => { const at = row(); if (at?.kind === "task") editCell(at.key, id, "title"); }), onTask: true },
    { keys: " ", group, words: t("keys.liftRow"), run: space, palette: false },
    { keys: "x", group, words: t("keys.select"), run: withRow((id) => { const at = row(); toggle(id, at?.kind === "task" ? at.key : id); }), onTask: true },
    { keys: "X", group, words: t("keys.selectTo"), run: () => { const at = row(); if (at?.kind === "task") chooseTo(at.key, at.key); }, ...hidden },
    { keys: "Shift+ArrowDown", group, words: t("keys.extend"), run: () => extend(1), palette: false },
    { keys: "Shift+ArrowUp", group, words: t("keys.extend"), run: () => extend(-1), ...hidden },
    { id: "list.all", keys: "Ctrl+A", group, words: t("keys.all"), run: all },
    { keys: "s", group, words: t("keys.status"), run: orAll("status", withRow((id, el) => mayEdit.peek() && openField("status", el?.querySelector<HTMLElement>('[data-col="status"]') ?? el ?? new DOMRect(200, 200, 0, 0), id, focusBack()))), onTask: true },
    { keys: ".", group, words: t("keys.more"), run: () => (selectedCount.peek() > 0 ? openBulk("more") : withRow((id, el) => openRowMenu(el ?? new DOMRect(200, 200, 0, 0), id))()), onTask: true },
    { keys: "m", group, words: t("keys.comment"), run: withRow((id) => { openListTask(id); writeComment(); }), palette: false },
    { keys: "Delete", group, words: t("keys.trash"), run: orAll("trash", withRow((id) => mayEdit.peek() && void trashTask(id))), onTask: true },
    ...fieldKeys(withRow),
    { keys: "Ctrl+Z", group, words: t("undo"), run: () => void undo() },
    { keys: "Ctrl+Shift+Z", group, words: t("redo"), run: () => void redo() },
    { keys: "Escape", group, words: t("keys.escape"), run: peel, palette: false },
  ];
}

/** The field to write in comes with the panel. */
function writeComment(tries = 40): void {
  const field = document.querySelector<HTMLElement>("#composer");
  if (field) field.focus();
  else if (tries > 0) requestAnimationFrame(() => writeComment(tries - 1));
}
