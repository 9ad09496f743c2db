// The way of a change: it shows at once, waits for those before it, is sent
// until someone answers, and then gives way to the answer, or is taken back
// with the reason.
//
// What is sent is a request of the public interface. It is written down before
// it goes, with what it does to the records, so that it survives the page: see
// keep.ts, which comes a moment after the first paint.

import { batch, signal } from "@preact/signals";
import { type Answer, backOff, perform, record } from "../api/client";
import { newId } from "../api/ids";
import { asProblem, Problem, TAKEN_BACK } from "../api/problem";
import { t } from "../text/text";
import { type Intent, Queue, type Touch } from "./queue";
import type { Pending, Table, Versioned } from "./table";
import { undoStack } from "./undo";

/** Changes that nobody has answered yet; the foot of the sidebar counts them. */
export const unsent = signal(0);
/** Changes that were refused after they had waited, and stand in the tray. */
export const refusedCount = signal(0);

/** What a change does to one record. */
export interface Effect<T extends Versioned> {
  table: Table<T>;
  id: string;
  apply: (value: T | undefined) => T | undefined;
}

export interface Sending<T extends Versioned, A> extends Effect<T> {
  /** Asks the server, once and at once: what it asks is kept, and asked when its time has come. */
  send: () => Promise<Answer<A>>;
  /** Puts what the server answered into the tables. */
  take: (data: A) => void;
  /** What was done, for the undo stack; without it there is no undo. */
  done?: string;
  /** Also waits for the changes that name this: new tasks keep their order. */
  inOrder?: string;
  /** Other records that the same request changes. */
  also?: Effect<any>[];
}

let lastSent = 0;
/** A change of ours was answered a moment ago: another's may cross it. */
export function sentLately(): boolean {
  return Date.now() - lastSent < 10_000;
}

/** What makes changes outlive the page. */
export interface Keeper {
  keep(intent: Intent): void;
  forget(intent: Intent): void;
  claim(intent: Intent): Promise<boolean>;
  /** A change that had waited was refused: true where it stands in the tray now. */
  refused(intent: Intent, problem: Problem): boolean;
  sent(intent: Intent, version: number): void;
  /** More than that is not kept. */
  full(): boolean;
}

let keeper: Keeper | undefined;
let wanted: () => void = () => {};
let place = "";
let user = "";
/** Who the server says is signed in: what was remembered may be out of date, and nothing is sent on the strength of it. */
let sender = "";

/** Who signs in here last is known to all tabs of the browser, since they share the cookie. */
const WHO = "kanvaro.who";

