import assert from "node:assert/strict";
import { test } from "node:test";
import type { Task } from "../api/types";
import { byRank, columnOf, keepEqual, Ranked } from "./columns";

const task = (id: string, status: string, rank: string, more: Partial<Task> = {}) =>
  ({ id, project: "p", status, rank, key: id.toUpperCase(), title: `Title of ${id}`, assignees: [], points: 1, statusSince: "2026-11-20T08:00:00.000Z", ...more }) as unknown as Task;
const all = () => true;

test("columns are in order of rank, and count what the filter hides", () => {
  const ranked = new Ranked("p").update([task("b", "s1", "a1"), task("a", "s1", "a0"), task("c", "s2", "a0", { assignees: ["ada"] }), task("x", "s1", "a0", { project: "q" })]);
  assert.deepEqual(columnOf(ranked.of("s1"), ({ assignees }) => assignees.includes("ada")), { ids: [], count: 2, points: 0, old: 0 });
  assert.deepEqual(columnOf(ranked.of("s1"), all).ids, ["a", "b"]);
  assert.deepEqual(columnOf(ranked.of("s3"), all), { ids: [], count: 0, points: 0, old: 0 });
});

test("what was finished long ago is counted, not shown", () => {
  const done = [task("a", "s1", "a0", { statusSince: "2026-10-01T08:00:00.000Z" }), task("b", "s1", "a1")];
  assert.deepEqual(columnOf(done, all, "2026-11-12"), { ids: ["b"], count: 2, points: 1, old: 1 });
});

test("a column that did not change stays the same list", () => {
  const [a, b] = [task("a", "s1", "a0"), task("b", "s2", "a0")];
  const ranked = new Ranked("p").update([a, b]);
  const [first, second] = [ranked.of("s1"), ranked.of("s2")];
  ranked.update([a, { ...b, title: "Another" }]);
  assert.equal(ranked.of("s1"), first);
  assert.notEqual(ranked.of("s2"), second);
  const column = columnOf(first, all);
  assert.equal(keepEqual(column, columnOf(first, all)), column);
  assert.notEqual(keepEqual(column, columnOf([], all)), column);
});

test("a thousand changes one after another give what sorting anew gives", () => {
  let seed = 11;
  const random = (n: number) => (seed = (seed * 16807) % 2147483647) % n;
  const tasks = new Map<string, Task>();
  const ranked = new Ranked("p");
  for (let step = 0; step < 1000; step++) {
    for (let n = random(4); n >= 0; n--) {
      const id = `t${random(60)}`;
      const what = random(10);
      if (what === 0) tasks.delete(id);
      else tasks.set(id, task(id, `s${random(3)}`, `a${random(40)}`, what === 1 ? { trashedAt: "2026-11-20T08:00:00.000Z" } : {}));
    }
    ranked.update([...tasks.values()]);
    for (const status of ["s0", "s1", "s2"]) {
      const expected = [...tasks.values()].filter((one) => one.status === status && !one.trashedAt).sort(byRank);
      assert.deepEqual(ranked.of(status).map((one) => one.id), expected.map((one) => one.id), `step ${step}, ${status}`);
    }
  }
});
