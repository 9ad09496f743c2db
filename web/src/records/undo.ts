// What can be taken back: the operations of this tab, newest last, whichever
// view they were made in. Undoing is an operation too, so undoing the undo is
// the redo. What has not been sent yet has no operation: it is taken back from
// the queue. A reload keeps the stacks.

import { signal } from "@preact/signals";
import type { Intent } from "./queue";

export interface Done {
  /** What the server calls it; "" until it has answered. */
  op: string;
  /** What was done just before in the same breath, and is taken back after it: a card that got another lane and place. */
  with?: string[];
  /** "MES-1 moved to Done": what a toast says when it is undone or redone. */
  words: string;
  /** The change on its way. */
  intent?: string;
  /** The organisation; "" for the one that is open. */
  org?: string;
  /** Of what was taken back before it was sent: what doing it again sends. */
  again?: Intent;
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
    if (!entry.op && !entry.intent) return;
    set([...done.peek(), entry], []);
  },
  /** The server has answered a change that was put here when it was made; without an op there is nothing to undo. */
  settled(intent: string, op: string): void {
    if (op) set(done.peek().map((entry) => (entry.intent === intent ? { op, words: entry.words, org: entry.org } : entry)));
    else this.dropped(intent);
  },
  /** The change was refused. */
  dropped(intent: string): void {
    if (done.peek().some((entry) => entry.intent === intent)) set(done.peek().filter((entry) => entry.intent !== intent));
  },
  /** The last, or one by its op or the name it had on its way. */
  peekUndo(which?: string): Done | undefined {
    return take(done.peek(), which)[0];
  },
  takeUndo(op?: string): Done | undefined {
    const [entry, rest] = take(done.peek(), op);
    if (entry) set(rest);
    return entry;
  },
  takeRedo(): Done | undefined {
    const [entry, rest] = take(undone.peek());
    if (entry) set(done.peek(), rest);
    return entry;
  },
  undid(entry: Done): void {
    if (entry.op || entry.again) set(done.peek(), [...undone.peek(), entry]);
  },
  redid(entry: Done): void {
    if (entry.op || entry.intent) set([...done.peek(), entry]);
  },
  clear(): void {
    set([], []);
  },
  /** Of this person in this tab, before the page was loaded again. */
  restore(user: string): void {
    owner = user;
    try {
      const kept = JSON.parse(sessionStorage.getItem(STORE) ?? "null") as { user: string; done: Done[]; undone: Done[] } | null;
      if (kept?.user === user && done.peek().length + undone.peek().length === 0) set(kept.done, kept.undone);
    } catch {
      // What cannot be read cannot be taken back.
    }
  },
};

const STORE = "kanvaro.undo";
let owner = "";

function set(nextDone: Done[], nextUndone: Done[] = undone.peek()): void {
  done.value = nextDone.slice(-MOST);
  undone.value = nextUndone.slice(-MOST);
  if (!owner) return;
  try {
    sessionStorage.setItem(STORE, JSON.stringify({ user: owner, done: done.peek(), undone: undone.peek() }));
  } catch {
    // Without storage they last as long as the page.
  }
}

function take(list: Done[], op?: string): [Done | undefined, Done[]] {
  const at = op ? list.findIndex((entry) => entry.op === op || entry.intent === op) : list.length - 1;
  return [list[at], list.filter((_, i) => i !== at)];
}
