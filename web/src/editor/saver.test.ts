import assert from "node:assert/strict";
import { test } from "node:test";
import { Problem } from "../api/problem";
import { merge } from "./merge";
import { type Known, Saver } from "./saver";

/** A server that merges by lines, an editor, and a clock that only moves when it is told to. */
function world(markdown: string) {
  const server: Known & { texts: Map<number, string>; down: boolean; refuse?: Problem; saves: number; slow?: Promise<void> } = { markdown, version: 1, texts: new Map([[1, markdown]]), down: false, saves: 0 };
  let text = markdown;
  let now = 0;
  let timers: { at: number; run: () => void }[] = [];
  let draft: { markdown: string; base: string; version: number; sent?: string } | undefined;
  const put = (next: string) => {
    server.markdown = next;
    server.version++;
    server.texts.set(server.version, next);
    return { markdown: next, version: server.version };
  };
  const saver = new Saver({ markdown, version: 1 }, {
    text: () => text,
    show: (next) => (text = next),
    save: async (mine, version) => {
      server.saves++;
      await server.slow;
      if (server.down) throw new Problem(0, "unreached", "");
      if (server.refuse) throw server.refuse;
      if (version === server.version) return put(mine);
      const joined = merge(server.texts.get(version)!, server.markdown, mine);
      if (joined === undefined) throw new Problem(409, "conflict", "");
      return put(joined);
    },
    present: async () => ({ markdown: server.markdown, version: server.version }),
    keep: (kept) => (draft = kept),
    drop: () => (draft = undefined),
    later: (ms, run) => {
      const timer = { at: now + ms, run };
      timers.push(timer);
      return () => (timers = timers.filter((other) => other !== timer));
    },
    now: () => now,
  });
  const pass = async (ms: number) => {
    for (const end = now + ms; ; ) {
      const next = timers.filter((timer) => timer.at <= end).sort((a, b) => a.at - b.at)[0];
      if (!next) {
        now = end;
        break;
      }
      now = next.at;
      timers = timers.filter((timer) => timer !== next);
      next.run();
      await settled();
    }
    await settled();
  };
  return {
    server, saver, pass, put,
    type: (next: string) => {
      text = next;
      saver.typed();
    },
    get text() {
      return text;
    },
    get draft() {
      return draft;
    },
  };
}

const settled = async () => {
  for (let i = 0; i < 10; i++) await Promise.resolve();
};

test("what is typed is kept at once, and saved when the writer pauses", async () => {
  const it = world("a");
  it.type("ab");
  assert.deepEqual(it.draft, { markdown: "ab", base: "a", version: 1 });
  await it.pass(900);
  assert.equal(it.server.saves, 0);
  await it.pass(200);
  assert.equal(it.server.markdown, "ab");
  assert.equal(it.saver.state.value.is, "saved");
  assert.equal(it.draft, undefined);
});

test("who never pauses is saved all the same", async () => {
  const it = world("");
  for (let i = 0; i < 30; i++) {
    it.type("x".repeat(i + 1));
    await it.pass(300);
  }
  assert.ok(it.server.saves >= 1 && it.server.saves <= 2, `${it.server.saves}`);
});

test("without a line it is kept, and sent when the line is back", async () => {
  const it = world("a");
  it.server.down = true;
  it.type("ab");
  await it.pass(5_000);
  assert.equal(it.saver.state.value.is, "unsent");
  assert.equal(it.draft?.markdown, "ab");
  it.server.down = false;
  it.saver.wake();
  await settled();
  assert.equal(it.server.markdown, "ab");
  assert.equal(it.draft, undefined);
});

test("another's change appears in what is being written", async () => {
  const it = world("one\n\ntwo");
  it.type("one\n\ntwo and more");
  it.saver.theirs(it.put("zero\n\ntwo"));
  assert.equal(it.text, "zero\n\ntwo and more");
  await it.pass(2_000);
  assert.equal(it.server.markdown, "zero\n\ntwo and more");
});

test("who only reads gets the new text", () => {
  const it = world("one");
  it.saver.theirs(it.put("two"));
  assert.equal(it.text, "two");
  assert.equal(it.saver.state.value.is, "clean");
  assert.equal(it.draft, undefined);
});

