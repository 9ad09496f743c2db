// What can be taken back: the operations of this tab, newest last. Undoing is an
// operation too, so undoing the undo is the redo.

import { signal } from "@preact/signals";

export interface Done {
  op: string;
  /** "MES-1 moved to Done": what a toast says when it is undone or redone. */
  words: string;
}

const MOST = 100;
const done = signal<Done[]>([]);
const undone = signal<Done[]>([]);

export const undoStack = {
  get canUndo() {
    return done.value.length > 0;
  },
  get canRedo() {
    return undone.value.length > 0;
  },
  /** A new operation: there is nothing to redo after it. */
  did(entry: Done): void {
    if (!entry.op) return;
    done.value = [...done.value, entry].slice(-MOST);
    undone.value = [];
  },
  takeUndo(op?: string): Done | undefined {
    return take(done, op);
  },
  takeRedo(): Done | undefined {
    return take(undone);
  },
  undid(entry: Done): void {
    if (entry.op) undone.value = [...undone.value, entry];
  },
  redid(entry: Done): void {
    if (entry.op) done.value = [...done.value, entry];
  },
  clear(): void {
    done.value = [];
    undone.value = [];
  },
};

function take(stack: typeof done, op?: string): Done | undefined {
  const list = stack.value;
  const at = op ? list.findIndex((entry) => entry.op === op) : list.length - 1;
  const entry = list[at];
  if (entry) stack.value = list.filter((_, i) => i !== at);
  return entry;
}
