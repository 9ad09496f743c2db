// Rows travel to their new places. Where they were and are follows from the
// model, so nothing is measured.

import type { Model } from "./list-model";
import { rowAt } from "./list-model";
import { indexOf } from "./list-focus";

const TRAVEL = 220;
const EASE = "cubic-bezier(0.3, 0, 0.1, 1)";

/** Tops of the rows of tasks between two heights. */
export function topsIn(model: Model, from: number, to: number): Map<string, number> {
  const tops = new Map<string, number>();
  for (let i = rowAt(model.offsets, from); i < model.rows.length && model.offsets[i]! < to; i++) if (model.rows[i]!.kind === "task") tops.set(model.rows[i]!.key, model.offsets[i]!);
  return tops;
}

export function topOf(model: Model, key: string): number | undefined {
  const at = key ? indexOf(model, key) : -1;
  return at < 0 ? undefined : model.offsets[at];
}

/** Each row on the page that is elsewhere than before starts from there. */
export function glideRows(box: HTMLElement, before: ReadonlyMap<string, number>, model: Model, scrolled: number): void {
  if (document.hidden || matchMedia("(prefers-reduced-motion: reduce)").matches) return;
  const far = 2 * box.clientHeight;
  for (const row of box.querySelectorAll<HTMLElement>("[data-task]")) {
    const was = before.get(row.dataset.row!);
    const now = topOf(model, row.dataset.row!);
    if (was === undefined || now === undefined) continue;
    const y = was - (now - scrolled);
    if (Math.abs(y) < 1 || Math.abs(y) > far) continue;
    row.animate([{ transform: `translateY(${y}px)` }, { transform: "none" }], { duration: TRAVEL, easing: EASE });
  }
}
