// What a view of a project shows, as it stands behind the "?" of its address:
//
//   ?status=sts_1,sts_2&assignee=me&not.label=lbl_3&due=overdue&q=docker&sort=-priority,due&group=assignee
//
// The names are those of the API's list of tasks. Values of one field are
// alternatives, fields add up. Only pure functions stand here.

import type { Id, Priority, Task } from "../api/types";

export const FIELDS = ["status", "assignee", "reporter", "label", "type", "priority", "due", "points", "parent"] as const;
export type FilterField = (typeof FIELDS)[number];

/** "Label is none of a, b": one chip. */
export interface Clause {
  field: FilterField;
  not: boolean;
  values: string[];
}

export const SORTS = ["rank", "number", "title", "status", "type", "priority", "assignee", "label", "due", "points", "createdAt", "updatedAt", "statusSince"] as const;
export type SortName = (typeof SORTS)[number];
export interface SortKey {
  by: SortName;
  down: boolean;
}

export const GROUPS = ["none", "status", "assignee", "label", "priority", "type", "due", "parent"] as const;
export type GroupName = (typeof GROUPS)[number];

export interface View {
  clauses: Clause[];
  /** Words of the key or title. */
  q: string;
  /** Empty: as the person last had it. */
  sort: SortKey[];
  group: GroupName | "";
  /** What else stands in the address; it is somebody else's and is kept. */
  rest: [string, string][];
}

export const NO_VIEW: View = { clauses: [], q: "", sort: [], group: "", rest: [] };

export function parseView(search: string): View {
  const view: View = { clauses: [], q: "", sort: [], group: "", rest: [] };
  for (const [name, text] of new URLSearchParams(search)) {
    const not = name.startsWith("not.");
    const field = (not ? name.slice(4) : name) as FilterField;
    if (FIELDS.includes(field)) {
      const known = view.clauses.find((clause) => clause.field === field && clause.not === not);
      const values = [...new Set([...(known?.values ?? []), ...text.split(",").map((value) => value.trim()).filter((value) => fits(field, value))])];
      if (known) known.values = values;
      else if (values.length > 0) view.clauses.push({ field, not, values });
    } else if (name === "q") view.q = text;
    else if (name === "sort") view.sort = parseSort(text);
    else if (name === "group") view.group = GROUPS.find((group) => group === text) ?? "";
    else view.rest.push([name, text]);
  }
  return view;
}

const PRIORITIES: readonly string[] = ["none", "low", "medium", "high", "urgent"] satisfies Priority[];
const TYPES: readonly string[] = ["task", "bug", "story", "chore"];
const DUE = /^(overdue|today|week|none|\d{1,3}d|\d{4}-\d\d-\d\d|(\d{4}-\d\d-\d\d)?\.\.(\d{4}-\d\d-\d\d)?)$/;

/** Addresses are written by people, too: what cannot be meant is left out. */
function fits(field: FilterField, value: string): boolean {
  if (field === "priority") return PRIORITIES.includes(value);
  if (field === "type") return TYPES.includes(value);
  if (field === "due") return DUE.test(value) && value !== "..";
  if (field === "points") return value === "none" || /^\d+(\.\d+)?$/.test(value);
  return value !== "";
}

export function parseSort(text: string): SortKey[] {
  const keys: SortKey[] = [];
  for (const word of text.split(",")) {
    const down = word.startsWith("-");
    const by = SORTS.find((name) => name === word.slice(down ? 1 : 0));
    if (by && !keys.some((key) => key.by === by)) keys.push({ by, down });
  }
  return keys;
}

export function printSort(keys: readonly SortKey[]): string {
  return keys.map(({ by, down }) => (down ? `-${by}` : by)).join(",");
}

/** The address' part from the "?" on, or "" where there is nothing to say. */
export function printView(view: View): string {
  const e = encodeURIComponent;
  const parts = view.clauses.filter((clause) => clause.values.length > 0).map(({ field, not, values }) => `${not ? "not." : ""}${field}=${values.map(e).join(",")}`);
  if (view.q.trim()) parts.push(`q=${e(view.q)}`);
  if (view.sort.length > 0) parts.push(`sort=${printSort(view.sort)}`);
  if (view.group) parts.push(`group=${view.group}`);
  parts.push(...view.rest.map(([name, value]) => (value ? `${e(name)}=${e(value)}` : e(name))));
  return parts.length > 0 ? `?${parts.join("&")}` : "";
}