export const queue = new Queue({
  perform,
  backOff,
  later(ms, run) {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
  claim: (intent) => (keeper ? keeper.claim(intent) : Promise.resolve(true)),
  ready: () => ready(),
  may: () => {
    if (sender !== user) return false;
    try {
      return (localStorage.getItem(WHO) ?? user) === user;
    } catch {
      return true;
    }
  },
  changed: showLines,
});

/** Called when somebody has signed in and when another organisation is opened; with "" when nobody is any more. */
export function openQueue(nextUser: string, org: string): void {
  place = nextUser && org ? `${nextUser}.${org}` : "";
  if (user !== nextUser) {
    queue.clear();
    user = nextUser;
    if (user) undoStack.restore(user);
  }
  if (!user) return;
  try {
    localStorage.setItem(WHO, user);
  } catch {
    // Then only this tab knows.
  }
}

let ready: () => Promise<void> = () => Promise.resolve();
/** What is to be waited for before anything that waited is sent. */
export function sendAfter(then: () => Promise<void>): void {
  ready = then;
}

/** The server has said who is signed in here. */
export function confirmSender(who: string): void {
  sender = who;
  if (who && who === user) queue.wake();
}

export function senderConfirmed(): boolean {
  return sender !== "" && sender === user;
}

/** keep is loaded by then, or when the first change is made. */
export function useKeeper(load: () => void): void {
  wanted = load;
}

export function setKeeper(now: Keeper | undefined): void {
  keeper = now;
  if (keeper) for (const job of queue.jobs) keeper.keep(job.intent);
}

/** Told of each change that cannot be sent now: whoever made it is to know, and may take it back. */
let held: (intent: Intent) => void = () => {};
export function whenHeld(then: (intent: Intent) => void): void {
  held = then;
}

/** The line is back: what waits is sent now instead of at its time. */
export function sendNow(): void {
  queue.wake();
}

export async function send<T extends Versioned, A>(change: Sending<T, A>): Promise<Answer<A>> {
  if (queue.held && keeper?.full()) throw new Problem(0, "full", t("unsent.full"));
  const effects: Effect<any>[] = [change, ...(change.also ?? [])];
  const call = record(change.send);
  if (!call.request) return unkept(change, effects, call.result);
  const { touches, drop } = show(effects);
  const intent: Intent = {
    id: newId("int"), place, at: Date.now(), request: call.request, touches, words: change.done ?? "", undoable: change.done !== undefined,
  };
  if (change.done) undoStack.did({ op: "", intent: intent.id, words: change.done, org: place.split(".")[1] });
  if (queue.held) held(intent);
  call.settle(pushed(intent, change.inOrder));
  try {
    const answer = await call.result;
    batch(() => {
      change.take(answer.data);
      drop();
    });
    undoStack.settled(intent.id, answer.op);
    return answer;
  } catch (error) {
    drop();
    undoStack.dropped(intent.id);
    throw error;
  }
}

/** Sends and keeps an intent whose effects are shown already. */
export async function pushed(intent: Intent, inOrder?: string, restored = false): Promise<Answer<unknown>> {
  wanted();
  if (!restored) keeper?.keep(intent);
  const answer = restored ? queue.restore(intent) : queue.push(intent, inOrder);
  const job = queue.jobs.find((other) => other.intent === intent);
  try {
    const got = await answer;
    const version = (got.data as Partial<Versioned> | undefined)?.version;
    if (version) {
      lastSent = Date.now();
      keeper?.sent(intent, version);
    }
    return got;
  } catch (error) {
    const problem = asProblem(error);
    if (job?.waited && problem.code !== TAKEN_BACK && keeper?.refused(intent, problem)) problem.kept = true;
    throw problem;
  } finally {
    keeper?.forget(intent);
  }
}

/** A change that asks for something else first, or sends a file: it lives as long as the page. */
async function unkept<A>(change: Sending<any, A>, effects: Effect<any>[], result: Promise<Answer<A>>): Promise<Answer<A>> {
  const { drop } = show(effects);
  try {
    const answer = await result;
    batch(() => {
      change.take(answer.data);
      drop();
    });
    if (change.done) undoStack.did({ op: answer.op, words: change.done });
    return answer;
  } catch (error) {
    drop();
    throw error;
  }
}

/** Shows effects on top of what is known, and says what they did. */
export function show(effects: Effect<any>[]): { touches: Touch[]; drop: () => void } {
  const pending: [Effect<any>, Pending<any>][] = [];
  const touches: Touch[] = [];
  batch(() => {
    for (const effect of effects) {
      const before = effect.table.peek(effect.id) as Record<string, unknown> | undefined;
      const mine: Pending<any> = { apply: effect.apply };
      effect.table.push(effect.id, mine);
      pending.push([effect, mine]);
      touches.push(touchOf(effect.table.kind, effect.id, before, effect.table.peek(effect.id)));
    }
  });
  return { touches, drop: () => batch(() => pending.forEach(([effect, mine]) => effect.table.drop(effect.id, mine))) };
}

function touchOf(kind: string, id: string, before: Record<string, unknown> | undefined, after: Record<string, unknown> | undefined): Touch {
  if (!after) return { kind, id, gone: true };
  if (!before) return { kind, id, doc: after };
  const set: Record<string, unknown> = {};
  for (const name of Object.keys(after)) if (after[name] !== before[name]) set[name] = after[name];
  return { kind, id, set };
}

/** The fields of a record that were changed here and not sent yet. */
export function unsentFields(kind: string, id: string): Set<string> {
  void unsent.value;
  const fields = new Set<string>();
  for (const job of queue.jobs) {
    if (job.waited) for (const touch of job.intent.touches) if (touch.kind === kind && touch.id === id) for (const name of Object.keys(touch.set ?? touch.doc ?? {})) fields.add(name);
  }
  return fields;
}

// Records of which something waits carry it on their line.

let tablesByKind: Record<string, Table<any>> = {};
export function useTables(tables: Record<string, Table<any>>): void {
  tablesByKind = tables;
}

let marked = new Map<string, Touch>();

function showLines(): void {
  const waiting = queue.jobs.filter((job) => job.waited);
  const now = new Map<string, Touch>();
  for (const job of waiting) for (const touch of job.intent.touches) now.set(`${touch.kind} ${touch.id}`, touch);
  batch(() => {
    unsent.value = waiting.length;
    for (const [name, touch] of marked) if (!now.has(name)) setLine(touch, "");
    for (const [name, touch] of now) if (!marked.has(name)) setLine(touch, "unsent");
  });
  marked = now;
}

function setLine({ kind, id }: Touch, line: "" | "unsent"): void {
  const table = tablesByKind[kind];
  if (table) table.line(id).value = line;
}
