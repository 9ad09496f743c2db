import assert from "node:assert/strict";
import { test } from "node:test";
import { newId } from "../api/ids";
import { Problem } from "../api/problem";
import { between } from "./rank";
import { send } from "./send";
import { Table } from "./table";
import { undoStack } from "./undo";

interface Card {
  id: string;
  version: number;
  status: string;
  title: string;
}
const card = (version: number, status: string, title = "a"): Card => ({ id: "tsk_1", version, status, title });

test("an older document changes nothing", () => {
  const table = new Table<Card>();
  table.put(card(5, "doing"));
  table.put(card(4, "ready"));
  assert.equal(table.peek("tsk_1")?.status, "doing");
  assert.equal(table.set("tsk_1", 5, { status: "ready" }), false);
  assert.equal(table.set("tsk_1", 6, { status: "done" }), true);
  assert.equal(table.peek("tsk_1")?.status, "done");
});

test("what was removed is not brought back by an older answer", () => {
  const table = new Table<Card>();
  table.put(card(5, "doing"));
  table.remove("tsk_1", 7);
  table.put(card(6, "done"));
  assert.equal(table.peek("tsk_1"), undefined);
  table.put(card(8, "done"));
  assert.equal(table.peek("tsk_1")?.status, "done");
});

test("an event goes underneath what is pending", () => {
  const table = new Table<Card>();
  table.put(card(1, "ready"));
  const pending = { apply: (c: Card | undefined) => c && { ...c, status: "done" } };
  table.push("tsk_1", pending);
  table.set("tsk_1", 2, { status: "doing", title: "b" });
  assert.deepEqual(table.peek("tsk_1"), card(2, "done", "b"));
  table.drop("tsk_1", pending);
  assert.deepEqual(table.peek("tsk_1"), card(2, "doing", "b"));
});

test("an answer takes the place of the pending change and can be undone", async () => {
  const table = new Table<Card>();
  table.put(card(1, "ready"));
  undoStack.clear();
  const sent = send<Card, Card>({
    table,
    id: "tsk_1",
    apply: (c) => c && { ...c, status: "done" },
    send: async () => ({ data: card(2, "done"), op: "2", status: 200 }),
    take: (c) => table.put(c),
    done: "moved",
  });
  assert.equal(table.peek("tsk_1")?.status, "done");
  assert.equal(table.peek("tsk_1")?.version, 1);
  await sent;
  assert.equal(table.peek("tsk_1")?.version, 2);
  assert.equal(undoStack.takeUndo()?.op, "2");
});

test("a refusal rolls back, and the next change still goes", async () => {
  const table = new Table<Card>();
  table.put(card(1, "ready"));
  const change = (status: string, answer: () => Promise<Card>) =>
    send<Card, Card>({
      table,
      id: "tsk_1",
      apply: (c) => c && { ...c, status },
      send: async () => ({ data: await answer(), op: "", status: 200 }),
      take: (c) => table.put(c),
    });
  const refused = change("review", async () => {
    throw new Problem(409, "conflict", "In review is full.");
  });
  const accepted = change("done", async () => card(3, "done"));
  assert.equal(table.peek("tsk_1")?.status, "done");
  await assert.rejects(refused, /full/);
  await accepted;
  assert.deepEqual(table.peek("tsk_1"), card(3, "done"));
});

test("a rank between two others is between them", () => {
  const pairs: [string | undefined, string | undefined][] = [
    [undefined, undefined], ["a0", undefined], [undefined, "a0"], ["a0", "a1"], ["a0", "a0V"], ["a0V", "a1"], ["a", "b"], ["Zz", "a0"],
  ];
  for (const [low, high] of pairs) {
    const rank = between(low, high);
    if (low !== undefined) assert.ok(rank > low, `${rank} > ${low}`);
    if (high !== undefined) assert.ok(rank < high, `${rank} < ${high}`);
  }
  assert.ok(between("a0", "a0") >= "a0");
});

test("ids are of the form the server checks, and sort by time", () => {
  assert.match(newId("tsk"), /^tsk_[0-9a-hjkmnp-tv-z]{20}$/);
  assert.ok(newId("tsk", 1000) < newId("tsk", 1001));
});

test("what is doubted takes no single fields, and gives way to a whole document or to nothing", () => {
  const table = new Table<Card>();
  table.put(card(5, "doing"));
  table.doubt(() => true);
  assert.equal(table.set("tsk_1", 7, { status: "done" }), false);
  assert.equal(table.peek("tsk_1")?.status, "doing");
  table.put(card(6, "review"));
  table.forgetDoubted(() => true);
  assert.equal(table.peek("tsk_1")?.status, "review");
  table.doubt(() => true);
  table.forgetDoubted(() => true);
  assert.equal(table.peek("tsk_1"), undefined);
});

test("what is let go leaves nothing behind but the signals that somebody holds", () => {
  const table = new Table<Card>();
  const of = (id: string) => ({ ...card(1, "ready"), id });
  for (let i = 0; i < 100; i++) table.put(of(`tsk_${i}`));
  assert.equal(table.get("tsk_50")?.status, "ready");
  table.trim(10);
  assert.equal(table.size, 10);
  assert.equal(table.peek("tsk_99")?.status, "ready");
  assert.equal(table.peek("tsk_0"), undefined);
  assert.equal((table as unknown as { entries: Map<string, unknown> }).entries.size, 11);
  table.put(of("tsk_50"));
  assert.equal(table.get("tsk_50")?.status, "ready");
});

test("that something is gone is known for a while, and then forgotten", () => {
  const table = new Table<Card>();
  table.put(card(5, "doing"));
  table.remove("tsk_1", 7);
  table.buryGone();
  table.put(card(6, "doing"));
  assert.equal(table.peek("tsk_1"), undefined);
  table.buryGone();
  table.put(card(6, "doing"));
  assert.equal(table.peek("tsk_1")?.status, "doing");
});

test("marks of what is not known are nobody's", () => {
  const table = new Table<Card>();
  table.mark("tsk_1").value = { actor: "usr_1", moved: true, at: 0 };
  assert.equal((table as unknown as { entries: Map<string, unknown> }).entries.size, 0);
});
