// Changes outlive the page: each is written down before it is sent, and taken
// off when it was answered. What an earlier page could not send is taken over,
// by one tab, and sent in order; what was refused then stands in the tray.
//
// It belongs to its person: another one who signs in here neither sees nor
// sends it.

import { batch, signal } from "@preact/signals";
import type { Answer } from "../api/client";
import { newId } from "../api/ids";
import { asProblem, Problem, TAKEN_BACK } from "../api/problem";
import { toastProblem } from "../kit/toast";
import { live } from "../text/en/live";
import { addTexts, t } from "../text/text";
import type { Intent } from "./queue";
import { noteSent } from "./conflict";
import { effectsOf, takeAnswer } from "./replay";
import { pushed, queue, refusedCount, setKeeper, show } from "./send";
import { openShelf, type Row, type Shelf } from "./shelf";
import { undoStack } from "./undo";

export { notice } from "./conflict";

addTexts(live);

interface Kept extends Row {
  intent: Intent;
  /** The page that is to send it. */
  tab: string;
}

export interface Refused extends Row {
  intent: Intent;
  at: number;
  status: number;
  code: string;
  detail: string;
  requestId: string;
}

const DAYS = 30;
const MOST_BYTES = 5_000_000;
/** How long a tab may take to say that it is still there. */
const ANSWER = 400;
/** Set while anything is kept, so that the next page knows before it has looked. */
export const WAITING = "kanvaro.waiting";

export const tray = signal<Refused[]>([]);

let shelf: Shelf | undefined;
let user = "";
let bytes = 0;
const tab = newId("tab");
const channel = typeof BroadcastChannel === "function" ? new BroadcastChannel("kanvaro.queue") : undefined;

/** Called when somebody has signed in; with "" when nobody is any more. */
export async function keepFor(next: string): Promise<void> {
  user = next;
  tray.value = [];
  refusedCount.value = 0;
  bytes = 0;
  if (!user) return setKeeper(undefined);
  shelf = await openShelf();
  if (user !== next) return;
  setKeeper({ keep, forget, claim, refused, full: () => bytes > MOST_BYTES, sent: (intent, version) => noteSent(intent, version) });
  await takeOver();
  await readTray();
}

const mine = (row: { intent: Intent }) => row.intent.place.startsWith(`${user}.`);

function keep(intent: Intent): void {
  bytes += size(intent);
  void shelf?.put("queue", { id: intent.id, intent, tab } satisfies Kept).catch(() => {});
  flag("1");
}

function forget(intent: Intent): void {
  bytes = Math.max(0, bytes - size(intent));
  void shelf?.remove("queue", intent.id).catch(() => {});
  if (queue.jobs.length === 0) flag("");
}

function size(intent: Intent): number {
  return JSON.stringify(intent).length;
}

function flag(value: string): void {
  try {
    if (value) localStorage.setItem(WAITING, value);
    else localStorage.removeItem(WAITING);
  } catch {
    // Then the next page looks a moment later.
  }
}

/** This page is still to send it: no other one has taken it over while this one slept. */
async function claim(intent: Intent): Promise<boolean> {
  try {
    const row = await shelf?.get<Kept>("queue", intent.id);
    return row?.tab === tab;
  } catch {
    return true;
  }
}

/** How many changes of this person wait in this browser, in whichever tab. */
export async function waitingFor(person: string): Promise<number> {
  const rows = await (await openShelf()).all<Kept>("queue");
  return rows.filter((row) => row.intent.place.startsWith(`${person}.`)).length;
}

// Taking over what pages left that are gone.

async function takeOver(): Promise<void> {
  const rows = (await shelf!.all<Kept>("queue")).filter(mine).sort((a, b) => a.intent.at - b.intent.at || (a.id < b.id ? -1 : 1));
  bytes = rows.reduce((sum, row) => sum + size(row.intent), 0);
  // Those of this page are left when somebody has signed out and in again.
  const others = rows.filter((row) => !queue.jobs.some((job) => job.intent.id === row.id));
  if (others.length === 0) return;
  const before = earlierTab();
  const unknown = [...new Set(others.map((row) => row.tab))].filter((other) => other !== before && other !== tab);
  const there = unknown.length > 0 ? await alive(unknown) : new Set<string>();
  for (const row of others) {
    if (there.has(row.tab)) continue;
    const taken = await shelf!.change<Kept>("queue", row.id, (now) => (now.tab === row.tab ? { ...now, tab } : undefined));
    if (!taken) continue;
    if (Date.now() - row.intent.at > DAYS * 86_400_000) {
      refused(row.intent, new Problem(0, "too-old", t("unsent.tooOld", { n: DAYS })));
      forget(row.intent);
    } else restore(row.intent);
  }
}

