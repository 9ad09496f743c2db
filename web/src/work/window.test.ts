import assert from "node:assert/strict";
import { test } from "node:test";
import { Heights } from "./window";

const heights = [10, 20, 30, 40];
const rows = new Heights(4, (i) => heights[i]!);

test("rows outside the window are two numbers", () => {
  assert.deepEqual(rows.window(0, 15), { start: 0, end: 2, before: 0, after: 70 });
  assert.deepEqual(rows.window(10, 31), { start: 1, end: 3, before: 10, after: 40 });
  assert.deepEqual(rows.window(10, 30), { start: 1, end: 2, before: 10, after: 70 });
  assert.deepEqual(rows.window(1000, 2000), { start: 4, end: 4, before: 100, after: 0 });
  assert.deepEqual(rows.window(-50, -10), { start: 0, end: 0, before: 0, after: 100 });
  assert.deepEqual(new Heights(0, () => 1).window(0, 100), { start: 0, end: 0, before: 0, after: 0 });
});

test("any heights, changed in any order, are summed as by hand", () => {
  let seed = 7;
  const random = (n: number) => (seed = (seed * 16807) % 2147483647) % n;
  for (const length of [1, 2, 3, 8, 31, 100]) {
    const plain = Array.from({ length }, () => random(90) + 1);
    const tree = new Heights(length, (i) => plain[i]!);
    for (let round = 0; round < 40; round++) {
      const at = random(length);
      plain[at] = random(120) + 1;
      tree.set(at, plain[at]!);
      const sum = (to: number) => plain.slice(0, to).reduce((a, b) => a + b, 0);
      assert.equal(tree.total, sum(length));
      const index = random(length + 1);
      assert.equal(tree.before(index), sum(index));
      const distance = random(sum(length) + 50);
      const found = tree.at(distance);
      assert.ok(sum(found) <= distance && (found === length || distance < sum(found + 1)));
    }
  }
});
