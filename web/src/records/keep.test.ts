// Keeping changes beyond the page, with a shelf in memory: node has no IndexedDB.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { Intent } from "./queue";
import { openShelf, type Row } from "./shelf";

// A channel would keep the process waiting for messages.
Object.assign(globalThis, { BroadcastChannel: undefined });
const asked: string[] = [];
let answer: () => Promise<Response> = () => Promise.reject(new Error("no network"));
Object.assign(globalThis, {
  fetch: (path: string) => {
    asked.push(path);
    return answer();
  },
});

const DAY = 86_400_000;
const intent = (id: string, place: string, at = Date.now(), body: unknown = { title: "a" }): Intent => ({
  id, place, at, request: { method: "PATCH", path: `/api/v1/${id}`, body }, touches: [], words: `did ${id}`, undoable: false,
});
const row = (one: Intent): Row & { intent: Intent; tab: string } => ({ id: one.id, intent: one, tab: "tab_gone" });
const soon = () => new Promise((done) => setTimeout(done, 20));
/** What has waited goes when it is calm, a moment later. */
const until = async (holds: () => boolean) => {
  for (let i = 0; i < 250 && !holds(); i++) await soon();
};

test("what a page left is sent by the next one of the same person, what is too old is not, and another's stays where it is", async () => {
  const { keepFor, tray, waitingFor, discard } = await import("./keep");
  const { openQueue, confirmSender, queue, refusedCount } = await import("./send");
  const shelf = await openShelf();
  await shelf.put("queue", row(intent("int_1", "usr_ada.org_1")));
  await shelf.put("queue", row(intent("int_2", "usr_lin.org_1")));
  await shelf.put("queue", row(intent("int_3", "usr_ada.org_2", Date.now() - 31 * DAY)));
  openQueue("usr_ada", "org_1");
  confirmSender("usr_ada");
  await keepFor("usr_ada");
  await until(() => asked.length > 0);
  assert.deepEqual(asked, ["/api/v1/int_1"]);
  assert.deepEqual(queue.jobs.map((job) => job.intent.id), ["int_1"]);
  assert.deepEqual(tray.value.map((one) => [one.id, one.code]), [["int_3", "too-old"]]);
  assert.equal(refusedCount.value, 1);
  assert.equal(await waitingFor("usr_lin"), 1);

  // It is refused when somebody answers: then it stands in the tray, too, and is not sent again.
  answer = async () => new Response(JSON.stringify({ code: "forbidden", detail: "You may not." }), { status: 403 });
  queue.wake();
  await until(() => queue.jobs.length === 0);
  assert.equal(queue.jobs.length, 0);
  await soon();
  assert.deepEqual(tray.value.map((one) => one.id), ["int_3", "int_1"]);
  assert.equal(await waitingFor("usr_ada"), 0);

  // Another person sees nothing of it; the first finds it again.
  openQueue("usr_lin", "org_1");
  await keepFor("usr_lin");
  await soon();
  assert.equal(tray.value.length, 0);
  assert.deepEqual(queue.jobs.map((job) => job.intent.id), ["int_2"]);
  assert.deepEqual(asked.filter((path) => path.endsWith("int_2")), [], "the server has not said that it is she");
  openQueue("usr_ada", "org_1");
  confirmSender("usr_ada");
  await keepFor("usr_ada");
  assert.deepEqual(tray.value.map((one) => one.id), ["int_3", "int_1"]);
  discard("int_3");
  discard("int_1");
  await soon();
  assert.deepEqual(await shelf.all("tray"), []);
});

test("more than five megabytes are not kept: what comes then is refused at once, with the reason", async () => {
  const { keepFor } = await import("./keep");
  const { openQueue, confirmSender, queue, send } = await import("./send");
  const { ask } = await import("../api/client");
  const { Table } = await import("./table");
  const shelf = await openShelf();
  await shelf.put("queue", row(intent("int_4", "usr_tom.org_1", Date.now(), { description: "x".repeat(5_100_000) })));
  openQueue("usr_tom", "org_1");
  confirmSender("usr_tom");
  answer = () => Promise.reject(new Error("no network"));
  await keepFor("usr_tom");
  await until(() => queue.held);
  assert.ok(queue.held);
  const table = new Table<{ id: string; version: number; title: string }>();
  table.put({ id: "tsk_1", version: 1, title: "before" });
  const change = send({ table, id: "tsk_1", apply: (now) => now && { ...now, title: "after" }, send: () => ask("PATCH", "/api/v1/x", { body: { title: "after" } }), take: () => {} });
  await assert.rejects(change, { code: "full" });
  assert.equal(table.peek("tsk_1")?.title, "before");
  queue.clear();
});
