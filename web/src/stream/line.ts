// One line to the server's event stream, kept up: it is opened again whenever
// it ends, from where it ended. It knows neither page nor records, so it runs
// in a worker as well.

import { eventParser } from "./parse";

export type LineState = "live" | "reconnecting" | "offline";
/** An event as the server wrote it, and the position after it: nobody but the page that shows it reads what is in it. */
export type Raw = [event: string, data: string, at: string];

export interface Told {
  /** What came, and the position after it. */
  events(list: Raw[], at: string): void;
  /** heard is when the server last said anything. */
  state(state: LineState, heard: number): void;
  /** The server knows us no longer (401), or shows us nothing here (403, 404): the line has ended for good. */
  refused(status: number): void;
}

export interface Line {
  /** Is the line still there? Asked when a page is looked at again, or the network has come back. */
  check(): void;
  close(): void;
}

/** Without a word for this long (the server says something every 15 s) the line is dead. */
const SILENCE = 40_000;
/** Heard within this time, it is alive: no need to ask. */
const FRESH = 17_000;
/** Only after this long is a lost line worth a word, and after that it has a plain name. */
const WORTH_SAYING = 2_000;
const PLAINLY_OFF = 15_000;
/** Events that come together are told together; those that were missed in larger pieces. */
const GATHER = 12;
const GATHER_MANY = 60;
const MANY = 100;
/** A clock that jumps by this much has slept. Timers of hidden pages are held for up to a minute. */
const TICK = 5_000;
const SLEPT = 90_000;

export function openLine(url: string, after: string, told: Told): Line {
  let closed = false;
  let last = after;
  let heard = Date.now();
  let attempt = 0;
  let abort = new AbortController();
  let state: LineState | undefined;
  let sayTimers: ReturnType<typeof setTimeout>[] = [];
  let gathered: Raw[] = [];
  let gathering: ReturnType<typeof setTimeout> | undefined;
  let many = false;
  let hurry: (() => void) | undefined;

  const say = (next: LineState) => {
    if (state !== next) told.state((state = next), heard);
  };
  const flush = () => {
    clearTimeout(gathering);
    gathering = undefined;
    const list = gathered;
    gathered = [];
    many = list.length > MANY;
    if (list.length > 0) told.events(list, last);
  };
  const take = (event: string, data: string, id: string | undefined) => {
    last = id ?? last;
    gathered.push([event, data, last]);
    gathering ??= setTimeout(flush, many ? GATHER_MANY : GATHER);
  };
  const connected = () => {
    attempt = 0;
    sayTimers.forEach(clearTimeout);
    sayTimers = [];
    say("live");
  };
  const lost = () => {
    flush();
    if (navigator.onLine === false) return say("offline");
    if (sayTimers.length === 0 && state !== "offline") sayTimers = [setTimeout(() => say("reconnecting"), WORTH_SAYING), setTimeout(() => say("offline"), PLAINLY_OFF)];
  };
  const alive = () => {
    heard = Date.now();
  };

  const run = async () => {
    while (!closed) {
      abort = new AbortController();
      const status = await read(url, last, abort, connected, alive, take);
      if (closed) return;
      if (status === 401 || status === 403 || status === 404) {
        flush();
        stop();
        return told.refused(status);
      }
      lost();
      await new Promise<void>((done) => {
        hurry = done;
        setTimeout(done, wait(++attempt));
      });
    }
  };

  const check = () => {
    if (closed) return;
    attempt = 0;
    if (Date.now() - heard > FRESH) abort.abort();
    hurry?.();
  };
  const off = () => {
    say("offline");
    abort.abort();
  };
  let tick = Date.now();
  const ticking = setInterval(() => {
    const now = Date.now();
    if (now - tick > SLEPT) check();
    tick = now;
  }, TICK);
  const stop = () => {
    closed = true;
    removeEventListener("online", check);
    removeEventListener("offline", off);
    clearInterval(ticking);
    clearTimeout(gathering);
    sayTimers.forEach(clearTimeout);
    abort.abort();
    hurry?.();
  };
  addEventListener("online", check);
  addEventListener("offline", off);
  void run();
  return { check, close: stop };
}

/** Doubling from 150 ms to 20 s, with chance, so that many do not return at once. */
function wait(attempt: number): number {
  const most = Math.min(20_000, 300 * 2 ** (attempt - 1));
  return most / 2 + (Math.random() * most) / 2;
}

/**
 * Reads until the line ends, and tells with which status (0: none was heard). EventSource would do, but it tells neither
 * its last id nor why it ended, and cannot be hurried.
 */
async function read(
  url: string, last: string, abort: AbortController, connected: () => void, alive: () => void,
  take: (event: string, data: string, id: string | undefined) => void,
): Promise<number> {
  const headers = new Headers({ Accept: "text/event-stream" });
  if (last) headers.set("Last-Event-ID", last);
  let silence = setTimeout(() => abort.abort(), SILENCE);
  try {
    const response = await fetch(url, { headers, signal: abort.signal, credentials: "same-origin", cache: "no-store" });
    if (!response.ok || !response.body) {
      abort.abort();
      return response.status;
    }
    alive();
    connected();
    const reader = response.body.getReader();
    const decoder = new TextDecoder();
    const parse = eventParser(take);
    for (;;) {
      clearTimeout(silence);
      silence = setTimeout(() => abort.abort(), SILENCE);
      const { value, done } = await reader.read();
      if (done) return response.status;
      alive();
      parse(decoder.decode(value, { stream: true }));
    }
  } catch {
    return 0;
  } finally {
    clearTimeout(silence);
  }
}
