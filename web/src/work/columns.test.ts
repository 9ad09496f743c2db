import assert from "node:assert/strict";
import { test } from "node:test";
import type { Task } from "../api/types";
import { groupTasks, keepEqual } from "./columns";

const task = (id: string, status: string, rank: string, more: Partial<Task> = {}) =>
  ({ id, status, rank, key: id.toUpperCase(), title: `Title of ${id}`, assignees: [], points: 1, ...more }) as unknown as Task;

test("columns are in order of rank, and count what the filter hides", () => {
  const tasks = [task("b", "s1", "a1"), task("a", "s1", "a0"), task("c", "s2", "a0", { assignees: ["ada"] })];
  const columns = groupTasks(tasks, ["s1", "s2"], ({ assignees }) => assignees.includes("ada"));
  assert.deepEqual(columns.get("s1"), { ids: [], count: 2, points: 0 });
  assert.deepEqual(columns.get("s2"), { ids: ["c"], count: 1, points: 1 });
  assert.deepEqual(groupTasks(tasks, ["s1", "s2"], () => true).get("s1")?.ids, ["a", "b"]);
});

test("a column that did not change stays the same object", () => {
  const before = groupTasks([task("a", "s1", "a0"), task("b", "s2", "a0")], ["s1", "s2"], () => true);
  const after = keepEqual(before, groupTasks([task("a", "s1", "a0"), task("b", "s1", "a1")], ["s1", "s2"], () => true));
  assert.notEqual(after.get("s1"), before.get("s1"));
  const again = keepEqual(after, groupTasks([task("a", "s1", "a0"), task("b", "s1", "a1")], ["s1", "s2"], () => true));
  assert.equal(again.get("s1"), after.get("s1"));
});