function restore(intent: Intent): void {
  const { drop } = show(effectsOf(intent));
  const words = intent.words || t("unsent.change");
  pushed(intent, undefined, true).then(
    (answer: Answer<unknown>) => {
      batch(() => {
        takeAnswer(intent, answer.data);
        drop();
      });
      undoStack.settled(intent.id, answer.op);
    },
    (error) => {
      drop();
      undoStack.dropped(intent.id);
      const problem = asProblem(error);
      if (problem.code !== TAKEN_BACK) toastProblem(t("notDone", { what: words }), problem);
    },
  );
}

/** Sends once more what was taken back or refused: as something new. */
export async function resend(intent: Intent): Promise<void> {
  const again: Intent = {
    ...intent, id: newId("int"), at: Date.now(),
    request: intent.request.key ? { ...intent.request, key: newId("key") } : intent.request,
  };
  const { drop } = show(effectsOf(again));
  if (again.undoable) undoStack.redid({ op: "", intent: again.id, words: again.words, org: again.place.split(".")[1] });
  try {
    const answer = await pushed(again);
    batch(() => {
      takeAnswer(again, answer.data);
      drop();
    });
    undoStack.settled(again.id, answer.op);
  } catch (error) {
    drop();
    undoStack.dropped(again.id);
    throw error;
  }
}

/** The page that was in this tab before it was loaded again: that one is certainly gone. */
function earlierTab(): string {
  try {
    const before = sessionStorage.getItem("kanvaro.tab") ?? "";
    sessionStorage.setItem("kanvaro.tab", tab);
    const [how] = performance.getEntriesByType("navigation") as PerformanceNavigationTiming[];
    return how?.type === "reload" ? before : "";
  } catch {
    return "";
  }
}

type Said = { ask: string } | { here: string } | { look: true } | { left: string };

/** Which of these tabs are still there. A tab that sleeps does not answer; it asks before it sends. */
function alive(tabs: string[]): Promise<Set<string>> {
  const there = new Set<string>();
  if (!channel) return Promise.resolve(there);
  const hear = (e: MessageEvent<Said>) => void ("here" in e.data && there.add(e.data.here));
  channel.addEventListener("message", hear);
  for (const ask of tabs) channel.postMessage({ ask } satisfies Said);
  return new Promise((done) =>
    setTimeout(() => {
      channel.removeEventListener("message", hear);
      done(there);
    }, ANSWER),
  );
}

channel?.addEventListener("message", (e: MessageEvent<Said>) => {
  if ("ask" in e.data && e.data.ask === tab) channel.postMessage({ here: tab } satisfies Said);
  if ("look" in e.data) void readTray();
  if ("left" in e.data && user) setTimeout(() => void takeOver(), ANSWER);
});
if (typeof addEventListener === "function") addEventListener("pagehide", () => channel?.postMessage({ left: tab } satisfies Said));

/** What pages have left that crashed is looked for when the line is back, too. */
export function lookAgain(): void {
  if (shelf && user) void takeOver();
}

// The tray.

/** What lost against another's change is kept like what was refused. */
export function keepRefused(intent: Intent, code: string, detail: string): void {
  refused(intent, new Problem(0, code, detail));
}

function refused(intent: Intent, { status, code, detail, requestId }: Problem): boolean {
  const row: Refused = { id: intent.id, intent, at: Date.now(), status, code, detail, requestId };
  tray.value = [...tray.peek(), row];
  refusedCount.value = tray.peek().length;
  void shelf?.put("tray", row).then(() => channel?.postMessage({ look: true } satisfies Said), () => {});
  return true;
}

async function readTray(): Promise<void> {
  const rows = (await shelf?.all<Refused>("tray").catch(() => [])) ?? [];
  tray.value = rows.filter(mine).sort((a, b) => a.at - b.at);
  refusedCount.value = tray.peek().length;
}

export function discard(id: string): void {
  tray.value = tray.peek().filter((row) => row.id !== id);
  refusedCount.value = tray.peek().length;
  void shelf?.remove("tray", id).then(() => channel?.postMessage({ look: true } satisfies Said), () => {});
}
