import assert from "node:assert/strict";
import { test } from "node:test";
import type { Task } from "../api/types";
import { laneChange, laneKeys, laneValues, spread } from "./board-lanes";

const task = (id: string, more: Partial<Task> = {}) => ({ id, assignees: [], labels: [], priority: "none", parent: null, ...more }) as unknown as Task;

test("a task stands in the lane of each of its labels, or in that of none", () => {
  const tasks = [task("a", { labels: ["l1", "l2"] }), task("b"), task("c", { labels: ["l2"] })];
  const cells = spread(tasks.map(({ id }) => id), laneKeys.label, (id) => tasks.find((one) => one.id === id));
  assert.deepEqual(Object.fromEntries(cells), { l1: ["a"], l2: ["a", "c"], none: ["b"] });
});

test("from one lane to another a task loses the one and gets the other", () => {
  assert.deepEqual(laneChange("assignee", task("a", { assignees: ["ada", "tom"] }), "ada", "lin"), { addAssignees: ["lin"], removeAssignees: ["ada"] });
  assert.deepEqual(laneChange("assignee", task("a"), "none", "lin"), { addAssignees: ["lin"] });
  assert.deepEqual(laneChange("label", task("a", { labels: ["l1", "l2"] }), "l1", "none"), { removeLabels: ["l1", "l2"] });
  assert.deepEqual(laneChange("priority", task("a", { priority: "low" }), "low", "urgent"), { priority: "urgent" });
  assert.deepEqual(laneChange("parent", task("a", { parent: "p1" }), "p1", "none"), { parent: null });
});

test("what is in both lanes leaves the one it was taken from", () => {
  assert.deepEqual(laneChange("label", task("a", { labels: ["l1", "l2"] }), "l1", "l2"), { removeLabels: ["l1"] });
});

test("others that are carried along and are there already stay as they are", () => {
  assert.equal(laneChange("assignee", task("a", { assignees: ["lin"] }), "ada", "lin"), undefined);
  assert.equal(laneChange("priority", task("a", { priority: "urgent" }), "low", "urgent"), undefined);
  assert.equal(laneChange("label", task("a"), "none", "none"), undefined);
});

test("a task that is made in a lane has its value", () => {
  assert.deepEqual(laneValues("assignee", "lin"), { assignees: ["lin"] });
  assert.deepEqual(laneValues("assignee", "none"), {});
  assert.deepEqual(laneValues("priority", "none"), { priority: "none" });
  assert.deepEqual(laneValues("parent", "tsk_1"), { parent: "tsk_1" });
  assert.deepEqual(laneValues("none", ""), {});
});
