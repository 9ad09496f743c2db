// What of a document markdown can say. Spaces at the edges of lines, empty
// paragraphs and bold spaces are gone when it is read again: they are taken
// away before it is written, so that what is written can be compared.

import { Fragment, type Mark, type Node } from "prosemirror-model";
import { schema } from "./schema";

const EDGED = ["strong", "em", "strike"] as const;

export function settle(node: Node): Node {
  if (node.isTextblock) return node.type.spec.code ? node : node.copy(Fragment.from(line(node)));
  const children: Node[] = [];
  node.forEach((child) => {
    const settled = settle(child);
    if (!(settled.type === schema.nodes.paragraph && settled.content.size === 0)) children.push(settled);
  });
  if (children.length === 0 && !node.isLeaf) children.push(schema.nodes.paragraph.create());
  return node.isLeaf ? node : node.copy(Fragment.from(children));
}

function line(block: Node): Node[] {
  let nodes: Node[] = [];
  block.forEach((child) => nodes.push(child));
  nodes = edges(trimmed(nodes));
  return joined(nodes);
}

/** No break at the end or the beginning, no spaces beside one. */
function trimmed(nodes: Node[]): Node[] {
  const list = [...nodes];
  const isBreak = (node: Node | undefined) => node?.type === schema.nodes.hard_break;
  for (let changed = true; changed; ) {
    changed = false;
    for (let i = 0; i < list.length; i++) {
      const node = list[i]!;
      if (!node.isText || schema.marks.code.isInSet(node.marks)) continue;
      let text = node.text!;
      if (i === 0 || isBreak(list[i - 1])) text = text.replace(/^[ \t]+/, "");
      if (i === list.length - 1 || isBreak(list[i + 1])) text = text.replace(/[ \t]+$/, "");
      if (text === node.text) continue;
      changed = true;
      list.splice(i, 1, ...(text ? [schema.text(text, node.marks)] : []));
      i--;
    }
    while (isBreak(list[0])) changed = Boolean(list.shift());
    while (isBreak(list[list.length - 1])) changed = Boolean(list.pop());
  }
  return list;
}

/** Bold, emphasis and what is struck begin and end at words. */
function edges(nodes: Node[]): Node[] {
  const list = [...nodes];
  const has = (node: Node | undefined, mark: Mark) => Boolean(node && mark.isInSet(node.marks));
  for (const name of EDGED) {
    const type = schema.marks[name];
    for (let i = 0; i < list.length; i++) {
      const node = list[i]!;
      const mark = type.isInSet(node.marks);
      if (!mark) continue;
      const bare = mark.removeFromSet(node.marks);
      if (node.type === schema.nodes.hard_break) {
        if (!has(list[i - 1], mark) || !has(list[i + 1], mark)) {
          list.splice(i, 1, node.mark(bare));
          i = Math.max(-1, i - 2);
        }
        continue;
      }
      if (!node.isText || schema.marks.code.isInSet(node.marks)) continue;
      const [, front = "", middle = "", back = ""] = /^(\s*)([^]*?)(\s*)$/.exec(node.text!)!;
      const opens = front && !has(list[i - 1], mark);
      const closes = back && !has(list[i + 1], mark);
      if (!opens && !closes) continue;
      const inner = (opens ? "" : front) + middle + (closes ? "" : back);
      list.splice(i, 1, ...[opens ? schema.text(front, bare) : null, inner ? schema.text(inner, node.marks) : null, closes && (inner || !opens) ? schema.text(back, bare) : null].filter((one) => one !== null));
      i = Math.max(-1, i - 2);
    }
  }
  return list;
}

function joined(nodes: Node[]): Node[] {
  const out: Node[] = [];
  for (const node of nodes) {
    const last = out[out.length - 1];
    if (last?.isText && node.isText && last.sameMarkup(node)) out[out.length - 1] = schema.text(last.text! + node.text!, last.marks);
    else out.push(node);
  }
  return out;
}

const LOOKS = new Set(["tight", "marker", "delimiter", "auto"]);

/** Do they say the same? How it is written down (markers, blank lines) does not count. */
export function same(a: Node, b: Node): boolean {
  if (a.type !== b.type || a.text !== b.text || a.childCount !== b.childCount || !sameAttrs(a.attrs, b.attrs) || a.marks.length !== b.marks.length) return false;
  for (let i = 0; i < a.marks.length; i++) if (a.marks[i]!.type !== b.marks[i]!.type || !sameAttrs(a.marks[i]!.attrs, b.marks[i]!.attrs)) return false;
  for (let i = 0; i < a.childCount; i++) if (!same(a.child(i), b.child(i))) return false;
  return true;
}

function sameAttrs(a: Readonly<Record<string, unknown>>, b: Readonly<Record<string, unknown>>): boolean {
  for (const name in a) if (a[name] !== b[name] && !LOOKS.has(name)) return false;
  return true;
}
