// The event stream of one organisation as a tab hears it, over the one line
// that all tabs of the browser share.

import type { Change, Presence } from "../api/types";
import type { FromHub, ToHub } from "./hub";
import type { LineState, Raw } from "./line";

export type StreamState = LineState;

export interface Hooks {
  changes(batch: Change[]): void;
  /** Forget (that project, or all) and load again. */
  reset(project: string | undefined): void;
  /** heard: when the server was last heard of. */
  state(state: StreamState, heard: number): void;
  /** Joined for the first time: what was loaded before may lack what happened in between. */
  opened(at: string): void;
  /** Live again after a gap. */
  resumed(): void;
  /** Who is where; all of them come again whenever the line does. */
  presence(said: Presence): void;
  /** The server knows us no longer, or shows us nothing here. */
  refused(status: number): void;
}

export interface Stream {
  /** Something says that the line may be back: it is not to wait for its time. */
  check(): void;
  close(): void;
}

/** The way to the hub, wherever it is. */
export interface Transport {
  post(said: ToHub): void;
  close(): void;
}

/** The address of the worker, put in by the build. */
declare const STREAM_WORKER: string | undefined;
/** A worker that says nothing for this long is not there. */
const ANSWER = 5_000;

export function openStream(url: string, user: string, hooks: Hooks): Stream {
  let at = "";
  let joined = false;
  let state: StreamState = "live";
  let closed = false;
  let transport: Transport | undefined;

  const join = () => transport?.post({ t: "join", room: `${user} ${url}`, url, after: at });
  const say = (next: StreamState, heard: number) => {
    const back = next === "live" && state !== "live" && joined;
    state = next;
    hooks.state(navigator.onLine === false ? "offline" : next, heard);
    if (back) hooks.resumed();
  };
  const hear = (told: FromHub) => {
    if (closed) return;
    switch (told.t) {
      case "joined":
        told.present.forEach((said) => hooks.presence(JSON.parse(said) as Presence));
        say(told.state, told.heard);
        if (told.gap) hooks.reset(undefined);
        if (told.at && (!at || told.gap)) at = told.at;
        if (!joined && at) {
          joined = true;
          hooks.opened(at);
        }
        break;
      case "events":
        at = told.at || at;
        transport?.post({ t: "ack", n: told.list.length });
        take(told.list, hooks);
        if (!joined) {
          joined = true;
          hooks.opened(at);
        }
        break;
      case "state":
        say(told.state, told.heard);
        break;
      case "refused":
        hooks.refused(told.status);
        break;
      case "again":
        join();
    }
  };

  const check = () => transport?.post({ t: "check" });
  const looked = () => {
    if (!document.hidden) check();
  };
  const offline = () => hooks.state("offline", Date.now());
  const online = () => {
    hooks.state(state, Date.now());
    check();
    if (state === "live") hooks.resumed();
  };
  const shown = (e: PageTransitionEvent) => {
    if (e.persisted) join();
  };
  const left = () => transport?.post({ t: "leave" });
  document.addEventListener("visibilitychange", looked);
  document.addEventListener("resume", looked);
  addEventListener("online", online);
  addEventListener("offline", offline);
  addEventListener("pageshow", shown);
  addEventListener("pagehide", left);
  void reach(hear, () => closed).then((found) => {
    transport = found;
    if (closed) found.close();
    else join();
  });

  return {
    check,
    close() {
      closed = true;
      left();
      transport?.close();
      document.removeEventListener("visibilitychange", looked);
      document.removeEventListener("resume", looked);
      removeEventListener("online", online);
      removeEventListener("offline", offline);
      removeEventListener("pageshow", shown);
      removeEventListener("pagehide", left);
    },
  };
}

/** Changes that follow each other go together; what a reset says stands between them. */
function take(list: readonly Raw[], hooks: Hooks): void {
  let changes: Change[] = [];
  const flush = () => {
    if (changes.length > 0) hooks.changes(changes);
    changes = [];
  };
  for (const [event, data] of list) {
    if (event === "change") changes.push(JSON.parse(data) as Change);
    else if (event === "presence") hooks.presence(JSON.parse(data) as Presence);
    else if (event === "reset") {
      flush();
      hooks.reset((JSON.parse(data || "{}") as { project?: string }).project);
    }
  }
  flush();
}

/** A SharedWorker where there are any; else the tabs agree among themselves. */
async function reach(hear: (told: FromHub) => void, closed: () => boolean): Promise<Transport> {
  if (typeof SharedWorker === "function" && typeof STREAM_WORKER === "string") {
    const found = await worker(STREAM_WORKER, hear);
    if (found) return found;
  }
  const { lease } = await import("./lease");
  if (closed()) return { post: () => {}, close: () => {} };
  return lease(hear);
}

function worker(url: string, hear: (told: FromHub) => void): Promise<Transport | undefined> {
  return new Promise((done) => {
    let there = false;
    const give = (found: Transport | undefined) => {
      clearTimeout(timer);
      done(found);
    };
    const timer = setTimeout(() => give(undefined), ANSWER);
    try {
      const shared = new SharedWorker(url, { name: "kanvaro stream" });
      const { port } = shared;
      shared.onerror = () => give(undefined);
      port.onmessage = ({ data }: MessageEvent<FromHub>) => {
        if (there) return hear(data);
        there = true;
        give({ post: (said) => port.postMessage(said), close: () => port.close() });
      };
      // It answers that it does not know us yet: so it is there.
      port.postMessage({ t: "check" } satisfies ToHub);
    } catch {
      give(undefined);
    }
  });
}
