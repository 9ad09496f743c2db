import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { type Line, openLine, type Raw } from "./line";

interface Asked {
  after: string | null;
  say(text: string): void;
  end(): void;
  aborted: boolean;
}

/** A browser of which the clock and the network are ours. */
function browser(answer: () => number = () => 200) {
  mock.timers.enable({ apis: ["setTimeout", "setInterval"] });
  let now = 1_000_000;
  const clock = mock.method(Date, "now", () => now);
  const asked: Asked[] = [];
  const heard: Raw[] = [];
  const states: string[] = [];
  const refused: number[] = [];
  const listeners = new Map<string, () => void>();
  Object.defineProperty(globalThis, "navigator", { value: { onLine: true }, configurable: true });
  Object.assign(globalThis, {
    addEventListener: (name: string, run: () => void) => listeners.set(name, run),
    removeEventListener: (name: string) => listeners.delete(name),
    fetch: (_: string, { headers, signal }: { headers: Headers; signal: AbortSignal }) => {
      const status = answer();
      if (status === 0) return Promise.reject(new Error("no network"));
      let controller!: ReadableStreamDefaultController<Uint8Array>;
      const body = new ReadableStream<Uint8Array>({ start: (c) => void (controller = c) });
      const one: Asked = {
        after: headers.get("Last-Event-ID"), aborted: false,
        say: (text) => controller.enqueue(new TextEncoder().encode(text)),
        end: () => controller.close(),
      };
      signal.addEventListener("abort", () => {
        one.aborted = true;
        controller.error(new Error("aborted"));
      });
      asked.push(one);
      return Promise.resolve(new Response(status === 200 ? body : null, { status }));
    },
  });
  const line: Line = openLine("/events", "", { events: (list) => heard.push(...list), state: (state) => states.push(state), refused: (status) => refused.push(status) });
  /** Lets what waits for promises run, then time pass. */
  const pass = async (ms: number) => {
    const step = 500;
    for (let left = ms; left >= 0; left -= step) {
      for (let i = 0; i < 20; i++) await new Promise((done) => setImmediate(done));
      now += Math.min(step, Math.max(0, left));
      if (left > 0) mock.timers.tick(Math.min(step, left));
    }
  };
  return { line, asked, heard, states, refused, listeners, pass, sleep: (ms: number) => void (now += ms), over: () => (line.close(), mock.timers.reset(), clock.mock.restore()) };
}

const event = (n: number) => `id: p${n}\nevent: change\ndata: ${n}\n\n`;

test("a line that ends is opened again from where it ended, and nothing is said of a short gap", async () => {
  const { asked, heard, states, pass, over } = browser();
  await pass(0);
  asked[0]!.say(event(1) + event(2));
  await pass(500);
  asked[0]!.end();
  await pass(1_000);
  assert.deepEqual(asked.map((one) => one.after), [null, "p2"]);
  assert.deepEqual(heard.map(([, data, at]) => [data, at]), [["1", "p1"], ["2", "p2"]]);
  assert.deepEqual(states, ["live"]);
  over();
});

test("a line that does not come back is connecting again after two seconds and offline after fifteen", async () => {
  let status = 200;
  const { asked, states, pass, over } = browser(() => status);
  await pass(0);
  status = 0;
  asked[0]!.end();
  await pass(1_500);
  assert.deepEqual(states, ["live"]);
  await pass(1_500);
  assert.deepEqual(states, ["live", "reconnecting"]);
  await pass(13_000);
  assert.deepEqual(states, ["live", "reconnecting", "offline"]);
  status = 200;
  await pass(21_000);
  assert.deepEqual(states.at(-1), "live");
  over();
});

test("a line without a word for forty seconds is dead, one with a heartbeat is not", async () => {
  const { asked, pass, over } = browser();
  await pass(0);
  for (let i = 0; i < 4; i++) {
    await pass(15_000);
    asked[0]!.say(": still here\n\n");
  }
  assert.equal(asked.length, 1);
  await pass(42_000);
  assert.equal(asked[0]!.aborted, true);
  assert.ok(asked.length >= 2);
  over();
});

test("a machine that slept does not wait to find out that the line is dead", async () => {
  const { asked, pass, sleep, over } = browser();
  await pass(0);
  asked[0]!.say(event(1));
  await pass(6_000);
  // Timers stand still while the clock goes on.
  sleep(8 * 3_600_000);
  await pass(6_000);
  assert.equal(asked[0]!.aborted, true);
  assert.deepEqual(asked.at(-1)!.after, "p1");
  over();
});

test("a page that is looked at again, and a network that is back, hurry a line that waits", async () => {
  let status = 0;
  const { line, asked, listeners, pass, over } = browser(() => status);
  await pass(60_000);
  status = 200;
  line.check();
  await pass(500);
  assert.equal(asked.length, 1);
  asked[0]!.end();
  status = 0;
  await pass(60_000);
  status = 200;
  listeners.get("online")!();
  await pass(500);
  assert.equal(asked.length, 2);
  over();
});

test("a line that is heard of is left alone when somebody looks", async () => {
  const { line, asked, pass, over } = browser();
  await pass(10_000);
  line.check();
  await pass(1_000);
  assert.equal(asked.length, 1);
  assert.equal(asked[0]!.aborted, false);
  over();
});

test("who is not known any more is told, and asks no more", async () => {
  const { refused, pass, over } = browser(() => 401);
  await pass(30_000);
  assert.deepEqual(refused, [401]);
  over();
});
