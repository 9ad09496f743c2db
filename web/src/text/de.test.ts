import assert from "node:assert/strict";
import { test } from "node:test";
import { de } from "./de/all";
import { en } from "./en";
import { account } from "./en/account";
import { board } from "./en/board";
import { find } from "./en/find";
import { help } from "./en/help";
import { list } from "./en/list";
import { live } from "./en/live";
import { places } from "./en/places";
import { task } from "./en/task";

const english: Record<string, string> = { ...en, ...account, ...board, ...find, ...help, ...list, ...live, ...places, ...task };

test("every text is there in German", () => {
  assert.deepEqual(Object.keys(english).filter((key) => !(key in de)), []);
});

test("German has no text that English lacks", () => {
  assert.deepEqual(Object.keys(de).filter((key) => !(key in english)), []);
});

test("a translation has the arguments of its original", () => {
  const args = (text: string) => [...new Set([...text.matchAll(/(?<!(?:=\d+|one|other) )\{(\w+)(?=[,}])/g)].map((m) => m[1]))].sort();
  for (const [key, text] of Object.entries(english)) if (de[key]) assert.deepEqual(args(de[key]), args(text), key);
});
