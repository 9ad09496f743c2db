import assert from "node:assert/strict";
import { test } from "node:test";
import { checklist, plainWords } from "./checklist";

test("the open items of a checklist, outside of code", () => {
  assert.deepEqual(checklist("- [ ] a\n- [x] b\n  - [ ] c `d`\n```\n- [ ] e\n```\n1. [ ] f\n- [ ]\n> - [ ] g"), [
    { line: 0, title: "a" }, { line: 2, title: "c `d`" }, { line: 6, title: "f" }, { line: 8, title: "g" },
  ]);
});

test("a title has the words of a line", () => {
  assert.equal(plainWords("**Bold** and *soft* [link](http://x.y) ![p](fil_a) \\*star"), "Bold and soft link p *star");
});
