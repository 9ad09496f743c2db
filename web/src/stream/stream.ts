// The event stream of one organisation. What it needs of the page is handed in,
// so that it can move into a SharedWorker without change.

import { backOff } from "../api/client";
import type { Change, Presence } from "../api/types";

export type StreamState = "live" | "reconnecting" | "offline";

export interface Hooks {
  changes(batch: Change[]): void;
  /** Forget (that project, or all) and load again. */
  reset(project: string | undefined): void;
  state(state: StreamState): void;
  /** Open for the first time: what was loaded before may lack what happened in between. */
  opened(): void;
  /** Live again after a gap. */
  resumed(): void;
  /** Who is where; all of them come again whenever the line does. */
  presence(said: Presence): void;
}

export interface Stream {
  close(): void;
}

/** Without a word for this long (the server says something every 15 s) the line is dead. */
const SILENCE = 40_000;
/** Only after this long is a lost line worth a word. */
const WORTH_SAYING = 2_000;
/** Changes that come together are applied together. */
const GATHER = 12;

export function openStream(url: string, hooks: Hooks): Stream {
  let closed = false;
  let last = "";
  let attempt = 0;
  let gap = false;
  let abort = new AbortController();
  let sayTimer: ReturnType<typeof setTimeout> | undefined;
  let gathered: Change[] = [];
  let gatherTimer: ReturnType<typeof setTimeout> | undefined;
  let wakeUp: (() => void) | undefined;

  const flush = () => {
    gatherTimer = undefined;
    const batch = gathered;
    gathered = [];
    if (batch.length > 0) hooks.changes(batch);
  };

  const take = (event: string, data: string) => {
    if (event === "change") {
      gathered.push(JSON.parse(data) as Change);
      gatherTimer ??= setTimeout(flush, GATHER);
    } else if (event === "presence") hooks.presence(JSON.parse(data) as Presence);
    else if (event === "reset") {
      flush();
      hooks.reset((JSON.parse(data || "{}") as { project?: string }).project);
    } else if (event === "hello" && !last) {
      last = (JSON.parse(data) as { position: string }).position;
      hooks.opened();
    }
  };

  const connected = () => {
    attempt = 0;
    clearTimeout(sayTimer);
    sayTimer = undefined;
    hooks.state("live");
    if (gap) hooks.resumed();
    gap = false;
  };

  const lost = () => {
    gap = true;
    sayTimer ??= setTimeout(() => hooks.state(navigator.onLine === false ? "offline" : "reconnecting"), WORTH_SAYING);
  };

  const run = async () => {
    while (!closed) {
      abort = new AbortController();
      try {
        await read(url, last, abort, connected, (id) => (last = id), take);
      } catch {
        // Whatever it was, the answer is the same: try again.
      }
      if (closed) return;
      lost();
      attempt++;
      await new Promise<void>((done) => {
        wakeUp = done;
        setTimeout(done, backOff(attempt));
      });
    }
  };

  const online = () => {
    attempt = 0;
    wakeUp?.();
  };
  const offline = () => {
    hooks.state("offline");
    abort.abort();
  };
  addEventListener("online", online);
  addEventListener("offline", offline);
  void run();

  return {
    close() {
      closed = true;
      removeEventListener("online", online);
      removeEventListener("offline", offline);
      clearTimeout(sayTimer);
      clearTimeout(gatherTimer);
      abort.abort();
      wakeUp?.();
    },
  };
}

/** Reads until the line ends. EventSource would do, but it tells neither its last id nor why it ended, and cannot be hurried. */
async function read(
  url: string, last: string, abort: AbortController, connected: () => void,
  seen: (id: string) => void, take: (event: string, data: string) => void,
): Promise<void> {
  const headers = new Headers({ Accept: "text/event-stream" });
  if (last) headers.set("Last-Event-ID", last);
  const response = await fetch(url, { headers, signal: abort.signal, credentials: "same-origin", cache: "no-store" });
  if (!response.ok || !response.body) throw new Error(String(response.status));
  connected();
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  const parse = eventParser(seen, take);
  for (;;) {
    const silence = setTimeout(() => abort.abort(), SILENCE);
    const { value, done } = await reader.read().finally(() => clearTimeout(silence));
    if (done) return;
    parse(value);
  }
}

/** The text/event-stream format, fed in pieces of any size. */
export function eventParser(seen: (id: string) => void, take: (event: string, data: string) => void): (piece: string) => void {
  let rest = "";
  let event = "";
  let data: string[] = [];
  let id: string | undefined;
  return (piece) => {
    rest += piece;
    const lines = rest.split(/\r\n|\n|\r(?!$)/);
    rest = lines.pop() ?? "";
    for (const line of lines) {
      if (line === "") {
        if (data.length > 0) take(event || "message", data.join("\n"));
        if (id !== undefined) seen(id);
        event = "";
        data = [];
        id = undefined;
        continue;
      }
      const colon = line.indexOf(":");
      if (colon === 0) continue;
      const field = colon < 0 ? line : line.slice(0, colon);
      const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
      if (field === "event") event = value;
      else if (field === "data") data.push(value);
      else if (field === "id") id = value;
    }
  };
}
