// Which rows of a long column are drawn. Rows flow naturally between two spacers,
// so what is on the page need not know its place.
//
// Heights stand in a tree of sums: where a row begins, which row is at a place and
// a row that turns out higher than was thought all cost the logarithm of the column.

export interface Window {
  start: number;
  end: number;
  before: number;
  after: number;
}

export class Heights {
  private readonly sums: Float64Array;
  private readonly own: Float64Array;
  /** The highest power of two that is not above the length. */
  private readonly top: number;

  constructor(readonly length: number, heightOf: (index: number) => number) {
    this.own = new Float64Array(length);
    this.sums = new Float64Array(length + 1);
    for (let i = 0; i < length; i++) this.own[i] = heightOf(i);
    for (let i = 1; i <= length; i++) {
      this.sums[i]! += this.own[i - 1]!;
      const parent = i + (i & -i);
      if (parent <= length) this.sums[parent]! += this.sums[i]!;
    }
    this.top = length === 0 ? 0 : 1 << (31 - Math.clz32(length));
  }

  of(index: number): number {
    return this.own[index] ?? 0;
  }

  set(index: number, height: number): void {
    const by = height - this.own[index]!;
    if (by === 0) return;
    this.own[index] = height;
    for (let i = index + 1; i <= this.length; i += i & -i) this.sums[i]! += by;
  }

  /** All rows before this one. */
  before(index: number): number {
    let sum = 0;
    for (let i = Math.min(index, this.length); i > 0; i -= i & -i) sum += this.sums[i]!;
    return sum;
  }

  get total(): number {
    return this.before(this.length);
  }

  /** The row at this distance from the top; the length, if it is below them all. */
  at(distance: number): number {
    let index = 0;
    let rest = distance;
    for (let step = this.top; step > 0; step >>= 1) {
      const next = index + step;
      if (next <= this.length && this.sums[next]! <= rest) {
        index = next;
        rest -= this.sums[next]!;
      }
    }
    return index;
  }

  /** Rows that touch [top, bottom), and the heights that stand for the others. */
  window(top: number, bottom: number): Window {
    const start = top <= 0 ? 0 : this.at(top);
    const last = bottom <= 0 ? 0 : this.at(bottom);
    // A row that begins at the bottom itself is not in the window.
    const end = bottom <= 0 ? 0 : last < this.length && this.before(last) < bottom ? last + 1 : last;
    const before = this.before(start);
    return { start, end: Math.max(start, end), before, after: this.total - this.before(Math.max(start, end)) };
  }
}
