// The columns a list can have. Widths are in rem, so a larger text size widens them too.

import type { FilterField, SortName } from "./filter-rules";
import type { FieldName } from "./open-field";

export interface Column {
  width: number;
  least: number;
  /** What a press on its cells changes. */
  field?: FieldName;
  sort?: SortName;
  /** A filter that leaves one value of this makes the column say nothing. */
  filter?: FilterField;
  end?: true;
}

const defs = {
  status: { width: 1.25, least: 1.25, field: "status", sort: "status", filter: "status" },
  priority: { width: 1.25, least: 1.25, field: "priority", sort: "priority", filter: "priority" },
  key: { width: 5.75, least: 3, sort: "number" },
  title: { width: 14, least: 8, sort: "title" },
  type: { width: 5, least: 3, field: "type", sort: "type", filter: "type" },
  labels: { width: 10, least: 4, field: "labels", sort: "label" },
  assignees: { width: 6, least: 2, field: "assignees", sort: "assignee" },
  reporter: { width: 7, least: 1.75, filter: "reporter" },
  due: { width: 5.25, least: 3.5, field: "due", sort: "due" },
  parent: { width: 10, least: 4, field: "parent", filter: "parent" },
  subtasks: { width: 5, least: 3 },
  comments: { width: 4, least: 2.5, end: true },
  statusSince: { width: 5, least: 3.5, sort: "statusSince" },
  createdAt: { width: 5.5, least: 3.5, sort: "createdAt" },
  updatedAt: { width: 4.75, least: 3.5, sort: "updatedAt" },
  points: { width: 3, least: 2.5, field: "points", sort: "points", end: true },
} as const satisfies Record<string, Column>;

export type ColumnName = keyof typeof defs;
export const COLUMNS: Record<ColumnName, Column> = defs;
export const COLUMN_NAMES = Object.keys(defs) as ColumnName[];
export const USUAL: ColumnName[] = ["status", "priority", "key", "title", "labels", "assignees", "due", "updatedAt", "points"];

export const WIDEST = 40;
/** Narrower than this a mark stands alone, without its word. */
export const SLIM = 4.5;
/** Where there is little room these go first. */
export const SPARE: ReadonlySet<ColumnName> = new Set<ColumnName>(["labels", "updatedAt", "createdAt", "statusSince", "reporter", "parent", "comments", "subtasks", "type"]);
/** Beside an open task these stay. */
export const BESIDE: ReadonlySet<ColumnName> = new Set<ColumnName>(["status", "priority", "key", "title", "assignees"]);
export function fitting(name: ColumnName, width: number | undefined): number {
  const { least, width: usual } = COLUMNS[name];
  return Math.max(least, Math.min(WIDEST, width ?? usual));
}

/** Puts a column before another, or at the end. */
export function movedBefore(list: readonly ColumnName[], name: ColumnName, before: ColumnName | undefined): ColumnName[] {
  const rest = list.filter((other) => other !== name);
  const at = before === undefined ? -1 : rest.indexOf(before);
  return at < 0 ? [...rest, name] : [...rest.slice(0, at), name, ...rest.slice(at)];
}
