// Without a SharedWorker one tab leads: it holds the hub, and the others reach
// it by a BroadcastChannel. Who leads is decided by a lock; over plain HTTP
// there are no locks, and a lease in localStorage does. Where there is neither,
// each tab is on its own.

import { newId } from "../api/ids";
import { type FromHub, Hub, type ToHub } from "./hub";
import { openLine } from "./line";
import type { Transport } from "./stream";

type Said = { from: string; say: ToHub } | { to: string; told: FromHub } | { leads: string };

const NAME = "kanvaro.stream";
const LEASE = 6_000;
const RENEW = 2_000;

export function lease(hear: (told: FromHub) => void): Transport {
  const me = newId("tab");
  const channel = typeof BroadcastChannel === "function" ? new BroadcastChannel(NAME) : undefined;
  const tabs = new Map<string, { hear(said: ToHub): void; leave(): void }>();
  let hub: Hub | undefined;
  let closed = false;
  /** Set when this tab leads: it reaches its hub without the channel. */
  let own: { hear(said: ToHub): void; leave(): void } | undefined;

  const send = (said: Said) => channel?.postMessage(said);
  const lead = () => {
    if (closed || hub) return;
    hub = new Hub(openLine);
    own = hub.attach(hear);
    hear({ t: "again" });
    send({ leads: me });
  };
  const follow = () => {
    if (!hub) return;
    own?.leave();
    tabs.forEach((tab) => tab.leave());
    tabs.clear();
    own = undefined;
    hub = undefined;
    hear({ t: "again" });
  };

  channel?.addEventListener("message", ({ data }: MessageEvent<Said>) => {
    if ("leads" in data) {
      // Two that lead: the one who says so later does.
      follow();
      hear({ t: "again" });
    } else if ("to" in data) {
      if (data.to === me && !hub) hear(data.told);
    } else if (hub) {
      let tab = tabs.get(data.from);
      if (!tab) tabs.set(data.from, (tab = hub.attach((told) => send({ to: data.from, told }))));
      tab.hear(data.say);
      if (data.say.t === "leave") tabs.delete(data.from);
    }
  });

  const resign = channel ? elect(me, lead, follow) : (lead(), () => {});
  return {
    post(say) {
      if (own) own.hear(say);
      else send({ from: me, say });
    },
    close() {
      closed = true;
      if (own) tabs.forEach((tab) => tab.leave());
      own?.leave();
      resign();
      channel?.close();
    },
  };
}

/** Calls lead when this tab is to lead, and follow when it no longer is. */
function elect(me: string, lead: () => void, follow: () => void): () => void {
  const locks = navigator.locks as LockManager | undefined;
  if (locks) {
    const gone = new AbortController();
    let free: () => void = () => {};
    locks
      .request(NAME, { signal: gone.signal }, () => {
        lead();
        return new Promise<void>((done) => (free = done));
      })
      .catch(() => {});
    return () => {
      gone.abort();
      free();
    };
  }
  return byStorage(me, lead, follow);
}

function byStorage(me: string, lead: () => void, follow: () => void): () => void {
  let leading = false;
  const look = () => {
    let held: { by: string; until: number } | null;
    try {
      held = JSON.parse(localStorage.getItem(NAME) ?? "null") as typeof held;
      const now = Date.now();
      if (held && held.by !== me && held.until > now && held.until < now + 2 * LEASE) {
        if (leading) follow();
        leading = false;
        return;
      }
      localStorage.setItem(NAME, JSON.stringify({ by: me, until: now + LEASE }));
    } catch {
      // No storage, no lease: on its own.
    }
    if (!leading) lead();
    leading = true;
  };
  const freed = (e: StorageEvent) => {
    if (e.key === NAME && !e.newValue) setTimeout(look, Math.random() * 100);
  };
  const timer = setInterval(look, RENEW);
  addEventListener("storage", freed);
  look();
  return () => {
    clearInterval(timer);
    removeEventListener("storage", freed);
    try {
      if (leading) localStorage.removeItem(NAME);
    } catch {
      // Then it runs out.
    }
  };
}
