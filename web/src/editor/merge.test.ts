import assert from "node:assert/strict";
import { test } from "node:test";
import { changesOf, hunksOf, merge } from "./merge";

test("changes of different lines are joined", () => {
  assert.equal(merge("a\nb\nc\n", "A\nb\nc\n", "a\nb\nC\n"), "A\nb\nC\n");
  assert.equal(merge("a\nb", "a\nb\nc", "x\na\nb"), "x\na\nb\nc");
  assert.equal(merge("a\nb\nc", "a\nc", "a\nb\nc\nd"), "a\nc\nd");
});

test("only one changed something", () => {
  assert.equal(merge("a", "a", "b"), "b");
  assert.equal(merge("a", "b", "a"), "b");
  assert.equal(merge("", "x", "x"), "x");
});

test("the same line, but a whole word between the changes", () => {
  assert.equal(merge("The red car drives fast today.", "The blue car drives fast today.", "The red car drives fast tomorrow."), "The blue car drives fast tomorrow.");
  assert.equal(merge("one two three four\n\nlast", "one two three four five\n\nlast", "zero two three four\n\nlast!"), "zero two three four five\n\nlast!");
});

test("the same words, or words side by side, are for the reader to choose", () => {
  for (const [base, theirs, mine] of [
    ["The red car", "The blue car", "The green car"],
    ["red car here", "blue car here", "red bike here"],
    ["a\nb", "a\nb c", "a\nb d"],
    ["", "x", "y"],
    ["gone", "", "gone on"],
  ] as const) {
    assert.equal(merge(base, theirs, mine), undefined, `${theirs} and ${mine}`);
    const open = hunksOf(base, theirs, mine).filter((hunk) => hunk.text === undefined);
    assert.equal(open.length, 1);
  }
});

test("hunks put together are the texts that they came from", () => {
  const random = ((seed) => () => (seed = (seed * 1103515245 + 12345) & 0x7fffffff) / 0x7fffffff)(5);
  const text = () => Array.from({ length: Math.floor(random() * 8) }, () => ["a", "b", "c d", "e f g"][Math.floor(random() * 4)]).join(random() < 0.5 ? "\n" : " ");
  for (let i = 0; i < 2000; i++) {
    const [base, theirs, mine] = [text(), text(), text()];
    const hunks = hunksOf(base, theirs, mine);
    assert.equal(hunks.map((hunk) => hunk.base).join(""), base);
    assert.equal(hunks.map((hunk) => hunk.theirs).join(""), theirs);
    assert.equal(hunks.map((hunk) => hunk.mine).join(""), mine);
    assert.equal(merge(base, theirs, base), theirs);
    assert.equal(merge(base, base, mine), mine);
    assert.equal(merge(base, theirs, mine) === undefined, merge(base, mine, theirs) === undefined);
    for (const part of [changesOf(base, mine)]) {
      assert.equal(part.filter((p) => p.how !== "new").map((p) => p.text).join(""), base);
      assert.equal(part.filter((p) => p.how !== "gone").map((p) => p.text).join(""), mine);
    }
  }
});
