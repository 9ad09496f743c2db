import assert from "node:assert/strict";
import { test } from "node:test";
import type { HistoryEntry } from "../api/types";
import { historyLines, words } from "./history";

const names = { status: (id: string) => `«${id}»`, label: (id: string) => id, member: (id: string) => id, date: (d: string) => d, task: (id: string) => id, link: () => undefined };
const entry = (seq: number, actor: string, minute: number, set: Record<string, unknown>, was: Record<string, unknown>, name = "task.changed"): HistoryEntry => ({
  seq, op: String(seq), at: new Date(Date.UTC(2026, 10, 25, 3, minute)).toISOString(), actor, actorKind: "user", name, kind: "task", id: "tsk_1", set, was, undoable: true,
});

test("one person's changes within ten minutes are one line, undone newest first", () => {
  const lines = historyLines("tsk_1",
    [
      entry(4, "lin", 30, { points: null }, { points: 8 }),
      entry(3, "ada", 9, { points: 8 }, { points: 5 }),
      entry(2, "ada", 2, { status: "doing", rank: "a1" }, { status: "ready", rank: "a0" }, "task.moved"),
      entry(1, "ada", 0, { title: "x" }, {}, "task.created"),
    ],
    names,
  );
  assert.equal(lines.length, 3);
  assert.deepEqual(lines[0]!.words, ["added it"]);
  assert.deepEqual(lines[1]!.words, ["moved it from «ready» to «doing»", "set points 5 → 8"]);
  assert.deepEqual(lines[1]!.ops, ["3", "2"]);
  assert.equal(lines[1]!.status, "doing");
  assert.deepEqual(lines[2]!.words, ["set points 8 → nothing"]);
});

test("a change of order alone is not worth a line", () => {
  assert.deepEqual(historyLines("tsk_1", [entry(1, "ada", 0, { rank: "a1" }, { rank: "a0" }, "task.moved")], names), []);
});

test("who joined and who left are named", () => {
  const [line] = historyLines("tsk_1", [entry(1, "ada", 0, { assignees: ["lin", "noa"] }, { assignees: ["ada", "noa"] })], names);
  assert.deepEqual(line!.words, ["assigned lin", "unassigned ada"]);
  assert.equal(words(["a", "b", "c"]), "a, b and c");
});

test("several changes of one field are one: what it was at first, what it is at last", () => {
  const lines = historyLines("tsk_1",
    [
      entry(4, "ada", 6, { points: 8, title: "b" }, { points: 5, title: "a" }),
      entry(3, "ada", 4, { points: 5, priority: "none" }, { points: 3, priority: "high" }),
      entry(2, "ada", 2, { priority: "high" }, { priority: "none" }),
    ],
    names,
  );
  assert.equal(lines.length, 1);
  assert.deepEqual(lines[0]!.words, ["set points 3 \u2192 8", "changed the title, which was \u201ca\u201d"]);
  assert.deepEqual(lines[0]!.ops, ["4", "3", "2"]);
});

test("what was done and taken back again is no line", () => {
  assert.deepEqual(historyLines("tsk_1", [entry(2, "ada", 2, { points: 3 }, { points: 5 }), entry(1, "ada", 1, { points: 5 }, { points: 3 })], names), []);
});

test("subtasks that were made are one part of a sentence, and no creation of the task itself", () => {
  const made = (seq: number, id: string) => ({ ...entry(seq, "ada", 5, {}, {}, "task.created"), id });
  const lines = historyLines("tsk_1", [made(4, "tsk_3"), made(3, "tsk_2"), entry(1, "ada", 0, { title: "x" }, {}, "task.created")], names);
  assert.equal(lines.length, 2);
  assert.deepEqual(lines[0]!.words, ["added it"]);
  assert.deepEqual(lines[0]!.ops, []);
  assert.deepEqual(lines[1]!.ops, ["4", "3"]);
  assert.equal(lines[1]!.words.length, 1);
});
