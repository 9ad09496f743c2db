import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { clearSelection, keepShown, rangeTo, select, selectAll, selected, selectedIn, step, toggle, toggleAll } from "./selection";

const order = ["a", "b", "c", "d", "e"];
const chosen = () => selectedIn(order).join("");
beforeEach(() => void clearSelection());

test("one after another is added, and taken away again", () => {
  toggle("b");
  toggle("d");
  assert.equal(chosen(), "bd");
  toggle("b");
  assert.equal(chosen(), "d");
});

test("a range goes from the last choice, either way, and can change its end", () => {
  toggle("c");
  rangeTo("e", order);
  assert.equal(chosen(), "cde");
  rangeTo("a", order);
  assert.equal(chosen(), "abc");
});

test("a range keeps what was chosen apart from it", () => {
  toggle("a");
  toggle("c");
  rangeTo("e", order);
  rangeTo("d", order);
  assert.equal(chosen(), "acd");
});

test("without a choice a range begins where the keyboard is, else at the top", () => {
  rangeTo("d", order, "c");
  assert.equal(chosen(), "cd");
  clearSelection();
  rangeTo("b", order);
  assert.equal(chosen(), "ab");
});

test("Shift and an arrow adds the next, and gives it back on the way back", () => {
  assert.equal(step(1, order, "b"), "c");
  assert.equal(step(1, order, "c"), "d");
  assert.equal(chosen(), "bcd");
  assert.equal(step(-1, order, "d"), "c");
  assert.equal(chosen(), "bc");
  assert.equal(step(-1, order, "c"), "b");
  assert.equal(step(-1, order, "b"), "a");
  assert.equal(chosen(), "ab");
  assert.equal(step(-1, order, "a"), undefined);
  assert.equal(chosen(), "ab");
});

test("Shift and an arrow elsewhere begins a new range beside the old", () => {
  toggle("a");
  assert.equal(step(1, order, "d"), "e");
  assert.equal(chosen(), "ade");
});

test("all in view first, then all that match", () => {
  selectAll(["a", "b"], order);
  assert.equal(chosen(), "ab");
  selectAll(["a", "b"], order);
  assert.equal(chosen(), "abcde");
});

test("the box of a group takes all, or none when all are taken", () => {
  toggle("b");
  toggleAll(["a", "b"]);
  assert.equal(chosen(), "ab");
  toggleAll(["a", "b"]);
  assert.equal(chosen(), "");
});

test("what is no longer shown is no longer chosen", () => {
  select(["a", "b", "c"]);
  const before = selected.value;
  keepShown((id) => order.includes(id));
  assert.equal(selected.value, before);
  keepShown((id) => id !== "b");
  assert.equal(chosen(), "ac");
});

test("a range whose beginning is gone begins anew", () => {
  toggle("z");
  rangeTo("b", order, "a");
  assert.deepEqual([...selected.value].sort(), ["a", "b", "z"]);
});

test("a task that stands in two rows is chosen once, and a range goes by rows", () => {
  const rows = ["x/a", "x/b", "y/a", "y/c"];
  const idOf = (row: string) => row.slice(2);
  toggle("b", "x/b");
  rangeTo("y/c", rows, "", idOf);
  assert.deepEqual([...selected.value].sort(), ["a", "b", "c"]);
  assert.equal(step(-1, rows, "y/c", idOf), "y/a");
  assert.deepEqual([...selected.value].sort(), ["a", "b"]);
});
