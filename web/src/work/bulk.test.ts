import assert from "node:assert/strict";
import { test } from "node:test";
import type { Task } from "../api/types";
import { changed, isChanged, ranksAt } from "./bulk";

const task = (more: Partial<Task> = {}) =>
  ({ id: "tsk_1", status: "ready", statusSince: "then", type: "bug", priority: "high", assignees: ["ada"], labels: ["net"], points: 3, due: null, parent: null, trashedAt: null, ...more }) as unknown as Task;

test("people and labels join and leave, the others stay", () => {
  const next = changed(task({ assignees: ["ada", "lin"] }), { set: { addAssignees: ["tom", "ada"], removeAssignees: ["lin"], addLabels: ["docs"] } }, "now");
  assert.deepEqual([next.assignees, next.labels, next.statusSince], [["ada", "tom"], ["net", "docs"], "then"]);
});

test("a new status begins now, the same one goes on", () => {
  assert.deepEqual([changed(task(), { set: { status: "done" } }, "now").statusSince, changed(task(), { set: { status: "ready" } }, "now").statusSince], ["now", "then"]);
  assert.equal(changed(task(), { move: { status: "done" } }, "now").status, "done");
});

test("what has it already is not changed", () => {
  assert.ok(!isChanged(task(), { set: { priority: "high" } }));
  assert.ok(isChanged(task(), { set: { priority: "low" } }));
  assert.ok(!isChanged(task({ due: undefined as never }), { set: { due: null } }));
  assert.ok(!isChanged(task({ parent: undefined }), { set: { parent: null } }));
  assert.ok(!isChanged(task(), { set: { addLabels: ["net"], removeLabels: ["docs"] } }));
  assert.ok(isChanged(task(), { set: { assignees: [] } }));
  assert.ok(isChanged(task(), { trash: true }));
});

test("those that are moved stand between their neighbours, in the order in which they are named", () => {
  const all = ["a", "b", "c", "d"].map((id) => task({ id, rank: `${id}0` }));
  const order = (ids: string[], place: { before?: string; after?: string }) => {
    const ranks = ranksAt(ids, { status: "ready", ...place }, all);
    return all.map(({ id, rank }) => ({ id, rank: ranks.get(id) ?? rank })).sort((x, y) => (x.rank < y.rank ? -1 : 1)).map(({ id }) => id).join("");
  };
  assert.equal(order(["d", "b"], { before: "a" }), "dbac");
  assert.equal(order(["a", "c"], { after: "d" }), "bdac");
  assert.equal(order(["c", "a"], {}), "bdca");
});
