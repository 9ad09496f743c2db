// Tables: one head, rows of as many cells, each a line of text.

import type { Node } from "prosemirror-model";
import { type Command, type EditorState, TextSelection, type Transaction } from "prosemirror-state";
import { around, insertBlock } from "./commands";
import { type Align, schema } from "./schema";

const { nodes } = schema;

interface Where {
  table: Node;
  /** Before the table. */
  start: number;
  row: number;
  column: number;
  depth: number;
}

export function whereInTable(state: EditorState): Where | undefined {
  const { $from } = state.selection;
  const depth = around($from, (node) => node.type === nodes.table);
  if (depth === 0) return undefined;
  return { table: $from.node(depth), start: $from.before(depth), row: $from.index(depth), column: $from.index(depth + 1), depth };
}

export function insertTable(rows = 3, columns = 2): Command {
  const row = (head: boolean) => nodes.table_row.create(null, Array.from({ length: columns }, () => nodes.table_cell.create({ head })));
  const table = nodes.table.create(null, Array.from({ length: rows }, (_, i) => row(i === 0)));
  return insertBlock(table, (start) => start + 3);
}

/** "| a | b |" and Enter. */
export function tableOf(cells: string[]): Node {
  const row = (head: boolean, texts: string[]) => nodes.table_row.create(null, texts.map((text) => nodes.table_cell.create({ head }, text ? schema.text(text) : null)));
  return nodes.table.create(null, [row(true, cells), row(false, cells.map(() => ""))]);
}

const rowsOf = (table: Node): Node[][] => {
  const rows: Node[][] = [];
  table.forEach((row) => {
    const cells: Node[] = [];
    row.forEach((cell) => void cells.push(cell));
    rows.push(cells);
  });
  return rows;
};

/** Replaces the table by one of these cells and puts the selection into one of them. */
function rebuilt(tr: Transaction, { table, start }: Where, rows: Node[][], row: number, column: number): Transaction {
  const made = table.copy(nodes.table.create(null, rows.map((cells, i) => nodes.table_row.create(null, cells.map((cell) => nodes.table_cell.create({ ...cell.attrs, head: i === 0 }, cell.content))))).content);
  tr.replaceWith(start, start + table.nodeSize, made);
  return tr.setSelection(TextSelection.near(tr.doc.resolve(cellStart(made, start, Math.min(row, rows.length - 1), Math.min(column, rows[0]!.length - 1))))).scrollIntoView();
}

function cellStart(table: Node, start: number, row: number, column: number): number {
  let pos = start + 1;
  for (let i = 0; i < row; i++) pos += table.child(i).nodeSize;
  pos++;
  for (let i = 0; i < column; i++) pos += table.child(row).child(i).nodeSize;
  return pos + 1;
}

type Change = (rows: Node[][], at: Where) => [rows: Node[][], row: number, column: number] | undefined;

function change(how: Change): Command {
  return (state, dispatch) => {
    const at = whereInTable(state);
    const done = at && how(rowsOf(at.table), at);
    if (!at || !done) return false;
    dispatch?.(rebuilt(state.tr, at, ...done));
    return true;
  };
}

const empty = (like: Node) => nodes.table_cell.create({ ...like.attrs });

/** by 0: before, 1: after. */
export const addRow = (by: 0 | 1): Command =>
  change((rows, { row, column }) => {
    const at = Math.max(1, row + by);
    return [[...rows.slice(0, at), rows[0]!.map(empty), ...rows.slice(at)], at, column];
  });

export const addColumn = (by: 0 | 1): Command =>
  change((rows, { row, column }) => [rows.map((cells) => [...cells.slice(0, column + by), empty(cells[Math.min(column, cells.length - 1)]!), ...cells.slice(column + by)]), row, column + by]);

export const removeRow: Command = change((rows, { row, column }) => (row === 0 || rows.length < 2 ? undefined : [rows.filter((_, i) => i !== row), Math.min(row, rows.length - 2), column]));

export const removeColumn: Command = change((rows, { row, column }) => (rows[0]!.length < 2 ? undefined : [rows.map((cells) => cells.filter((_, i) => i !== column)), row, Math.max(0, column - 1)]));

export const moveColumn = (by: -1 | 1): Command =>
  change((rows, { row, column }) => {
    const to = column + by;
    if (to < 0 || to >= rows[0]!.length) return undefined;
    return [rows.map((cells) => {
      const next = [...cells];
      [next[column], next[to]] = [next[to]!, next[column]!];
      return next;
    }), row, to];
  });

export const align = (to: Align): Command =>
  change((rows, { row, column }) => [rows.map((cells) => cells.map((cell, i) => (i === column ? nodes.table_cell.create({ ...cell.attrs, align: to }, cell.content) : cell))), row, column]);

export const removeTable: Command = (state, dispatch) => {
  const at = whereInTable(state);
  if (!at) return false;
  if (dispatch) {
    const tr = state.tr.replaceWith(at.start, at.start + at.table.nodeSize, nodes.paragraph.create());
    dispatch(tr.setSelection(TextSelection.near(tr.doc.resolve(at.start + 1))).scrollIntoView());
  }
  return true;
};

/** The next cell, or the one before; past the last a new row begins. */
export const nextCell = (by: 1 | -1): Command => (state, dispatch, view) => {
  const at = whereInTable(state);
  if (!at) return false;
  const columns = at.table.child(0).childCount;
  const index = at.row * columns + at.column + by;
  if (index < 0) return true;
  if (index >= at.table.childCount * columns) return addRow(1)(state, dispatch && ((tr) => dispatch(tr.setSelection(TextSelection.near(tr.doc.resolve(cellStart(tr.doc.nodeAt(at.start)!, at.start, at.row + 1, 0)))))), view);
  const start = cellStart(at.table, at.start, Math.floor(index / columns), index % columns);
  const cell = at.table.child(Math.floor(index / columns)).child(index % columns);
  dispatch?.(state.tr.setSelection(TextSelection.create(state.doc, start, start + cell.content.size)).scrollIntoView());
  return true;
};

/** Enter goes to the cell below; in the last row it leaves an empty row, or makes one. */
export const cellBelow: Command = (state, dispatch, view) => {
  const at = whereInTable(state);
  if (!at) return false;
  if (at.row === at.table.childCount - 1) {
    const row = at.table.child(at.row);
    if (at.row > 0 && row.textContent === "" && !row.firstChild!.firstChild) return leaveTable(at)(state, dispatch, view);
    return addRow(1)(state, dispatch, view);
  }
  dispatch?.(state.tr.setSelection(TextSelection.near(state.doc.resolve(cellStart(at.table, at.start, at.row + 1, at.column)))).scrollIntoView());
  return true;
};

const leaveTable = (at: Where): Command => (state, dispatch) => {
  if (dispatch) {
    const rows = rowsOf(at.table).slice(0, -1);
    const tr = rebuilt(state.tr, at, rows, 0, 0);
    const end = at.start + tr.doc.nodeAt(at.start)!.nodeSize;
    tr.insert(end, nodes.paragraph.create());
    dispatch(tr.setSelection(TextSelection.near(tr.doc.resolve(end + 1))).scrollIntoView());
  }
  return true;
};
