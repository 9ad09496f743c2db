// What was typed and not sent yet, kept in this browser: through a reload, a
// crash, a lost network. In IndexedDB, and as the page is left in localStorage,
// which is the only one of the two that is sure to be written then.
//
// A draft belongs to its person and to the page that writes it; one whose page
// is gone is taken over by the next that asks for it.

import { newId } from "../api/ids";

export interface Draft {
  /** What it is a draft of: "text tsk_…", "comment tsk_…", "edit cmt_…". */
  of: string;
  markdown: string;
  /** The text that it was made from, and its version. */
  base?: string;
  version?: number;
  /** What was last handed to the server without an answer. */
  sent?: string;
  /** Where it would be sent: the project, the task. */
  project?: string;
  task?: string;
  at: number;
}

interface Row extends Draft {
  id: string;
  /** "usr_….org_…" */
  place: string;
  page: string;
}

const NAME = "kanvaro-drafts";
const LAST = "kanvaro.drafts.last";
const QUIET = 150;
const ANSWER = 150;
const MOST_DAYS = 90;

const page = newId("tab");
const channel = typeof BroadcastChannel === "function" ? new BroadcastChannel("kanvaro.drafts") : undefined;
const rows = new Map<string, Row>();
/** Changed since it was last written down. */
const dirty = new Set<string>();
let timer: ReturnType<typeof setTimeout> | undefined;
let place = "";

const idOf = (of: string) => `${place} ${of} ${page}`;

/** Whose drafts these are. */
export function draftsOf(user: string, org: string): void {
  place = user && org ? `${user}.${org}` : "";
}

export function keepDraft(draft: Omit<Draft, "at">): void {
  if (!place) return;
  const id = idOf(draft.of);
  rows.set(id, { ...draft, at: Date.now(), id, place, page });
  soon(id);
}

export function dropDraft(of: string): void {
  const id = idOf(of);
  if (!rows.delete(id)) return;
  soon(id);
}

/** What this page has kept of it: at once, without looking into what other pages left. */
export function draftHere(of: string): Draft | undefined {
  return rows.get(idOf(of));
}

const taking = new Map<string, Promise<Draft | undefined>>();

/** The newest draft of it that nobody else is writing; it is this page's from then on. */
export function takeDraft(of: string): Promise<Draft | undefined> {
  const id = idOf(of);
  let found = taking.get(id);
  if (!found) taking.set(id, (found = take(of).finally(() => taking.delete(id))));
  return found;
}

async function take(of: string): Promise<Draft | undefined> {
  const here = draftHere(of);
  if (here || !place) return here;
  const mine = place;
  const left = (await orphans()).filter((row) => row.of === of && row.place === mine).sort((a, b) => b.at - a.at);
  const newest = left[0];
  // Somebody has begun to write meanwhile.
  if (!newest || mine !== place || draftHere(of)) return draftHere(of);
  for (const row of left) await forget(row);
  const { id: _, page: __, place: ___, ...draft } = newest;
  const id = idOf(of);
  rows.set(id, { ...draft, id, place, page });
  soon(id);
  return draft;
}

/** All drafts of this person that pages have left. */
export async function draftsLeft(): Promise<Draft[]> {
  const mine = place;
  return mine ? (await orphans()).filter((row) => row.place === mine) : [];
}

async function orphans(): Promise<Row[]> {
  const known = new Map<string, Row>();
  for (const row of [...(await base.all().catch(() => [])), ...lastWords()]) {
    const other = known.get(row.id);
    if (row.page !== page && (!other || other.at <= row.at)) known.set(row.id, row);
  }
  const found = [...known.values()].filter((row) => row.markdown !== undefined);
  if (found.length === 0) return [];
  const living = await alive(new Set(found.map((row) => row.page)));
  const old = Date.now() - MOST_DAYS * 86_400_000;
  for (const row of found) if (row.at < old) void forget(row);
  return found.filter((row) => !living.has(row.page) && row.at >= old);
}

type Said = { ask: string } | { here: string };

function alive(pages: Set<string>): Promise<Set<string>> {
  const there = new Set<string>();
  if (!channel) return Promise.resolve(there);
  const hear = (e: MessageEvent<Said>) => void ("here" in e.data && there.add(e.data.here));
  channel.addEventListener("message", hear);
  for (const ask of pages) channel.postMessage({ ask } satisfies Said);
  return new Promise((done) =>
    setTimeout(() => {
      channel.removeEventListener("message", hear);
      done(there);
    }, ANSWER),
  );
}

channel?.addEventListener("message", (e: MessageEvent<Said>) => {
  if ("ask" in e.data && e.data.ask === page) channel.postMessage({ here: page } satisfies Said);
});

// Writing them down.

function soon(id: string): void {
  dirty.add(id);
  timer ??= setTimeout(write, QUIET);
}

function write(): void {
  timer = undefined;
  for (const id of [...dirty]) {
    const row = rows.get(id);
    const done = row ? base.put(row) : base.remove(id);
    done.then(
      () => {
        if (rows.get(id) === row) dirty.delete(id);
      },
      () => sayLast(),
    );
  }
}

async function forget(row: Row): Promise<void> {
  const rest = lastWords().filter((other) => other.id !== row.id);
  setLast(rest);
  await base.remove(row.id).catch(() => {});
}

/** As the page is left, and where there is no IndexedDB: what is not written yet, at once. */
function sayLast(): void {
  if (dirty.size === 0) return;
  const others = lastWords().filter((row) => !dirty.has(row.id));
  setLast([...others, ...[...dirty].map((id) => rows.get(id)).filter((row) => row !== undefined)]);
}

function lastWords(): Row[] {
  try {
    return JSON.parse(localStorage.getItem(LAST) ?? "[]") as Row[];
  } catch {
    return [];
  }
}

function setLast(list: Row[]): void {
  try {
    if (list.length > 0) localStorage.setItem(LAST, JSON.stringify(list));
    else localStorage.removeItem(LAST);
  } catch {
    // Full, or switched off: it lasts as long as the page.
  }
}

const writers = new Set<() => void>();

/** Called as the page is left, for what was typed a moment ago and is no draft yet. */
export function beforeLeaving(keep: () => void): () => void {
  writers.add(keep);
  return () => writers.delete(keep);
}

if (typeof addEventListener === "function") {
  const last = () => {
    for (const keep of writers) keep();
    sayLast();
    write();
  };
  addEventListener("pagehide", last);
  document.addEventListener("visibilitychange", () => document.hidden && last());
}

/** One store of rows. */
const base = (() => {
  let opened: Promise<IDBDatabase> | undefined;
  const open = () =>
    (opened ??= new Promise<IDBDatabase>((done, failed) => {
      const opening = indexedDB.open(NAME, 1);
      opening.onupgradeneeded = () => opening.result.createObjectStore("drafts", { keyPath: "id" });
      opening.onsuccess = () => done(opening.result);
      opening.onerror = () => failed(opening.error);
    }));
  const run = async <A>(mode: IDBTransactionMode, ask: (rows: IDBObjectStore) => IDBRequest<A>): Promise<A> => {
    const tx = (await open()).transaction("drafts", mode, { durability: "strict" });
    return new Promise((done, failed) => {
      const request = ask(tx.objectStore("drafts"));
      tx.oncomplete = () => done(request.result);
      tx.onabort = tx.onerror = () => failed(tx.error);
    });
  };
  return {
    all: () => run<Row[]>("readonly", (store) => store.getAll()),
    put: (row: Row) => run("readwrite", (store) => store.put(row)),
    remove: (id: string) => run("readwrite", (store) => store.delete(id)),
  };
})();
