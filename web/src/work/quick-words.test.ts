import assert from "node:assert/strict";
import { test } from "node:test";
import { type Known, understand, withoutWord, withWord, wordAt } from "./quick-words";

const known: Known = {
  labels: [{ id: "l1", name: "docs" }, { id: "l2", name: "Needs design" }, { id: "l3", name: "Straße" }],
  members: [{ id: "u1", name: "Ada Lindqvist" }, { id: "u2", name: "Lin Wei" }, { id: "u3", name: "Tomás Ortega" }, { id: "u4", name: "Linus Holm" }],
  me: "u1",
  mayAddLabels: true,
  readDay: (words) => ({ fri: "2026-11-27", "27 nov": "2026-11-27", tomorrow: "2026-11-26" })[words],
};
const read = (text: string, more: Partial<Known> = {}) => {
  const { words: _, ...rest } = understand(text, { ...known, ...more });
  return Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined && !(Array.isArray(value) && value.length === 0)));
};

test("words with a sign become fields, the rest is the title", () => {
  const all = 'Fix #docs the hinge @lin !2 ~3 due:fri *bug';
  assert.deepEqual(read(all), { title: "Fix the hinge", labels: ["l1"], assignees: ["u2"], priority: "high", points: 3, due: "2026-11-27", type: "bug" });
});

const cases: [string, object][] = [
  ['Draw it #"Needs design" @"Lin Wei"', { title: "Draw it", labels: ["l2"], assignees: ["u2"] }],
  ["Draw it #needs-design #NEEDSDESIGN", { title: "Draw it", labels: ["l2"] }],
  ["Walk #strasse", { title: "Walk", newLabels: ["strasse"] }],
  ["Ask @me and @tomas", { title: "Ask and", assignees: ["u1", "u3"] }],
  ["Both begin so @li", { title: "Both begin so @li" }],
  ["Nobody is called @zoe", { title: "Nobody is called @zoe" }],
  ["Fixes #1234, C# and a # alone", { title: "Fixes #1234, C# and a # alone" }],
  ["mail ada@example.org about a~b and 5!", { title: "mail ada@example.org about a~b and 5!" }],
  ["Twice !low !urgent ~1 ~0,5", { title: "Twice", priority: "urgent", points: 0.5 }],
  ["What !what ~many due:someday *nothing", { title: "What !what ~many due:someday *nothing" }],
  ['On a day due:"27 nov" then', { title: "On a day then", due: "2026-11-27" }],
  ['Unfinished #"needs design', { title: "Unfinished", labels: ["l2"] }],
  ["Kept \\#docs as it is", { title: "Kept #docs as it is" }],
  ["#new #New #docs", { title: "", labels: ["l1"], newLabels: ["New"] }],
  ["~-1 ~99999 !9", { title: "~-1 ~99999 !9" }],
];
for (const [text, expected] of cases) test(`"${text}"`, () => assert.deepEqual(read(text), expected));

test("who may not make labels keeps unknown ones in the title", () => {
  assert.deepEqual(read("Call #mum", { mayAddLabels: false }), { title: "Call #mum" });
});

test("the word that is being written is found and replaced", () => {
  const text = "Fix #ne the hinge";
  assert.deepEqual(wordAt(text, 7), { kind: "label", start: 4, end: 7, typed: "ne" });
  assert.equal(wordAt(text, 3), undefined);
  assert.equal(wordAt(text, 4), undefined);
  assert.deepEqual(withWord(text, wordAt(text, 7)!, "Needs design"), { text: 'Fix #"Needs design" the hinge', caret: 20 });
  assert.deepEqual(wordAt('@"Lin W', 7), { kind: "assignee", start: 0, end: 7, typed: "Lin W" });
  assert.deepEqual(wordAt("due:", 4), { kind: "due", start: 0, end: 4, typed: "" });
  assert.equal(wordAt("\\#ne", 4), undefined);
});

test("a word that was not meant is taken out again", () => {
  const text = "Fix #docs the hinge";
  assert.equal(withoutWord(text, understand(text, known).words[0]!), "Fix the hinge");
});
