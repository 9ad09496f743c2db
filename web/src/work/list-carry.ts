// A row carried by keyboard: Space lifts it, arrows move it, Space lets it go,
// Escape returns it. What is carried is where it would stand; it is told.

import { signal } from "@preact/signals";
import type { Id } from "../api/types";
import { announce } from "../kit/announce";
import { toast } from "../kit/toast";
import { tables } from "../records/records";
import { t } from "../text/text";
import { groupWords } from "./group-words";
import { dropRows, mayOrder } from "./list-drag";
import { goTo, indexOf, reveal } from "./list-focus";
import type { TaskRow } from "./list-model";
import { listModel } from "./list-state";

interface Carried {
  row: TaskRow;
  from: string;
  /** The group and place among its other rows at which it would stand. */
  group: number;
  place: number;
}

export const carried = signal<Carried | undefined>();

const others = (group: number, id: Id): TaskRow[] => {
  const model = listModel.peek();
  const section = model.sections[group];
  return section ? model.rows.slice(section.start, section.end).filter((row): row is TaskRow => row.kind === "task" && row.id !== id) : [];
};

export function liftRow(row: TaskRow): void {
  const model = listModel.peek();
  if (!mayOrder()) {
    announce(t("list.carry.sorted"));
    toast({ words: t("list.carry.sorted") });
    return;
  }
  const section = model.sections[row.group]!;
  const place = model.rows.slice(section.start, indexOf(model, row.key)).filter((other) => other.kind === "task").length;
  carried.value = { row, from: section.key, group: row.group, place };
  announce(t("carry.lifted", { key: tables.task.peek(row.id)?.key ?? "" }));
}

export function carryStep(by: number): void {
  const now = carried.peek();
  if (!now) return;
  const count = others(now.group, now.row.id).length;
  let { group, place } = now;
  const next = place + Math.sign(by);
  const { sections } = listModel.peek();
  if (next >= 0 && next <= count) place = next;
  else {
    const beside = group + Math.sign(by);
    if (!sections[beside] || sections[beside].closed) return;
    group = beside;
    place = by > 0 ? 0 : others(beside, now.row.id).length;
  }
  carried.value = { ...now, group, place };
  const box = document.querySelector<HTMLElement>(".tbl");
  if (box) reveal(box, Math.min(listModel.peek().rows.length - 1, lineIndex(carried.peek()!)));
  announce(t("carry.over", { to: groupWords(listModel.peek().by, sections[group]!.key).name || t("list.name"), place: place + 1, count: others(group, now.row.id).length + 1 }));
}

/** The row before which it would stand. */
function lineIndex({ group, place, row }: Carried): number {
  const model = listModel.peek();
  const rows = others(group, row.id);
  const next = rows[place];
  if (next) return indexOf(model, next.key);
  const last = rows[rows.length - 1];
  return last ? indexOf(model, last.key) + 1 : model.sections[group]!.start + (model.by === "none" ? 0 : 1);
}

/** Where the line is drawn, from the top of all rows. */
export function lineTop(now: Carried): number {
  return listModel.value.offsets[lineIndex(now)] ?? 0;
}

export function putBackCarried(): void {
  const now = carried.peek();
  if (!now) return;
  carried.value = undefined;
  announce(t("list.carry.returned"));
  goTo(indexOf(listModel.peek(), now.row.key));
}

export function dropCarried(): void {
  const now = carried.peek();
  if (!now) return;
  carried.value = undefined;
  const rows = others(now.group, now.row.id);
  const next = rows[now.place];
  const last = rows[rows.length - 1];
  void dropRows([now.row.id], now.from, { group: listModel.peek().sections[now.group]!.key, before: next?.id ?? "", after: next ? undefined : last?.id });
}
