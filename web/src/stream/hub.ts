// One line for all tabs of a browser: whoever holds the hub (a SharedWorker, or
// the tab that leads) hands on what comes. A tab that joins is told how the
// line is, who is present, and what came since it last heard.

import type { Line, LineState, Raw, Told } from "./line";

/** What a tab says. */
export type ToHub =
  /** room: the stream's address and who listens; after: where the tab is, "" for one that knows nothing yet. */
  | { t: "join"; room: string; url: string; after: string }
  /** So many events were taken in. */
  | { t: "ack"; n: number }
  | { t: "check" }
  | { t: "leave" };

/** What it is told. */
export type FromHub =
  | { t: "joined"; at: string; gap: boolean; state: LineState; heard: number; present: string[] }
  | { t: "events"; at: string; list: Raw[] }
  | { t: "state"; state: LineState; heard: number }
  | { t: "refused"; status: number }
  /** The hub does not know it (any more): it is to join again. */
  | { t: "again" };

interface Batch {
  at: string;
  list: Raw[];
  size: number;
  time: number;
}

interface Tab {
  post(said: FromHub): void;
  room?: Room;
  at: string;
  /** Handed over and not taken in: a tab that sleeps is not sent more and more. */
  unread: number;
  lagging: boolean;
}

interface Room {
  name: string;
  line: Line;
  /** Where the ring begins, and where it ends. */
  from: string;
  at: string;
  state: LineState;
  heard: number;
  ring: Batch[];
  size: number;
  /** By tab of whoever is present: what was said of it last. */
  present: Map<string, string>;
  tabs: Set<Tab>;
}

const RING_EVENTS = 4_000;
const RING_CHARS = 4_000_000;
const UNREAD = 5_000;
/** What came this lately may have come while a new tab's first requests were under way. */
const LATELY = 10_000;

export class Hub {
  private readonly rooms = new Map<string, Room>();

  constructor(private readonly open: (url: string, after: string, told: Told) => Line) {}

  /** A tab has come; what it says is given to hear. */
  attach(post: (said: FromHub) => void): { hear(said: ToHub): void; leave(): void } {
    const tab: Tab = { post, at: "", unread: 0, lagging: false };
    const leave = () => {
      const room = tab.room;
      tab.room = undefined;
      room?.tabs.delete(tab);
      if (room?.tabs.size === 0) this.shut(room);
    };
    return {
      leave,
      hear: (said) => {
        if (said.t === "join") {
          leave();
          this.join(tab, said);
        } else if (said.t === "leave") leave();
        else if (!tab.room) post({ t: "again" });
        else if (said.t === "check") tab.room.line.check();
        else this.acknowledge(tab, said.n);
      },
    };
  }

  private join(tab: Tab, { room: name, url, after }: Extract<ToHub, { t: "join" }>): void {
    const room = this.rooms.get(name) ?? this.start(name, url, after);
    tab.room = room;
    room.tabs.add(tab);
    tab.unread = 0;
    tab.lagging = false;
    tab.at = after;
    const missed = after ? since(room, after) : room.ring.filter((batch) => batch.time > Date.now() - LATELY);
    tab.post({ t: "joined", at: room.at, gap: missed === undefined, state: room.state, heard: room.heard, present: [...room.present.values()] });
    for (const batch of missed ?? []) hand(tab, batch);
    if (missed === undefined) tab.at = room.at;
  }

  private start(name: string, url: string, after: string): Room {
    const room: Room = { name, from: after, at: after, state: "live", heard: Date.now(), ring: [], size: 0, present: new Map(), tabs: new Set(), line: undefined as unknown as Line };
    this.rooms.set(name, room);
    room.line = this.open(url, after, {
      events: (list, at) => this.hear(room, list, at),
      state: (state, heard) => {
        room.state = state;
        room.heard = heard;
        if (state !== "live") room.present.clear();
        for (const tab of room.tabs) tab.post({ t: "state", state, heard });
      },
      refused: (status) => {
        this.rooms.delete(name);
        for (const tab of room.tabs) {
          tab.room = undefined;
          tab.post({ t: "refused", status });
        }
      },
    });
    return room;
  }

  private shut(room: Room): void {
    room.line.close();
    if (this.rooms.get(room.name) === room) this.rooms.delete(room.name);
  }

  private hear(room: Room, list: Raw[], at: string): void {
    for (const [event, data] of list) if (event === "presence") notePresence(room, data);
    const batch: Batch = { at, list, size: list.reduce((sum, [, data]) => sum + data.length, 0), time: Date.now() };
    room.at = at;
    room.heard = batch.time;
    room.ring.push(batch);
    room.size += batch.size;
    let events = room.ring.reduce((sum, one) => sum + one.list.length, 0);
    while (room.ring.length > 1 && (events > RING_EVENTS || room.size > RING_CHARS)) {
      const old = room.ring.shift()!;
      room.from = old.at;
      events -= old.list.length;
      room.size -= old.size;
    }
    for (const tab of room.tabs) if (!tab.lagging) hand(tab, batch);
  }

  private acknowledge(tab: Tab, n: number): void {
    tab.unread = Math.max(0, tab.unread - n);
    if (!tab.lagging || tab.unread > 0) return;
    tab.lagging = false;
    const room = tab.room!;
    const missed = since(room, tab.at);
    if (missed) for (const batch of missed) hand(tab, batch);
    else {
      tab.at = room.at;
      tab.post({ t: "joined", at: room.at, gap: true, state: room.state, heard: room.heard, present: [...room.present.values()] });
    }
  }
}

function hand(tab: Tab, batch: Batch): void {
  if (tab.lagging) return;
  tab.at = batch.at;
  if (batch.list.length === 0) return;
  tab.unread += batch.list.length;
  tab.lagging = tab.unread > UNREAD;
  tab.post({ t: "events", at: batch.at, list: batch.list });
}

/** What came after a position; undefined where that is no longer known. */
function since(room: Room, at: string): Batch[] | undefined {
  if (at === room.at) return [];
  if (at === room.from) return room.ring;
  for (let i = room.ring.length - 1; i >= 0; i--) {
    const batch = room.ring[i]!;
    const k = batch.list.findLastIndex(([, , after]) => after === at);
    if (k >= 0) return [{ ...batch, list: batch.list.slice(k + 1) }, ...room.ring.slice(i + 1)];
  }
  return undefined;
}

function notePresence(room: Room, data: string): void {
  const said = JSON.parse(data) as { client: string; project: string | null; gone?: boolean };
  if (said.gone || !said.project) room.present.delete(said.client);
  else room.present.set(said.client, data);
}
