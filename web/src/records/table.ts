// Records: every document the browser knows, once, under its kind and id.
//
// A record is what the server last said (base), with this browser's changes
// that are still on their way (pending) on top. What is shown is base with the
// pending changes applied in order, each time either of them changes. So a
// drag shows at once, an event of somebody else goes underneath, and a refusal
// is nothing but one pending change less.

import { batch, type ReadonlySignal, type Signal, signal } from "@preact/signals";

export interface Versioned {
  id: string;
  version: number;
}

/** A change of this browser that the server has not yet answered. */
export interface Pending<T> {
  apply: (value: T | undefined) => T | undefined;
}

export type Line = "" | "unsent" | "failed";

/** Another person's touch, shown in their colour until it fades. */
export interface Mark {
  actor: string;
  moved: boolean;
  at: number;
}

interface Entry<T> {
  base: T | undefined;
  version: number;
  pending: Pending<T>[];
  shown: Signal<T | undefined>;
  line: Signal<Line>;
  mark: Signal<Mark | undefined>;
}

export class Table<T extends Versioned> {
  private readonly entries = new Map<string, Entry<T>>();
  private readonly touched: Signal<number> = signal(0);

  /** Changes whenever any record of this kind is shown differently. */
  get revision(): ReadonlySignal<number> {
    return this.touched;
  }

  /** Called before what is shown changes, while the page still has the old places. */
  beforeChange: (() => void) | undefined;

  /** What to show; reading it in a component subscribes to that one record. */
  get(id: string): T | undefined {
    return this.entry(id).shown.value;
  }

  peek(id: string): T | undefined {
    return this.entries.get(id)?.shown.peek();
  }

  base(id: string): T | undefined {
    return this.entries.get(id)?.base;
  }

  line(id: string): Signal<Line> {
    return this.entry(id).line;
  }

  mark(id: string): Signal<Mark | undefined> {
    return this.entry(id).mark;
  }

  /** All that are shown; reading it subscribes to the whole kind. */
  all(): T[] {
    void this.touched.value;
    const values: T[] = [];
    for (const entry of this.entries.values()) {
      const value = entry.shown.peek();
      if (value) values.push(value);
    }
    return values;
  }

  /** A whole document. Older ones than what is known change nothing. */
  put(value: T): void {
    const entry = this.entry(value.id);
    if (value.version < entry.version || (value.version === entry.version && entry.base === undefined && entry.version > 0)) return;
    entry.base = value;
    entry.version = value.version;
    this.show(entry);
  }

  putAll(values: readonly T[]): void {
    batch(() => values.forEach((value) => this.put(value)));
  }

  /** Some fields, as an event tells them; null takes a field away. */
  set(id: string, version: number, fields: Record<string, unknown>): boolean {
    const entry = this.entries.get(id);
    if (!entry?.base || version <= entry.version) return false;
    const value: T = { ...entry.base, version };
    Object.assign(value, fields, { id, version });
    entry.base = value;
    entry.version = version;
    this.show(entry);
    return true;
  }

  /** Deleted, or no longer for us. The version stays, so that an older answer cannot bring it back. */
  remove(id: string, version: number): void {
    const entry = this.entry(id);
    if (version < entry.version) return;
    entry.base = undefined;
    entry.version = version;
    this.show(entry);
  }

  push(id: string, pending: Pending<T>): void {
    const entry = this.entry(id);
    entry.pending.push(pending);
    this.show(entry);
  }

  drop(id: string, pending: Pending<T>): void {
    const entry = this.entry(id);
    entry.pending = entry.pending.filter((other) => other !== pending);
    this.show(entry);
  }

  pendingCount(id: string): number {
    return this.entries.get(id)?.pending.length ?? 0;
  }

  /** Forgets what the server said, not what we have still to tell it. */
  forget(which: (value: T) => boolean): void {
    batch(() => {
      for (const entry of this.entries.values()) {
        if (entry.base && which(entry.base)) {
          entry.base = undefined;
          entry.version = 0;
          this.show(entry);
        }
      }
    });
  }

  private entry(id: string): Entry<T> {
    let entry = this.entries.get(id);
    if (!entry) {
      entry = { base: undefined, version: 0, pending: [], shown: signal(undefined), line: signal(""), mark: signal(undefined) };
      this.entries.set(id, entry);
    }
    return entry;
  }

  private show(entry: Entry<T>): void {
    let value = entry.base;
    for (const pending of entry.pending) value = pending.apply(value);
    if (value === entry.shown.peek()) return;
    this.beforeChange?.();
    batch(() => {
      entry.shown.value = value;
      this.touched.value++;
    });
  }
}