test("what was merged by the server comes back into the editor, and what was typed meanwhile stays", async () => {
  const it = world("one\n\ntwo\n\nthree");
  it.put("ONE\n\ntwo\n\nthree"); // the event has not come yet
  let go = () => {};
  it.server.slow = new Promise((done) => (go = done));
  it.type("one\n\ntwo\n\nthree!");
  await it.pass(1_500);
  it.type("one\n\ntwo\n\nthree!!");
  go();
  await settled();
  assert.equal(it.text, "ONE\n\ntwo\n\nthree!!");
  await it.pass(2_000);
  assert.equal(it.server.markdown, "ONE\n\ntwo\n\nthree!!");
  assert.equal(it.saver.state.value.is, "saved");
});

test("the same words: the writer chooses, nothing is sent before, nothing is lost", async () => {
  const it = world("The red car");
  it.type("The green car");
  it.saver.theirs(it.put("The blue car"));
  assert.equal(it.saver.state.value.is, "conflict");
  assert.equal(it.text, "The green car");
  assert.equal(it.draft?.markdown, "The green car");
  it.type("The green car!");
  await it.pass(60_000);
  assert.equal(it.server.saves, 0);
  await it.saver.resolved("The blue and green car");
  assert.equal(it.server.markdown, "The blue and green car");
  assert.equal(it.saver.state.value.is, "saved");
});

test("a conflict that the server finds first is joined by words where that can be", async () => {
  const it = world("The red car drives fast today.");
  it.put("The blue car drives fast today.");
  it.server.texts.set(1, "other base\nThe red car drives fast today."); // so that lines do not join
  it.type("The red car drives fast tomorrow.");
  await it.pass(5_000);
  assert.equal(it.server.markdown, "The blue car drives fast tomorrow.");
});

test("one's own change that comes back before its answer is nobody else's", async () => {
  const it = world("a");
  let go = () => {};
  it.server.slow = new Promise((done) => (go = done));
  it.type("ab");
  await it.pass(1_500);
  it.type("abc");
  it.saver.theirs({ markdown: "ab", version: 2 });
  go();
  await settled();
  await it.pass(2_000);
  assert.equal(it.text, "abc");
  assert.equal(it.server.markdown, "abc");
});

test("a request that was done though its answer was lost is no conflict with oneself", async () => {
  const it = world("a");
  it.server.down = true;
  it.type("ab");
  await it.pass(1_500);
  it.type("abc");
  it.server.down = false;
  it.saver.theirs(it.put("ab")); // it had arrived
  assert.notEqual(it.saver.state.value.is, "conflict");
  await it.pass(3_000);
  assert.equal(it.server.markdown, "abc");
});

test("a refusal is told and the text stays", async () => {
  const it = world("a");
  it.server.refuse = new Problem(403, "forbidden", "You may only look.");
  it.type("ab");
  await it.pass(2_000);
  assert.equal(it.saver.state.value.is, "refused");
  assert.equal(it.draft?.markdown, "ab");
});

test("a conflict is kept from where the texts parted, whatever is typed into it", async () => {
  const it = world("The red car");
  it.type("The green car");
  it.saver.theirs(it.put("The blue car"));
  assert.deepEqual(it.draft, { markdown: "The green car", base: "The red car", version: 1 });
  it.type("The dark green car");
  assert.deepEqual(it.draft, { markdown: "The dark green car", base: "The red car", version: 1 });
  await it.pass(60_000);
  assert.equal(it.server.markdown, "The blue car", "theirs is not overwritten unasked");
});

test("what is typed during a conflict is in what is chosen from", () => {
  const it = world("The red car");
  it.type("The green car");
  it.saver.theirs(it.put("The blue car"));
  it.type("The dark green car");
  const state = it.saver.state.value;
  assert.ok(state.is === "conflict" && state.hunks.some((hunk) => hunk.text === undefined && hunk.mine.includes("dark green")), JSON.stringify(state));
});

test("a third change during a conflict is chosen from, too", async () => {
  const it = world("The red car");
  it.type("The green car");
  it.saver.theirs(it.put("The blue car"));
  it.saver.theirs(it.put("The grey car"));
  const state = it.saver.state.value;
  assert.ok(state.is === "conflict" && state.hunks.some((hunk) => hunk.theirs.includes("grey")));
  assert.equal(it.draft?.base, "The red car");
});

test("who writes what the other has written has no conflict any more", async () => {
  const it = world("The red car");
  it.type("The green car");
  it.saver.theirs(it.put("The blue car"));
  it.type("The blue car");
  assert.notEqual(it.saver.state.value.is, "conflict");
  await it.pass(5_000);
  assert.equal(it.server.markdown, "The blue car");
  assert.equal(it.draft, undefined);
});
