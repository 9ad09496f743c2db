import assert from "node:assert/strict";
import { test } from "node:test";
import type { Answer, Request } from "../api/client";
import { Problem, TAKEN_BACK } from "../api/problem";
import { type Intent, Queue } from "./queue";

const A = "tsk_00000000000000000000";
const B = "tsk_11111111111111111111";
const unreached = () => new Problem(0, "unreached", "");

let n = 0;
const intent = (request: Partial<Request>, ...touched: string[]): Intent => ({
  id: `int_${n++}`, place: "", at: 0, request: { method: "PATCH", path: "/tasks", ...request }, touches: touched.map((id) => ({ kind: "task", id, set: {} })), words: "", undoable: true,
});

/** A queue whose requests are answered by hand, and whose timers by tick. */
function outside(may = () => true, claim?: (intent: Intent) => Promise<boolean>, ready?: () => Promise<void>) {
  const asked: { request: Request; done: (answer?: Partial<Answer<unknown>>) => Promise<void>; failed: (problem: Problem) => Promise<void> }[] = [];
  let timers: { ms: number; run: () => void }[] = [];
  const settled = async () => {
    for (let i = 0; i < 10; i++) await Promise.resolve();
  };
  const queue = new Queue({
    perform: (request) =>
      new Promise((done, failed) =>
        asked.push({
          request,
          done: (answer) => (done({ data: undefined, op: "", status: 200, ...answer }), settled()),
          failed: (problem) => (failed(problem), settled()),
        }),
      ),
    later(ms, run) {
      const timer = { ms, run };
      timers.push(timer);
      return () => (timers = timers.filter((other) => other !== timer));
    },
    backOff: () => 100, may, claim, ready, changed: () => {},
  });
  const tick = () => {
    const due = timers.filter((timer) => timer.ms === 100);
    timers = timers.filter((timer) => timer.ms !== 100);
    due.forEach((timer) => timer.run());
    return settled();
  };
  return { queue, asked, tick, settled };
}

test("changes of different things go side by side, those of one thing one after the other", async () => {
  const { queue, asked, settled } = outside();
  void queue.push(intent({ path: "/1" }, A));
  void queue.push(intent({ path: "/2" }, A));
  void queue.push(intent({ path: "/3" }, B));
  await settled();
  assert.deepEqual(asked.map((one) => one.request.path), ["/1", "/3"]);
  await asked[0]!.done();
  assert.deepEqual(asked.map((one) => one.request.path), ["/1", "/3", "/2"]);
});

test("what names a thing that is still being made waits for it", async () => {
  const { queue, asked, settled } = outside();
  void queue.push(intent({ method: "POST", body: { id: A } }, A));
  void queue.push(intent({ path: `/tasks/${A}/comments`, body: { id: "cmt_22222222222222222222" } }, "cmt_22222222222222222222"));
  void queue.push(intent({ path: `/tasks/${B}/move`, body: { after: A } }, B));
  await settled();
  assert.equal(asked.length, 1);
  await asked[0]!.done();
  assert.equal(asked.length, 3);
});

test("when nobody answers all wait, and go in order once somebody does", async () => {
  const { queue, asked, tick, settled } = outside();
  for (const [i, id] of [A, B].entries()) void queue.push(intent({ path: `/${i}` }, id));
  await settled();
  await asked[0]!.failed(unreached());
  await asked[1]!.failed(unreached());
  void queue.push(intent({ path: "/2" }, "tsk_33333333333333333333"));
  await settled();
  assert.equal(asked.length, 2);
  assert.ok(queue.held && queue.jobs.every((job) => job.waited));
  await tick();
  assert.deepEqual(asked.slice(2).map((one) => one.request.path), ["/0"]);
  await asked[2]!.done();
  assert.deepEqual(asked.slice(3).map((one) => one.request.path), ["/1"]);
  await asked[3]!.done();
  await asked[4]!.done();
  assert.deepEqual(queue.jobs, []);
});

