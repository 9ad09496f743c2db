// What the columns of a file were taken for, kept by person for the next file with the same columns.

import type { Import, ImportField } from "../api/types";
import { preference } from "../org/preferences";

interface Remembered {
  columns: Record<string, ImportField>;
  markup: string;
  /** Milliseconds; only the latest are kept. */
  at: number;
}

const MOST = 20;
const kept = preference<Record<string, Remembered>>("imports", {});

/** Files of one origin have the same columns, whatever their order. */
function signature(document: Pick<Import, "columns">): string {
  return document.columns.map((column) => column.name.trim().toLowerCase()).sort().join("\u0000").slice(0, 400);
}

export function recall(document: Pick<Import, "columns">): Remembered | undefined {
  return kept.peek()[signature(document)];
}

export function remember(document: Pick<Import, "columns">, columns: Record<string, ImportField>, markup: string): void {
  const all = { ...kept.peek(), [signature(document)]: { columns, markup, at: Date.now() } };
  kept.set(Object.fromEntries(Object.entries(all).sort((a, b) => b[1].at - a[1].at).slice(0, MOST)));
}
