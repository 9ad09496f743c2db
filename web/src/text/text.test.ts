import assert from "node:assert/strict";
import { test } from "node:test";
import { daysUntil, day, inDays, moment } from "./dates";
import { format } from "./text";

test("plurals choose a branch and show the number", () => {
  const pattern = "{name} moved {n, plural, =0 {nothing} one {# task} other {# tasks}} to {to}";
  assert.equal(format(pattern, { name: "Ada", n: 1, to: "Done" }), "Ada moved 1 task to Done");
  assert.equal(format(pattern, { name: "Ada", n: 1680, to: "Done" }), "Ada moved 1,680 tasks to Done");
  assert.equal(format(pattern, { name: "Ada", n: 0, to: "Done" }), "Ada moved nothing to Done");
});

test("a branch may hold an argument", () => {
  assert.equal(format("{n, plural, one {{who} is here} other {# are here}}", { n: 1, who: "Lin" }), "Lin is here");
});

test("an argument's own braces are not looked into", () => {
  assert.equal(format("Find {a}", { a: "{b}" }), "Find {b}");
});

test("dates are the reader's days", () => {
  const now = new Date(2026, 10, 25, 23, 30);
  assert.equal(daysUntil(day("2026-11-27"), now), 2);
  assert.equal(inDays(2), "in 2 d");
  assert.equal(inDays(1), "tomorrow");
  assert.equal(moment(new Date(2026, 10, 25, 11, 42).toISOString(), now), "11:42");
  assert.equal(moment(new Date(2026, 10, 24, 11, 42).toISOString(), now), "Tue 11:42");
});
