// A document that knows where it came from. What nobody touched is written back
// exactly as it stood, to the byte: only blocks that were changed are written
// anew. So opening a text changes nothing of it, and two people who edit
// different blocks do not meet.

import { Fragment, type Node } from "prosemirror-model";
import { type Piece, read, type Read } from "./parse";
import { apart, type ItemSource, markerOf, printBlock } from "./print";
import { isList, schema } from "./schema";

interface Known {
  node: Node;
  text: string;
  /** What stood between it and the block before. */
  gap: string;
  at: number;
}

export class Source {
  readonly doc: Node;
  private readonly blocks: Known[] = [];
  private readonly byNode = new WeakMap<Node, Known>();
  /** Undo makes new nodes that say the same: they are found by their words. */
  private readonly byWords = new Map<string, Known[]>();
  private readonly items = new WeakMap<Node, string>();
  private readonly itemsByWords = new Map<string, { node: Node; text: string }[]>();
  private readonly printed = new WeakMap<Node, string>();
  private readonly references: Read["references"];
  private trailing = "";

  constructor(readonly markdown: string) {
    const { pieces, references } = read(markdown);
    this.references = references && Object.keys(references).length > 0 ? references : undefined;
    const lines = linesOf(markdown);
    let from = 0;
    let line = 0;
    const take = (begin: number, end: number, make: (text: string) => Node, items: Piece["items"] = []) => {
      const [start, stop] = [lines[begin]!.start, lines[end - 1]!.end];
      const text = markdown.slice(start, stop);
      const known: Known = { node: make(text), text, gap: markdown.slice(from, start), at: this.blocks.length };
      this.blocks.push(known);
      this.byNode.set(known.node, known);
      append(this.byWords, wordsOf(known.node), known);
      if (known.node.type !== schema.nodes.raw) for (const item of items) this.keepItem(item, lines, markdown);
      from = stop;
      line = end;
    };
    for (const piece of pieces) {
      let end = piece.end;
      while (end > piece.begin + 1 && lines[end - 1]!.blank) end--;
      this.uncovered(line, piece.begin, lines, take);
      take(piece.begin, end, (text) => this.faithful(piece.node, text), piece.items);
    }
    this.uncovered(line, lines.length, lines, take);
    this.trailing = markdown.slice(from);
    this.doc = schema.nodes.doc.create(null, this.blocks.length > 0 ? this.blocks.map((known) => known.node) : schema.nodes.paragraph.create());
  }

  /** What no block covers is shown as it is: addresses that are defined apart. */
  private uncovered(from: number, to: number, lines: Line[], take: (begin: number, end: number, make: (text: string) => Node) => void): void {
    for (let begin = from; begin < to; begin++) {
      if (lines[begin]!.blank) continue;
      let end = begin + 1;
      while (end < to && !lines[end]!.blank) end++;
      take(begin, end, rawNode);
      begin = end;
    }
  }

  /** A block whose markdown we could not write again stays markdown. */
  private faithful(node: Node, text: string): Node {
    if (DEEP.test(text)) return rawNode(text);
    const { text: again, faithful } = printBlock(node, this.references);
    if (!faithful) return rawNode(text);
    this.printed.set(node, again);
    return node;
  }

  private keepItem({ node, begin, end }: Piece["items"][number], lines: Line[], markdown: string): void {
    let last = end;
    while (last > begin + 1 && lines[last - 1]!.blank) last--;
    const text = markdown.slice(lines[begin]!.start, lines[last - 1]!.end).replace(/\r\n?/g, "\n");
    if (/^[ \t]/.test(text)) return;
    this.items.set(node, text);
    append(this.itemsByWords, wordsOf(node), { node, text });
  }

