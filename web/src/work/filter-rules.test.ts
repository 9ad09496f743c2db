import assert from "node:assert/strict";
import { test } from "node:test";
import type { Task } from "../api/types";
import { addDays, fold, matches, NO_VIEW, parseView, printView, withClause } from "./filter-rules";

const task = (more: Partial<Task> = {}) =>
  ({
    id: "tsk_1", key: "MES-7", title: "Fix the Döcker executor", status: "doing", type: "bug", priority: "high", assignees: ["ada", "lin"], reporter: "ada",
    labels: ["net"], points: 3, due: "2026-11-27", parent: null, ...more,
  }) as Task;
const meaning = { me: "ada", today: "2026-11-27", finished: new Set(["done"]) };

test("an address is printed as it was read", () => {
  for (const search of [
    "",
    "?status=a,b&not.label=c&q=two%20words",
    "?assignee=me,none&due=overdue,week&sort=-priority,due&group=assignee",
    "?due=2026-11-01..2026-11-30&lanes=label",
    "?new",
  ]) assert.equal(printView(parseView(search)), search);
});

test("what cannot be meant is left out, and a field said twice is one chip", () => {
  assert.deepEqual(parseView("?priority=huge&type=epic&due=soon,..&points=-1&status=&sort=colour,-due,due&group=moon"), { ...NO_VIEW, sort: [{ by: "due", down: true }] });
  assert.deepEqual(parseView("?status=a&status=b,a").clauses, [{ field: "status", not: false, values: ["a", "b"] }]);
  assert.deepEqual(parseView("?not.status=a&status=b").clauses, [{ field: "status", not: true, values: ["a"] }, { field: "status", not: false, values: ["b"] }]);
});

const table: [string, Partial<Task>, boolean][] = [
  ["?status=ready,doing", {}, true],
  ["?status=ready", {}, false],
  ["?not.status=ready", {}, true],
  ["?not.status=doing,ready", {}, false],
  ["?assignee=me", {}, true],
  ["?assignee=me", { assignees: ["lin"] }, false],
  ["?assignee=none", {}, false],
  ["?assignee=none,tom", { assignees: [] }, true],
  ["?not.assignee=me", { assignees: ["lin"] }, true],
  ["?not.assignee=none", { assignees: [] }, false],
  ["?reporter=me", {}, true],
  ["?label=net,docs", {}, true],
  ["?label=none", { labels: [] }, true],
  ["?not.label=net", {}, false],
  ["?type=bug&priority=high,urgent", {}, true],
  ["?type=bug&priority=low", {}, false],
  ["?priority=none", { priority: "none" }, true],
  ["?points=3,5", {}, true],
  ["?points=none", { points: null }, true],
  ["?points=none", { points: 0 }, false],
  ["?parent=tsk_9", { parent: "tsk_9" }, true],
  ["?parent=none", {}, true],
  ["?parent=none", { parent: undefined }, true],
  ["?due=none", { due: null }, true],
  ["?due=today", {}, true],
  ["?due=overdue", {}, false],
  ["?due=overdue", { due: "2026-11-26" }, true],
  ["?due=overdue", { due: "2026-11-26", status: "done" }, false],
  ["?due=week", { due: "2026-12-03" }, true],
  ["?due=week", { due: "2026-12-04" }, false],
  ["?due=week", { due: "2026-11-26" }, false],
  ["?due=14d", { due: "2026-12-10" }, true],
  ["?due=14d", { due: "2026-12-11" }, false],
  ["?due=2026-11-27", {}, true],
  ["?due=2026-11-01..2026-11-30", {}, true],
  ["?due=..2026-11-26", {}, false],
  ["?due=2026-11-28..", {}, false],
  ["?due=2026-11-01..", { due: null }, false],
  ["?not.due=overdue", { due: null }, true],
  ["?due=none,overdue", { due: null }, true],
  ["?q=docker%20fix", {}, true],
  ["?q=mes-7", {}, true],
  ["?q=docker%20slave", {}, false],
  ["?q=fix&assignee=tom", {}, false],
  ["", {}, true],
];

test("a filter shows what it says", () => {
  for (const [search, more, shown] of table) assert.equal(matches(task(more), parseView(search), meaning), shown, `${search} of ${JSON.stringify(more)}`);
});

test("days go over the ends of months and years", () => {
  assert.equal(addDays("2026-12-31", 1), "2027-01-01");
  assert.equal(addDays("2028-03-01", -1), "2028-02-29");
});

test("accents and case do not matter", () => {
  assert.equal(fold("Ärger ÉTÉ"), "arger ete");
});

test("a chip without values goes, and two that say the same become one", () => {
  const view = parseView("?status=a&label=b");
  assert.deepEqual(withClause(view, 0, { field: "status", not: false, values: [] }).clauses, [{ field: "label", not: false, values: ["b"] }]);
  assert.deepEqual(withClause(view, 2, { field: "label", not: false, values: ["c"] }).clauses, [view.clauses[0], { field: "label", not: false, values: ["b", "c"] }]);
  assert.deepEqual(withClause(view, 1, { field: "label", not: true, values: ["b"] }).clauses[1], { field: "label", not: true, values: ["b"] });
  const both = parseView("?label=a&not.label=b");
  assert.deepEqual(withClause(both, 1, { field: "label", not: false, values: ["b"] }).clauses, [{ field: "label", not: false, values: ["a", "b"] }]);
});
