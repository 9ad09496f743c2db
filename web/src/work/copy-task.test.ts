import assert from "node:assert/strict";
import { test } from "node:test";
import { branchName } from "./copy-task";

test("a branch has the key and the first words of the title", () => {
  assert.equal(branchName("FER-12", "Print a boarding card"), "fer-12-print-a-boarding-card");
  assert.equal(branchName("FER-1", "Übergröße: `isFiltered()` – 50 %!"), "fer-1-ubergrosse-isfiltered-50");
  assert.equal(branchName("FER-1", "a".repeat(200)), "fer-1");
  assert.equal(branchName("FER-3", "One of the longest titles that anybody has ever thought of writing"), "fer-3-one-of-the-longest-titles-that-anybody-has-ever");
  assert.equal(branchName("FER-2", "בדיקה"), "fer-2-בדיקה");
  assert.equal(branchName("FER-2", "!!"), "fer-2");
});