  private readonly itemSource: ItemSource = (item, marker) => {
    const text = this.items.get(item) ?? this.itemsByWords.get(wordsOf(item))?.find((one) => one.node.eq(item))?.text;
    if (text === undefined) return undefined;
    if (/^\d/.test(marker)) {
      const [, number = "", rest = ""] = /^(\d+[.)])([^]*)$/.exec(text) ?? [];
      return number.length === marker.length ? marker + rest : undefined;
    }
    return text.startsWith(marker) ? text : undefined;
  };

  private known(node: Node): Known | undefined {
    return this.byNode.get(node) ?? this.byWords.get(wordsOf(node))?.find((known) => known.node.eq(node));
  }

  /** The markdown of a document that was made from this one. */
  print(doc: Node): string {
    if (doc === this.doc || doc.eq(this.doc)) return this.markdown;
    const list: { node: Node; known: Known | undefined; at: number }[] = [];
    doc.forEach((node) => {
      const known = this.known(node);
      if (node.type !== schema.nodes.paragraph || node.content.size > 0) list.push({ node, known, at: known?.at ?? -1 });
    });
    // A block between two that stood around one is that one, changed: the blank lines about it stay.
    list.forEach((one, i) => {
      const before = i === 0 ? -1 : list[i - 1]!.at;
      const after = i === list.length - 1 ? this.blocks.length : (list[i + 1]!.known?.at ?? -1);
      if (!one.known && (i === 0 || before >= 0) && after === before + 2) one.at = before + 1;
    });
    let out = "";
    let last: { node: Node; marker: string; at: number } | undefined;
    for (const { node, known, at } of list) {
      const follows = at >= 0 && (last ? last.at === at - 1 : at === 0);
      const parted = last && isList(node) && !(known && follows) ? apart(node, last.node, last.marker) : node;
      const text = known && parted === node && (follows || stands(known.text)) ? known.text : this.fresh(parted);
      if (!text.trim()) continue;
      const gap = follows ? this.blocks[at]!.gap : "";
      out += !last ? gap : follows && (known || gap.split("\n").length > 2) ? gap : "\n\n";
      out += text;
      last = { node, marker: markerOf(parted), at };
    }
    return last && last.at === this.blocks.length - 1 ? out + this.trailing : out;
  }

  private fresh(node: Node): string {
    let text = this.printed.get(node);
    if (text === undefined) {
      text = printBlock(node, this.references, this.itemSource).text;
      this.printed.set(node, text);
    }
    return text;
  }
}

/** Deeper than the server shows, and than the parser reads. */
const DEEP = /^(?:[ \t]*(?:>|(?:[-+*]|\d{1,9}[.)])(?=[ \t]))[ \t]*){20}|^ {60,}(?:[-+*]|\d{1,9}[.)]) /m;

/** Indented code, and what is indented otherwise, means something else after another block. */
function stands(text: string): boolean {
  return !/^[ \t]/.test(text);
}

function rawNode(text: string): Node {
  return schema.nodes.raw.create(null, schema.text(text.replace(/\r\n?/g, "\n")));
}

interface Line {
  start: number;
  end: number;
  blank: boolean;
}

function linesOf(text: string): Line[] {
  const lines: Line[] = [];
  const breaks = /\r\n|\r|\n/g;
  let start = 0;
  for (let found = breaks.exec(text); ; found = breaks.exec(text)) {
    const end = found ? found.index : text.length;
    lines.push({ start, end, blank: !text.slice(start, end).trim() });
    if (!found) return lines;
    start = found.index + found[0].length;
  }
}

function wordsOf(node: Node): string {
  return `${node.type.name} ${node.childCount} ${node.textContent}`;
}

function append<T>(map: Map<string, T[]>, key: string, value: T): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}

/** Markdown of pieces that came from nowhere: what is copied. */
export function printFragment(content: Fragment): string {
  const nodes: Node[] = [];
  content.forEach((node) => void nodes.push(node));
  const inline = nodes.every((node) => node.isInline);
  const list = inline ? [schema.nodes.paragraph.create(null, content)] : nodes;
  return list.map((node) => printBlock(node).text).filter(Boolean).join("\n\n");
}
