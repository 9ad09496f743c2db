// Which rows of a long column are drawn. Rows flow naturally between two spacers,
// so what is on the page need not know its place.

export interface Window {
  start: number;
  end: number;
  before: number;
  after: number;
}

/** Rows that touch [top, bottom), and the heights that stand for the others. */
export function visibleRows(heights: readonly number[], top: number, bottom: number): Window {
  let at = 0;
  let start = 0;
  while (start < heights.length && at + heights[start]! <= top) at += heights[start++]!;
  const before = at;
  let end = start;
  while (end < heights.length && at < bottom) at += heights[end++]!;
  let after = 0;
  for (let i = end; i < heights.length; i++) after += heights[i]!;
  return { start, end, before, after };
}

export function topOf(heights: readonly number[], index: number): number {
  let at = 0;
  for (let i = 0; i < index && i < heights.length; i++) at += heights[i]!;
  return at;
}
