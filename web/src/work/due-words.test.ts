import assert from "node:assert/strict";
import { test } from "node:test";
import { readDay } from "./due-words";

const now = new Date(2026, 10, 25); // a Wednesday
const read = (typed: string, monthFirst = false) => {
  const day = readDay(typed, now, monthFirst);
  return day && `${day.getFullYear()}-${String(day.getMonth() + 1).padStart(2, "0")}-${String(day.getDate()).padStart(2, "0")}`;
};

test("days are read as people write them", () => {
  const table: [string, string | undefined][] = [
    ["2026-11-27", "2026-11-27"],
    ["27.11.", "2026-11-27"],
    ["27.11", "2026-11-27"],
    ["3.2.", "2027-02-03"],
    ["27/11/2027", "2027-11-27"],
    ["27.11.27", "2027-11-27"],
    ["27 nov", "2026-11-27"],
    ["Nov 27", "2026-11-27"],
    ["1. January", "2027-01-01"],
    ["27 November 2028", "2028-11-27"],
    ["fri", "2026-11-27"],
    ["Friday", "2026-11-27"],
    ["wed", "2026-12-02"],
    ["next monday", "2026-11-30"],
    ["+3", "2026-11-28"],
    ["in 3 days", "2026-11-28"],
    ["2w", "2026-12-09"],
    ["in 2 weeks", "2026-12-09"],
    ["1m", "2026-12-25"],
    ["2 months", "2027-01-25"],
    ["31 feb", undefined],
    ["2026-13-01", undefined],
    ["31.04.2026", undefined],
    ["3", undefined],
    ["soon", undefined],
    ["m", undefined],
    ["", undefined],
  ];
  for (const [typed, day] of table) assert.equal(read(typed), day, typed);
});

test("where the month comes first, it does", () => {
  assert.equal(read("11/27", true), "2026-11-27");
  assert.equal(read("27.11.", true), "2026-11-27");
});
