// A deterministic simulation: browsers with tables and queues against a model
// of the server, on a network that loses, repeats and delays, with servers and
// pages that are started again. At the end everybody sees what the server has.
// A failure names its seed, and the seed gives the same history again.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { Answer, Request } from "../api/client";
import { Problem } from "../api/problem";
import type { Line, Told } from "../stream/line";
import { type FromHub, Hub } from "../stream/hub";
import { type Intent, Queue, type Touch } from "./queue";
import { Table } from "./table";

/** Small, quick, and the same everywhere. */
function chance(seed: number): () => number {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

interface Card {
  id: string;
  version: number;
  status: string;
  title: string;
  labels: string[];
}

/** Time is a queue of things that happen; nothing runs but by it. */
class World {
  now = 0;
  private things: { at: number; n: number; run: () => void }[] = [];
  private n = 0;
  constructor(readonly random: () => number) {}
  later = (ms: number, run: () => void): (() => void) => {
    const thing = { at: this.now + ms, n: this.n++, run };
    this.things.push(thing);
    return () => void (this.things = this.things.filter((other) => other !== thing));
  };
  pick<T>(list: readonly T[]): T {
    return list[Math.floor(this.random() * list.length)]!;
  }
  async run(until: number): Promise<void> {
    for (;;) {
      // Let promises settle: what they start is put into the queue.
      for (let i = 0; i < 12; i++) await Promise.resolve();
      const next = this.things.sort((a, b) => a.at - b.at || a.n - b.n)[0];
      if (!next || next.at > until) break;
      this.things.shift();
      this.now = next.at;
      next.run();
    }
    this.now = until;
  }
}

interface ModelEvent {
  seq: number;
  id: string;
  actor: string;
  set?: Partial<Card>;
  doc?: Card;
  gone?: boolean;
}

/** What the server is: documents, a log, and the answers it has given. */
class Server {
  cards = new Map<string, Card>();
  log: ModelEvent[] = [];
  floor = 0;
  up = true;
  answers = new Map<string, Answer<unknown>>();
  listeners = new Set<(event: ModelEvent) => void>();

  private tell(event: Omit<ModelEvent, "seq">): number {
    const seq = this.log.length + 1;
    const full = { ...event, seq };
    this.log.push(full);
    for (const listener of [...this.listeners]) listener(full);
    return seq;
  }

  answer(actor: string, request: Request): Answer<unknown> {
    const known = request.key ? this.answers.get(request.key) : undefined;
    if (known) return known;
    const answer = this.act(actor, request);
    if (request.key) this.answers.set(request.key, answer);
    return answer;
  }

  private act(actor: string, { method, path, body }: Request): Answer<unknown> {
    const id = path.split("/").at(-1)!;
    if (method === "POST") {
      const made = body as Card;
      const known = this.cards.get(made.id);
      if (known) return { data: known, op: "", status: 200 };
      if (this.log.some((event) => event.id === made.id)) throw new Problem(409, "conflict", "It was made, and deleted.");
      const card: Card = { ...made, version: this.log.length + 1 };
      this.cards.set(card.id, card);
      this.tell({ id: card.id, actor, doc: card });
      return { data: card, op: String(card.version), status: 201 };
    }
    const card = this.cards.get(id);
    if (!card) throw new Problem(404, "not-found", "There is no such card.");
    if (method === "DELETE") {
      this.cards.delete(id);
      this.tell({ id, actor, gone: true });
      return { data: undefined, op: "1", status: 204 };
    }
    const { addLabel, removeLabel, ...fields } = body as Partial<Card> & { addLabel?: string; removeLabel?: string };
    if (fields.title === "refuse me") throw new Problem(422, "invalid", "That is no title.");
    const set: Partial<Card> = { ...fields };
    if (addLabel || removeLabel) set.labels = [...card.labels.filter((label) => label !== removeLabel && label !== addLabel), ...(addLabel ? [addLabel] : [])];
    const next = { ...card, ...set, version: this.log.length + 1 };
    this.cards.set(id, next);
    this.tell({ id, actor, set });
    return { data: next, op: String(next.version), status: 200 };
  }
}

/** A network between one browser and the server. */
interface Net {
  up: boolean;
}

const lost = () => new Problem(0, "unreached", "");

function performOver(world: World, server: Server, net: Net, actor: string): (request: Request) => Promise<Answer<unknown>> {
  return (request) =>
    new Promise((done, failed) => {
      world.later(1 + world.random() * 30, () => {
        if (!net.up || !server.up || world.random() < 0.05) return failed(lost());
        let answer: Answer<unknown>;
        try {
          answer = server.answer(actor, structuredClone(request));
          // Somebody in between repeats it.
          if (world.random() < 0.05) server.answer(actor, structuredClone(request));
        } catch (error) {
          return void world.later(world.random() * 30, () => failed(error));
        }
        // It was done, and the answer gets lost.
        world.later(1 + world.random() * 30, () => (!net.up || world.random() < 0.08 ? failed(lost()) : done(structuredClone(answer))));
      });
    });
}

/** The event stream over that network: it breaks, resumes, and is below the floor at times. */
function openOver(world: World, server: Server, net: Net): (url: string, after: string, told: Told) => Line {
  return (_, after, told) => {
    let last = after;
    let closed = false;
    let listening: ((event: ModelEvent) => void) | undefined;
    const stop = () => {
      if (listening) server.listeners.delete(listening);
      listening = undefined;
    };
    const connect = () => {
      if (closed) return;
      if (!net.up || !server.up) return void world.later(20 + world.random() * 80, connect);
      const from = last === "" ? server.log.length : Number(last);
      told.state("live", world.now);
      if (last === "") told.events([["hello", "{}", (last = String(from))]], last);
      if (last !== "" && from < server.floor) {
        last = String(server.log.length);
        told.events([["reset", "{}", last]], last);
      }
      const waiting: ModelEvent[] = server.log.slice(Number(last));
      let due = false;
      const flush = () => {
        due = false;
        if (closed || !listening) return;
        if (!net.up || !server.up || world.random() < 0.02) {
          stop();
          told.state("reconnecting", world.now);
          return void world.later(10 + world.random() * 60, connect);
        }
        const part = waiting.splice(0, 1 + Math.floor(world.random() * 8));
        const list = part.map((event): [string, string, string] => ["change", JSON.stringify(event), String(event.seq)]);
        // At times what came last comes again.
        if (list.length > 1 && world.random() < 0.1) list.push(list.at(-2)!, list.at(-1)!);
        if (part.length > 0) last = String(part.at(-1)!.seq);
        told.events(list, last);
        if (waiting.length > 0) soon();
      };
      const soon = () => {
        if (due) return;
        due = true;
        world.later(1 + world.random() * 15, flush);
      };
      listening = (event) => {
        waiting.push(event);
        soon();
      };
      server.listeners.add(listening);
      if (waiting.length > 0) soon();
    };
    connect();
    return {
      check: () => {},
      close: () => {
        closed = true;
        stop();
      },
    };
  };
}

/** What a browser keeps beyond its pages. */
interface Disk {
  rows: Map<string, Intent>;
}

/** A page of a browser: a table, a queue, and a place at the hub. */
class Page {
  table = new Table<Card>();
  queue: Queue;
  refusals = 0;
  private at = "";
  private alive = true;
  private seat!: ReturnType<Hub["attach"]>;
  private seats = 0;
  private loading = 0;

  constructor(private readonly world: World, private readonly server: Server, private readonly net: Net, readonly name: string, hub: Hub, private readonly disk: Disk, warm: Card[] = []) {
    this.queue = new Queue({
      perform: performOver(world, server, net, name), later: world.later, backOff: () => 20 + world.random() * 60,
      may: () => this.alive, claim: async (intent) => disk.rows.has(intent.id), changed: () => {},
    });
    this.table.putAll(warm);
    this.sit(hub);
    for (const intent of [...disk.rows.values()].sort((a, b) => a.at - b.at)) this.show(intent, this.queue.restore(intent));
    this.load();
  }

  /** Takes a place at the hub: its own, or that of a new leader, or its own again after having slept. */
  sit(hub: Hub): void {
    const mine = ++this.seats;
    // Messages between pages come late, but in order.
    let before = 0;
    this.seat = hub.attach((said) => {
      before = Math.max(before, this.world.now + this.world.random() * 3);
      this.world.later(before - this.world.now, () => this.alive && mine === this.seats && this.hear(said));
    });
    this.world.later(this.world.random() * 3, () => mine === this.seats && this.seat.hear({ t: "join", room: "cards", url: "", after: this.at }));
  }

  /** Hears nothing for a while: the page is hidden away, or its machine sleeps. */
  sleep(hub: Hub, ms: number): void {
    this.seats++;
    this.seat.leave();
    this.world.later(ms, () => this.alive && this.sit(hub));
  }

  /** The page goes, and everything that it knew. */
  close(): void {
    this.alive = false;
    this.seat.leave();
    this.queue.clear();
  }

  private load(): void {
    const mine = ++this.loading;
    this.table.doubt(() => true);
    const ask = () => {
      if (!this.alive || mine !== this.loading) return;
      if (!this.net.up || !this.server.up) return void this.world.later(30, ask);
      const list = structuredClone([...this.server.cards.values()]);
      this.world.later(this.world.random() * 60, () => {
        if (!this.alive || mine !== this.loading) return;
        this.table.putAll(list);
        this.table.forgetDoubted(() => true);
        for (const event of this.recent) this.apply(event);
      });
    };
    this.world.later(this.world.random() * 20, ask);
  }

  private recent: ModelEvent[] = [];
  private hear(said: FromHub): void {
    if (said.t === "joined") {
      if (said.gap) this.load();
      this.at = said.at;
    } else if (said.t === "again") this.seat.hear({ t: "join", room: "cards", url: "", after: this.at });
    else if (said.t === "state" && said.state === "live") this.queue.wake();
    else if (said.t === "events") {
      this.at = said.at;
      this.seat.hear({ t: "ack", n: said.list.length });
      for (const [kind, data] of said.list) {
        if (kind === "reset") {
          this.recent = [];
          this.load();
        } else if (kind === "hello") this.load();
        else {
          const event = JSON.parse(data) as ModelEvent;
          this.recent.push(event);
          this.apply(event);
        }
      }
    }
  }

  private apply(event: ModelEvent): void {
    if (event.gone) this.table.remove(event.id, event.seq);
    else if (event.doc) this.table.put({ ...event.doc, version: event.seq });
    else this.table.set(event.id, event.seq, event.set as Record<string, unknown>);
  }

  do(request: Request, touch: Touch): void {
    const intent: Intent = { id: `int ${this.name} ${this.world.now} ${this.world.random()}`, place: "", at: this.world.now, request, touches: [touch], words: "", undoable: true };
    this.disk.rows.set(intent.id, intent);
    this.show(intent, this.queue.push(intent));
  }

  private show(intent: Intent, answer: Promise<Answer<unknown>>): void {
    const touch = intent.touches[0]!;
    const pending = { apply: (now: Card | undefined) => (touch.gone ? undefined : touch.doc ? (now ?? (touch.doc as unknown as Card)) : now && { ...now, ...touch.set }) };
    this.table.push(touch.id, pending);
    const end = () => {
      if (!this.alive) return;
      this.table.drop(touch.id, pending);
      this.disk.rows.delete(intent.id);
    };
    answer.then(
      ({ data }) => {
        if (!this.alive) return;
        if (data) this.table.put(data as Card);
        else if (touch.gone) this.table.remove(touch.id, this.table.version(touch.id));
        end();
      },
      () => {
        this.refusals++;
        end();
      },
    );
  }

  shown(): Card[] {
    return this.table.all().sort((a, b) => (a.id < b.id ? -1 : 1));
  }
}

const ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";

async function simulate(seed: number): Promise<{ made: number; refused: number; events: number }> {
  const random = chance(seed);
  const world = new World(random);
  const server = new Server();
  let made = 0;
  const newId = () => `tsk_${String(made++).padStart(19, "0")}${ALPHABET[Math.floor(random() * 32)]}`;
  const browsers = Array.from({ length: 3 }, (_, n) => {
    const net: Net = { up: true };
    const hub = new Hub(openOver(world, server, net));
    const disk: Disk = { rows: new Map() };
    return { name: `browser ${n}`, net, hub, disk, pages: [new Page(world, server, net, `browser ${n}`, hub, disk)] };
  });
  let refused = 0;

  for (let step = 0; step < 250; step++) {
    const browser = world.pick(browsers);
    const page = world.pick(browser.pages);
    const cards = page.shown();
    const card = cards.length > 0 ? world.pick(cards) : undefined;
    const what = random();
    const path = (id: string) => `/api/v1/orgs/o/tasks/${id}`;
    if (!card || what < 0.2) {
      const id = newId();
      const doc = { id, status: "ready", title: `card ${id}`, labels: [] };
      page.do({ method: "POST", path: "/api/v1/orgs/o/tasks", body: doc }, { kind: "task", id, doc: { ...doc, version: 0 } });
    } else if (what < 0.5) {
      const status = world.pick(["ready", "doing", "done"]);
      page.do({ method: "PATCH", path: path(card.id), body: { status }, key: `key ${step}` }, { kind: "task", id: card.id, set: { status } });
    } else if (what < 0.6) {
      const title = random() < 0.15 ? "refuse me" : `title ${step}`;
      page.do({ method: "PATCH", path: path(card.id), body: { title } }, { kind: "task", id: card.id, set: { title } });
    } else if (what < 0.7) {
      const label = world.pick(["a", "b", "c"]);
      const labels = [...card.labels.filter((one) => one !== label), label];
      page.do({ method: "PATCH", path: path(card.id), body: { addLabel: label } }, { kind: "task", id: card.id, set: { labels } });
    } else if (what < 0.74) page.do({ method: "DELETE", path: path(card.id) }, { kind: "task", id: card.id, gone: true });
    else if (what < 0.82) browser.net.up = !browser.net.up;
    else if (what < 0.86) {
      // The server is started again: streams end, and answers to old keys are forgotten.
      server.up = false;
      server.answers.clear();
      world.later(40 + random() * 100, () => (server.up = true));
    } else if (what < 0.9) {
      // The page is loaded again, at times with what it saw last on it.
      refused += page.refusals;
      page.close();
      browser.pages = browser.pages.filter((other) => other !== page);
      browser.pages.push(new Page(world, server, browser.net, browser.name, browser.hub, browser.disk, random() < 0.5 ? cards.filter((one) => one.version > 0) : []));
    } else if (what < 0.92 && browser.pages.length < 3) browser.pages.push(new Page(world, server, browser.net, browser.name, browser.hub, { rows: new Map() }));
    else if (what < 0.94) page.sleep(browser.hub, random() * 400);
    else if (what < 0.95) {
      // The tab that leads goes, and another one leads.
      browser.hub = new Hub(openOver(world, server, browser.net));
      for (const other of browser.pages) other.sit(browser.hub);
    } else if (what < 0.97) server.floor = Math.max(server.floor, server.log.length - 20);
    await world.run(world.now + random() * 25);
  }
  for (const browser of browsers) browser.net.up = true;
  server.up = true;
  await world.run(world.now + 60_000);

  const truth = [...server.cards.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
  for (const browser of browsers) {
    assert.equal(browser.disk.rows.size, 0, `seed ${seed}: ${browser.name} still keeps changes`);
    for (const page of browser.pages) {
      refused += page.refusals;
      assert.equal(page.queue.jobs.length, 0, `seed ${seed}: ${page.name} still has changes to send`);
      assert.deepEqual(page.shown(), truth, `seed ${seed}: ${page.name} sees something else`);
    }
  }
  const ids = server.log.filter((event) => event.doc).map((event) => event.id);
  assert.equal(new Set(ids).size, ids.length, `seed ${seed}: a card was made twice`);
  return { made: ids.length, refused, events: server.log.length };
}

test("whatever the network does, all see in the end what the server has", async () => {
  let events = 0;
  let refused = 0;
  for (let seed = 1; seed <= 60; seed++) {
    const told = await simulate(seed);
    events += told.events;
    refused += told.refused;
  }
  // The histories are worth the name: much happened, and some of it was refused.
  assert.ok(events > 4_000, `${events} events`);
  assert.ok(refused > 20, `${refused} refusals`);
});
