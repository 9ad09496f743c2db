// Records: every document the browser knows, once, under its kind and id.
//
// A record is what the server last said (base), with this browser's changes
// that are still on their way (pending) on top. What is shown is base with the
// pending changes applied in order, each time either of them changes. So a
// drag shows at once, an event of somebody else goes underneath, and a refusal
// is nothing but one pending change less.
//
// Signals are made for what is on the page only. An entry that has one is never
// taken away, merely emptied: whoever holds the signal hears of what comes later.

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
  pending: Pending<T>[] | undefined;
  value: T | undefined;
  shown?: Signal<T | undefined>;
  /** It is gone, and was so the last time one looked. */
  buried?: boolean;
  /** Somebody listens to shown. */
  watched?: boolean;
  line?: Signal<Line>;
  mark?: Signal<Mark | undefined>;
}

export class Table<T extends Versioned> {
  private readonly entries = new Map<string, Entry<T>>();
  private readonly touched: Signal<number> = signal(0);

  /** What the records are, as events name it. */
  kind = "";

  /** Changes whenever any record of this kind is shown differently. */
  get revision(): ReadonlySignal<number> {
    return this.touched;
  }

  /** Called before what is shown changes, while the page still has the old places. */
  beforeChange: (() => void) | undefined;

  /** What to show; reading it in a component subscribes to that one record. */
  get(id: string): T | undefined {
    const entry = this.entry(id);
    entry.shown ??= signal(entry.value, {
      watched: () => void (entry.watched = true),
      unwatched: () => void (entry.watched = false),
    });
    return entry.shown.value;
  }

  peek(id: string): T | undefined {
    return this.entries.get(id)?.value;
  }

  base(id: string): T | undefined {
    return this.entries.get(id)?.base;
  }

  /** The number of the last change that we know of, also of one that is gone; 0: none. */
  version(id: string): number {
    return this.entries.get(id)?.version ?? 0;
  }

  line(id: string): Signal<Line> {
    return (this.entry(id).line ??= signal<Line>(""));
  }

  /** Of what is not known nothing is marked: the signal is nobody's then. */
  mark(id: string): Signal<Mark | undefined> {
    const entry = this.entries.get(id);
    return entry ? (entry.mark ??= signal<Mark | undefined>(undefined)) : signal<Mark | undefined>(undefined);
  }

  /** All that are shown; reading it subscribes to the whole kind. */
  all(): T[] {
    void this.touched.value;
    const values: T[] = [];
    for (const entry of this.entries.values()) if (entry.value) values.push(entry.value);
    return values;
  }

  /** What the server said, without what is pending. */
  bases(which: (value: T) => boolean): T[] {
    const values: T[] = [];
    for (const { base } of this.entries.values()) if (base && which(base)) values.push(base);
    return values;
  }

  /** How many there are to show. */
  get size(): number {
    let n = 0;
    for (const entry of this.entries.values()) if (entry.value) n++;
    return n;
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

  /**
   * Some fields, as an event tells them; null takes a field away. What is doubted takes none: it may lack a change that
   * came before, and would seem to be newer than the list that has it.
   */
  set(id: string, version: number, fields: Record<string, unknown>): boolean {
    const entry = this.entries.get(id);
    if (!entry?.base || entry.version === 0 || version <= entry.version) return false;
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
    entry.pending = [...(entry.pending ?? []), pending];
    this.show(entry);
  }

  drop(id: string, pending: Pending<T>): void {
    const entry = this.entries.get(id);
    if (!entry?.pending) return;
    const rest = entry.pending.filter((other) => other !== pending);
    entry.pending = rest.length > 0 ? rest : undefined;
    this.show(entry);
  }

  pendingCount(id: string): number {
    return this.entries.get(id)?.pending?.length ?? 0;
  }

  /** Forgets what the server said, not what we have still to tell it. */
  forget(which: (value: T) => boolean): void {
    batch(() => {
      for (const [id, entry] of this.entries) {
        if (!entry.base || !which(entry.base)) continue;
        this.release(id, entry);
      }
    });
  }

  /** Lets go of the oldest that nobody looks at until at most this many are left. They are loaded again with what shows them. */
  trim(most: number): void {
    let over = -most;
    for (const entry of this.entries.values()) if (entry.base) over++;
    if (over <= 0) return;
    batch(() => {
      for (const [id, entry] of this.entries) {
        if (over <= 0) break;
        if (!entry.base || entry.watched || entry.pending) continue;
        this.release(id, entry);
        over--;
      }
    });
  }

  /** Called from time to time: forgets of what has long been gone that it is. No answer on its way is as old as that. */
  buryGone(): void {
    for (const [id, entry] of this.entries) {
      if (entry.base || entry.pending || entry.version === 0) entry.buried = false;
      else if (!entry.buried) entry.buried = true;
      else {
        entry.version = 0;
        this.leave(id, entry);
      }
    }
  }

  /** What is known goes on being shown, until a whole document is believed instead: see forgetDoubted. */
  doubt(which: (value: T) => boolean): void {
    for (const entry of this.entries.values()) if (entry.base && which(entry.base)) entry.version = 0;
  }

  /** Forgets what was doubted and has not come again. */
  forgetDoubted(which: (value: T) => boolean): void {
    batch(() => {
      for (const [id, entry] of this.entries) if (entry.base && entry.version === 0 && which(entry.base)) this.release(id, entry);
    });
  }

  private release(id: string, entry: Entry<T>): void {
    entry.base = undefined;
    entry.version = 0;
    this.show(entry);
    this.leave(id, entry);
  }

  private leave(id: string, entry: Entry<T>): void {
    if (!entry.shown && !entry.line && !entry.mark && !entry.pending) this.entries.delete(id);
  }

  private entry(id: string): Entry<T> {
    let entry = this.entries.get(id);
    if (!entry) {
      entry = { base: undefined, version: 0, pending: undefined, value: undefined };
      this.entries.set(id, entry);
    }
    return entry;
  }

  private show(entry: Entry<T>): void {
    let value = entry.base;
    if (entry.pending) for (const pending of entry.pending) value = pending.apply(value);
    if (value === entry.value) return;
    this.beforeChange?.();
    entry.value = value;
    batch(() => {
      if (entry.shown) entry.shown.value = value;
      this.touched.value++;
    });
  }
}
