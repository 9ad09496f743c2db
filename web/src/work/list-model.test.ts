import assert from "node:assert/strict";
import { test } from "node:test";
import type { Task } from "../api/types";
import { parseSort } from "./filter-rules";
import { groupTasks, type Order } from "./group";
import { type Asked, buildModel, rowAt, shift } from "./list-model";
import { sortTasks } from "./list-sort";

const order: Order = {
  statuses: [{ id: "ready", group: "ready" }, { id: "doing", group: "doing" }, { id: "done", group: "done" }],
  labels: [{ id: "net" }, { id: "docs" }],
  members: [{ id: "ada", name: "Ada", disabled: false }, { id: "lin", name: "Lin", disabled: false }, { id: "tom", name: "Tom", disabled: true }],
  me: "lin", today: "2026-11-25", finished: new Set(["done"]),
};
let count = 0;
const task = (id: string, more: Partial<Task> = {}) =>
  ({ id, number: ++count, title: `Title ${id}`, status: "ready", rank: id, type: "task", priority: "none", assignees: [], labels: [], points: null, due: null, parent: null, ...more }) as unknown as Task;

const asked = (more: Partial<Asked> = {}): Asked => ({
  matches: () => true, sort: [], group: "none", order, closed: new Set(), withEmpty: false, nested: false, folded: new Set(), mayAdd: false,
  heights: { group: 30, task: 20, add: 10 }, ...more,
});
const sorted = (tasks: Task[], sort: string) => sortTasks([...tasks], parseSort(sort), order).map((t) => t.id).join("");

test("rank orders within a status, and statuses stand in theirs", () => {
  assert.equal(sorted([task("b", { status: "doing" }), task("c"), task("a", { status: "done" }), task("d", { status: "doing" })], ""), "cbda");
});

test("what has no value comes last, up and down; equals keep their rank", () => {
  const tasks = [task("a", { points: 3 }), task("b"), task("c", { points: 8 }), task("d", { points: 3 })];
  assert.equal(sorted(tasks, "points"), "adcb");
  assert.equal(sorted(tasks, "-points"), "cadb");
  const due = [task("a"), task("b", { due: "2026-12-01" }), task("c", { due: "2026-11-01" })];
  assert.equal(sorted(due, "due"), "cba");
  assert.equal(sorted(due, "-due"), "bca");
});

test("several keys count in their order", () => {
  const tasks = [task("a", { priority: "low", points: 1 }), task("b", { priority: "urgent", points: 2 }), task("c", { priority: "urgent", points: 1 }), task("d")];
  assert.equal(sorted(tasks, "priority,points"), "cbad");
  assert.equal(sorted(tasks, "-priority,-points"), "abcd");
});

test("titles are ordered without regard to case and accents, people by name, new numbers last", () => {
  assert.equal(sorted([task("a", { title: "zebra" }), task("b", { title: "Äpfel" }), task("c", { title: "berg" })], "title"), "bca");
  assert.equal(sorted([task("a"), task("b", { assignees: ["lin"] }), task("c", { assignees: ["ada"] })], "assignee"), "cba");
  assert.equal(sorted([task("a", { number: 0 }), task("b", { number: 9 }), task("c", { number: 7 })], "number"), "cba");
});

test("a task with two people stands with both, nobody comes last, oneself first", () => {
  const groups = groupTasks([task("a", { assignees: ["ada", "lin"], points: 2 }), task("b"), task("c", { assignees: ["gone"] })], "assignee", order, false);
  assert.deepEqual(groups.map(({ key, tasks, points }) => [key, tasks.map((t) => t.id).join(""), points]), [["lin", "a", 2], ["ada", "a", 2], ["gone", "c", 0], ["none", "b", 0]]);
});

test("empty groups show where they are wanted", () => {
  assert.deepEqual(groupTasks([], "status", order, true).map((g) => g.key), ["ready", "doing", "done"]);
  assert.deepEqual(groupTasks([], "status", order, false), []);
  assert.deepEqual(groupTasks([], "assignee", order, true).map((g) => g.key), ["lin", "ada", "none"]);
  assert.deepEqual(groupTasks([], "none", order, false).map((g) => g.key), [""]);
});

test("due dates are grouped by how near they are; what is done is never overdue", () => {
  const tasks = ["2026-11-24", "2026-11-25", "2026-12-01", "2026-12-02"].map((due, i) => task("abcd"[i]!, { due }));
  const groups = groupTasks([...tasks, task("e"), task("f", { due: "2026-01-01", status: "done" })], "due", order, false);
  assert.deepEqual(groups.map((g) => [g.key, g.tasks.map((t) => t.id).join("")]), [["overdue", "a"], ["today", "b"], ["week", "c"], ["later", "df"], ["none", "e"]]);
});

test("rows have their places, closed groups only a head", () => {
  const tasks = [task("a"), task("b"), task("c", { status: "done" })];
  const model = buildModel(tasks, asked({ group: "status", mayAdd: true, closed: new Set(["status/done"]), matches: (t) => t.id !== "b" }));
  assert.deepEqual(model.rows.map((row) => row.key), ["group/ready", "a", "add/ready", "group/done"]);
  assert.deepEqual([...model.offsets], [0, 30, 50, 60, 90]);
  assert.deepEqual(model.keys, ["a"]);
  assert.deepEqual(model.matching, ["a", "c"]);
  assert.deepEqual([model.shown, model.total], [2, 3]);
  assert.deepEqual(model.sections.map(({ key, count, start, end }) => [key, count, start, end]), [["ready", 1, 0, 3], ["done", 1, 3, 4]]);
  assert.deepEqual([0, 29, 30, 59, 60, 89, 1000].map((top) => rowAt(model.offsets, top)), [0, 0, 1, 2, 3, 3, 3]);
  assert.equal(rowAt(new Float64Array(1), 5), 0);
});

test("rows of several groups are told apart", () => {
  const model = buildModel([task("a", { labels: ["net", "docs"] })], asked({ group: "label" }));
  assert.deepEqual(model.keys, ["net/a", "docs/a"]);
  assert.deepEqual(model.matching, ["a"]);
});

test("subtasks stand below their parent, in the order of the list, and can be put away", () => {
  const tasks = [task("a"), task("b"), task("c", { parent: "b" }), task("d", { parent: "c" }), task("e", { parent: "b" }), task("f", { parent: "elsewhere" })];
  const nested = buildModel(tasks, asked({ nested: true }));
  assert.deepEqual(nested.rows.map((row) => row.kind === "task" && `${row.key}${row.level}${row.parent ? "+" : ""}`), ["a0", "b0+", "c1+", "d2", "e1", "f0"]);
  const folded = buildModel(tasks, asked({ nested: true, folded: new Set(["b"]) }));
  assert.deepEqual(folded.keys, ["a", "b", "f"]);
  const circle = buildModel([task("x", { parent: "y" }), task("y", { parent: "x" })], asked({ nested: true }));
  assert.deepEqual(circle.keys, ["x", "y"]);
});

test("the page scrolls as most of its rows moved", () => {
  const before = new Map([["a", 0], ["b", 20], ["c", 40]]);
  const places = (list: Record<string, number>) => (key: string) => list[key];
  assert.equal(shift(before, places({ a: 0, b: 20, c: 40 })), 0);
  assert.equal(shift(before, places({ a: 20, b: 40, c: 60 })), 20);
  assert.equal(shift(before, places({ a: 500, b: 0, c: 20 })), -20);
  assert.equal(shift(before, places({})), 0);
});
