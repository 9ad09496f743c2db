// What a person prefers, in this organisation: kept by the server for all of his
// browsers, and here too, so that a page looks right before anyone has answered.
//
// A change shows at once and is sent when a moment has passed without another.
// Until the server has it (or where nobody is signed in) this browser keeps it.

import { type Signal, signal } from "@preact/signals";
import { preferences as calls } from "../api/calls";
import { asProblem } from "../api/problem";
import type { Change, Preference as Doc } from "../api/types";

export interface Preference<T> {
  /** Reading it in a component subscribes to it. */
  readonly value: T;
  peek(): T;
  set(value: T): void;
}

interface Entry {
  id?: string;
  version: number;
  /** What the server said last. */
  base?: unknown;
  /** What was chosen here and the server has not answered yet. */
  mine?: unknown;
  shown: Signal<unknown>;
  timer?: ReturnType<typeof setTimeout>;
  sending?: boolean;
}
type Kept = Record<string, { id?: string; version: number; base?: unknown; mine?: unknown }>;

const GATHER = 600;
const MOST = 16_384;

/** The person and the organisation whose preferences these are. */
const place = signal("");
let org = "";
let book = new Map<string, Entry>();
/** Those of other persons and organisations of this tab, as they were left. */
const books = new Map<string, Map<string, Entry>>([["", book]]);
/** false once the server turned out not to keep any: then this browser does. */
let served = true;

/** May be called anywhere, also before anyone has signed in; the fallback is what holds where nobody chose. */
export function preference<T>(key: string, fallback: T): Preference<T> {
  const or = (value: unknown) => (value === undefined ? fallback : (value as T));
  return {
    get value() {
      void place.value;
      return or(entry(key).shown.value);
    },
    peek: () => or(entry(key).shown.peek()),
    set(value) {
      const now = entry(key);
      if (JSON.stringify(value) === JSON.stringify(now.shown.peek())) return;
      now.mine = value;
      show(now);
      keep();
      sendSoon(key, now);
    },
  };
}

/** Called when somebody has signed in, or another organisation is opened; with "" nobody's. */
export function openPreferences(user: string, organisation: string): void {
  const next = user && organisation ? `${user}.${organisation}` : "";
  if (next === place.peek()) return;
  org = next ? organisation : "";
  served = true;
  book = books.get(next) ?? new Map<string, Entry>();
  books.set(next, book);
  read(next);
  place.value = next;
  if (next) void loadPreferences();
}

/** What the server has; and it is told what it has not. Called again whenever the line is back. */
export async function loadPreferences(): Promise<void> {
  const [here, of] = [place.peek(), org];
  if (!of || !served) return;
  try {
    const list = await calls.list(of);
    if (place.peek() !== here) return;
    const kept = new Set(list.map((doc) => doc.key));
    for (const doc of list) take(doc);
    for (const [key, now] of book) {
      if (!kept.has(key) && now.base !== undefined) {
        now.base = undefined;
        now.version = 0;
        show(now);
      }
      if (now.mine !== undefined) sendSoon(key, now);
    }
    keep();
  } catch (error) {
    if (asProblem(error).status === 404) served = false;
  }
}

/** From the stream: the same person chose something elsewhere. */
export function takePreferences(changes: readonly Change[]): void {
  let some = false;
  for (const change of changes) {
    if (change.kind !== "preference") continue;
    some = true;
    const key = (change.doc?.key as string | undefined) ?? [...book].find(([, now]) => now.id === change.id)?.[0];
    if (key === undefined) void loadPreferences();
    else if (change.gone) take({ id: change.id, version: change.seq, key, value: undefined });
    else if (change.doc || (change.set && "value" in change.set)) take({ id: change.id, version: change.seq, key, value: (change.doc ?? change.set)!.value });
  }
  if (some) keep();
}

function entry(key: string): Entry {
  let now = book.get(key);
  if (!now) book.set(key, (now = { version: 0, shown: signal(undefined) }));
  return now;
}

function show(now: Entry): void {
  now.shown.value = now.mine !== undefined ? now.mine : now.base;
}

function take(doc: Doc): void {
  const now = entry(doc.key);
  if (doc.version < now.version) return;
  now.id = doc.id;
  now.version = doc.version;
  now.base = doc.value;
  show(now);
}

function sendSoon(key: string, now: Entry): void {
  clearTimeout(now.timer);
  const [here, of] = [place.peek(), org];
  if (!of || !served) return;
  now.timer = setTimeout(() => void sendNow(here, of, key, now), GATHER);
}

async function sendNow(here: string, of: string, key: string, now: Entry): Promise<void> {
  now.timer = undefined;
  const value = now.mine;
  if (value === undefined || now.sending || place.peek() !== here || JSON.stringify(value).length > MOST) return;
  now.sending = true;
  try {
    const { data } = await calls.put(of, key, value);
    // Chosen anew meanwhile: that is still to be sent.
    if (now.mine === value) now.mine = undefined;
    if (place.peek() === here) {
      take(data);
      keep();
    }
  } catch (error) {
    const problem = asProblem(error);
    if (problem.status === 404) served = false;
    else if (!problem.passing && problem.status !== 401 && now.mine === value) {
      now.mine = undefined;
      show(now);
      keep();
    }
  } finally {
    now.sending = false;
    if (now.mine !== undefined && now.mine !== value) sendSoon(key, now);
  }
}

const store = (here: string) => `kanvaro.prefer.${here}`;

function keep(): void {
  const kept: Kept = {};
  for (const [key, { id, version, base, mine }] of book) if (base !== undefined || mine !== undefined) kept[key] = { id, version, base, mine };
  try {
    localStorage.setItem(store(place.peek()), JSON.stringify(kept));
  } catch {
    // Storage is full or switched off: it holds until the page is left, then.
  }
}

function read(here: string): void {
  let kept: Kept = {};
  try {
    kept = JSON.parse(localStorage.getItem(store(here)) ?? "{}") as Kept;
  } catch {
    // Nothing that could be read is nothing that was kept.
  }
  for (const [key, { id, version, base, mine }] of Object.entries(kept)) {
    const now = entry(key);
    // This tab may know better, or have chosen itself meanwhile.
    if (version < now.version || now.sending) continue;
    Object.assign(now, { id, version, base }, now.timer === undefined ? { mine } : {});
    show(now);
  }
}

/** Another tab of this browser chose: without a server that is the only word of it. */
if (typeof addEventListener === "function") {
  addEventListener("storage", (e) => {
    if (e.key === store(place.peek())) read(place.peek());
  });
  read("");
}