test("a refusal ends one change and lets the next go", async () => {
  const { queue, asked, settled } = outside();
  const first = queue.push(intent({ path: "/1" }, A));
  void queue.push(intent({ path: "/2" }, A));
  const refused = assert.rejects(first, /full/);
  await settled();
  await asked[0]!.failed(new Problem(409, "conflict", "It is full."));
  await refused;
  assert.equal(asked[1]!.request.path, "/2");
});

test("whoever is no longer signed in sends nothing, and sends it when he is back", async () => {
  const { queue, asked, settled } = outside();
  void queue.push(intent({ path: "/1" }, A));
  await settled();
  await asked[0]!.failed(new Problem(401, "unauthenticated", ""));
  void queue.push(intent({ path: "/2" }, B));
  await settled();
  assert.equal(asked.length, 1);
  queue.wake();
  await settled();
  assert.equal(asked.length, 3);
});

test("nothing is sent while somebody else is signed in", async () => {
  const { queue, asked, settled } = outside(() => false);
  void queue.push(intent({}, A));
  await settled();
  assert.equal(asked.length, 0);
});

test("what another tab has taken over is not sent again", async () => {
  const { queue, asked } = outside(() => true, async () => false);
  await assert.rejects(queue.restore(intent({}, A)), { code: TAKEN_BACK });
  assert.equal(asked.length, 0);
});

test("what was not sent can be taken back, with what was built on it", async () => {
  const { queue, asked, settled } = outside();
  const all = [intent({ path: "/0" }, B), intent({ method: "POST", body: { id: A } }, A), intent({ path: `/tasks/${A}` }, A)];
  const answers = all.map((one) => queue.push(one));
  const back = [assert.rejects(answers[1]!, { code: TAKEN_BACK }), assert.rejects(answers[2]!, { code: TAKEN_BACK })];
  await settled();
  await asked[0]!.failed(unreached());
  await asked[1]!.failed(unreached());
  assert.equal(queue.takeBack(all[1]!.id), true);
  await Promise.all(back);
  assert.deepEqual(queue.jobs.map((job) => job.intent.id), [all[0]!.id]);
});

test("what is being sent is not taken back", async () => {
  const { queue, settled } = outside();
  const one = intent({}, A);
  void queue.push(one);
  await settled();
  assert.equal(queue.takeBack(one.id), false);
});

test("a deletion whose answer got lost is done, though the second try finds nothing", async () => {
  const { queue, asked, tick, settled } = outside();
  const answer = queue.push(intent({ method: "DELETE" }, A));
  await settled();
  await asked[0]!.failed(unreached());
  await tick();
  await asked[1]!.failed(new Problem(404, "not-found", ""));
  assert.equal((await answer).status, 204);
});

test("a server that fails is asked three times about what had waited, and once about what had not", async () => {
  const { queue, asked, tick, settled } = outside();
  const once = queue.push(intent({ path: "/once" }, A));
  const refused = assert.rejects(once, { status: 500 });
  await settled();
  await asked[0]!.failed(new Problem(500, "internal", ""));
  await refused;
  const kept = assert.rejects(queue.restore(intent({ path: "/kept" }, A)), { status: 500 });
  for (let i = 1; i <= 3; i++) {
    await settled();
    assert.equal(asked.length, i + 1);
    await asked[i]!.failed(new Problem(500, "internal", ""));
    await tick();
  }
  await kept;
});

test("what has waited goes when what was missed has come, and not before", async () => {
  let come: () => void = () => {};
  const { queue, asked, tick, settled } = outside(() => true, undefined, () => new Promise((done) => (come = done)));
  void queue.push(intent({ path: "/1" }, A));
  await settled();
  assert.equal(asked.length, 1, "what has not waited goes at once");
  await asked[0]!.failed(unreached());
  await tick();
  assert.equal(asked.length, 1);
  come();
  await settled();
  assert.equal(asked.length, 2);
});

test("what is taken back while it waits for what was missed is not sent", async () => {
  let come: () => void = () => {};
  const { queue, asked, settled } = outside(() => true, undefined, () => new Promise((done) => (come = done)));
  const one = intent({}, A);
  const back = assert.rejects(queue.restore(one), { code: TAKEN_BACK });
  await settled();
  assert.equal(queue.takeBack(one.id), true);
  await back;
  come();
  await settled();
  assert.equal(asked.length, 0);
});