/** What the words of a filter mean for whom and when. */
export interface Meaning {
  me: Id;
  /** "2026-11-27", the reader's day. */
  today: string;
  /** Statuses in which nothing is late any more. */
  finished: ReadonlySet<Id>;
}

export type Matches = (task: Task) => boolean;

/** The filter as one question, made once for many tasks. */
export function matcher(view: Pick<View, "clauses" | "q">, meaning: Meaning): Matches {
  const tests = view.clauses.map((clause) => clauseTest(clause, meaning));
  const words = wordsTest(view.q);
  if (words) tests.push(words);
  return (task) => tests.every((test) => test(task));
}

export function matches(task: Task, view: Pick<View, "clauses" | "q">, meaning: Meaning): boolean {
  return matcher(view, meaning)(task);
}

function clauseTest({ field, not, values }: Clause, meaning: Meaning): Matches {
  const holds = valueTest(field, values, meaning);
  return not ? (task) => !holds(task) : holds;
}

function valueTest(field: FilterField, values: string[], meaning: Meaning): Matches {
  const asked = new Set(values.map((value) => (value === "me" ? meaning.me : value)));
  const none = asked.has("none");
  switch (field) {
    case "assignee":
      return ({ assignees }) => (none && assignees.length === 0) || assignees.some((id) => asked.has(id));
    case "label":
      return ({ labels }) => (none && labels.length === 0) || labels.some((id) => asked.has(id));
    case "points":
      return ({ points }) => (points === null ? none : asked.has(String(points)));
    case "parent":
      return ({ parent }) => (parent ? asked.has(parent) : none);
    case "due": {
      const spans = values.map((value) => span(value, meaning));
      return (task) => spans.some((test) => test(task));
    }
    default:
      return (task) => asked.has(task[field]);
  }
}

/** One word about a due date. Days are compared as text. */
function span(value: string, { today, finished }: Meaning): Matches {
  if (value === "none") return ({ due }) => !due;
  if (value === "overdue") return ({ due, status }) => !!due && due < today && !finished.has(status);
  if (value === "today") return between(today, today);
  const days = value === "week" ? 7 : /^\d+d$/.test(value) ? parseInt(value, 10) : 0;
  if (days > 0) return between(today, addDays(today, days - 1));
  const [from = "", to = from] = value.split("..");
  return between(from, to || "9999");
}

const between = (from: string, to: string): Matches => ({ due }) => !!due && due >= from && due <= to;

export function addDays(day: string, days: number): string {
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() + days);
  return date.toISOString().slice(0, 10);
}

/** Letters as a searcher writes them: small, and without accents. */
export function fold(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}

const folded = new WeakMap<Task, string>();

function wordsTest(q: string): Matches | undefined {
  const needles = fold(q).split(/\s+/).filter(Boolean);
  if (needles.length === 0) return undefined;
  return (task) => {
    let text = folded.get(task);
    if (text === undefined) folded.set(task, (text = fold(`${task.key} ${task.title}`)));
    return needles.every((needle) => text.includes(needle));
  };
}

/** The view with other values for one chip; without values the chip goes. */
export function withClause(view: View, at: number, clause: Clause | undefined): View {
  const clauses = [...view.clauses];
  if (!clause || clause.values.length === 0) clauses.splice(at, 1);
  else {
    // "Label is a" twice is one chip.
    const twin = clauses.findIndex((other, i) => i !== at && other.field === clause.field && other.not === clause.not);
    if (twin >= 0) {
      clauses[twin] = { ...clause, values: [...new Set([...clauses[twin]!.values, ...clause.values])] };
      if (at < clauses.length) clauses.splice(at, 1);
    } else clauses[at] = clause;
  }
  return { ...view, clauses };
}
