import assert from "node:assert/strict";
import { test } from "node:test";
import { joined, match } from "./match";
import { used, weight } from "./use";

const better = (typed: string, one: string, other: string) =>
  assert.ok(match(typed, one).score > match(typed, other).score, `${typed}: “${one}” before “${other}”`);

test("the beginning of a label counts more than that of a word, and that more than a place inside", () => {
  better("move", "Move to top", "Remove the label");
  better("top", "Move to top", "Stop the timer");
  better("board", "Board", "Go to the board");
});

test("every word must be found, in any order, without regard to case and accents", () => {
  assert.ok(match("top move", "Move to top").score > 0);
  assert.equal(match("move bottom", "Move to top").score, 0);
  assert.ok(match("resume", "Résumé of the week").score > 0);
  assert.ok(match("ÉCRAN", "Nouvel ecran").score > 0);
});

test("first letters of words are enough", () => {
  assert.deepEqual(match("mtt", "Move to top").marks, [[0, 1], [5, 6], [8, 9]]);
  assert.equal(match("mtx", "Move to top").score, 0);
});

test("what was found is where it stands, in letters of any language", () => {
  assert.deepEqual(match("über", "Das Über-Ich").marks, [[4, 8]]);
  assert.deepEqual(match("b", "🚢 Boat").marks, [[3, 4]]);
  assert.deepEqual(joined([[3, 5], [0, 2], [4, 8]]), [[0, 2], [3, 8]]);
});

test("nothing typed matches all, alike", () => {
  assert.equal(match("  ", "anything").score, 1);
});

test("what was used often and lately weighs more, and is forgotten slowly", () => {
  const day = 86_400_000;
  let uses = used({}, "board", 0);
  uses = used(uses, "board", day);
  uses = used(uses, "trash", day);
  assert.ok(weight(uses, "board", day) > weight(uses, "trash", day));
  assert.ok(weight(uses, "board", 100 * day) < weight(uses, "board", day));
  assert.equal(weight(uses, "never", day), 0);
});

test("only so many uses are kept", () => {
  let uses = {};
  for (let i = 0; i < 300; i++) uses = used(uses, `command ${i}`, i);
  assert.equal(Object.keys(uses).length, 200);
  assert.ok(weight(uses, "command 299", 300) > 0);
});
