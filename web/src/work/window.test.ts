import assert from "node:assert/strict";
import { test } from "node:test";
import { topOf, visibleRows } from "./window";

test("rows outside the window are two numbers", () => {
  const heights = [10, 20, 30, 40];
  assert.deepEqual(visibleRows(heights, 0, 15), { start: 0, end: 2, before: 0, after: 70 });
  assert.deepEqual(visibleRows(heights, 10, 31), { start: 1, end: 3, before: 10, after: 40 });
  assert.deepEqual(visibleRows(heights, 1000, 2000), { start: 4, end: 4, before: 100, after: 0 });
  assert.deepEqual(visibleRows([], 0, 100), { start: 0, end: 0, before: 0, after: 0 });
  assert.equal(topOf(heights, 2), 30);
});
