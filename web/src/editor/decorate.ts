// What a text shows without being changed by it: bare addresses and keys of
// tasks as links, and what an empty text says.

import type { Node } from "prosemirror-model";
import { Plugin, PluginKey, type Transaction } from "prosemirror-state";
import { Decoration, DecorationSet } from "prosemirror-view";
import { addressesIn, whole } from "./address";
import { schema } from "./schema";

export const KEY = /(?<![\w-])[A-Z][A-Z0-9]{1,9}-[1-9]\d{0,8}(?![\w-])/g;
const plugin = new PluginKey<DecorationSet>("links");

/** isKey: is there a project with such keys? */
export function links(isKey: (key: string) => boolean): Plugin<DecorationSet> {
  const within = (block: Node, pos: number): Decoration[] => {
    const found: Decoration[] = [];
    if (block.type.spec.code) return found;
    block.forEach((child, offset) => {
      if (!child.isText || schema.marks.code.isInSet(child.marks) || schema.marks.link.isInSet(child.marks)) return;
      const start = pos + 1 + offset;
      const text = child.text!;
      const addresses = addressesIn(text);
      for (const [from, to] of addresses) found.push(Decoration.inline(start + from, start + to, { class: "bare", "data-href": whole(text.slice(from, to)) }));
      for (const match of text.matchAll(KEY)) {
        const at = match.index;
        if (isKey(match[0]) && !addresses.some(([from, to]) => at >= from && at < to)) found.push(Decoration.inline(start + at, start + at + match[0].length, { class: "key", "data-key": match[0] }));
      }
    });
    return found;
  };
  const all = (doc: Node): DecorationSet => {
    const list: Decoration[] = [];
    doc.descendants((node, pos) => {
      if (node.isTextblock) list.push(...within(node, pos));
      return !node.isTextblock;
    });
    return DecorationSet.create(doc, list);
  };
  return new Plugin({
    key: plugin,
    state: {
      init: (_, state) => all(state.doc),
      apply: (tr, set) => {
        if (!tr.docChanged) return set;
        let next = set.map(tr.mapping, tr.doc);
        const seen = new Set<number>();
        for (const [from, to] of changed(tr)) {
          tr.doc.nodesBetween(from, to, (node, pos) => {
            if (!node.isTextblock) return true;
            if (seen.has(pos)) return false;
            seen.add(pos);
            next = next.remove(next.find(pos + 1, pos + node.nodeSize - 1)).add(tr.doc, within(node, pos));
            return false;
          });
        }
        return next;
      },
    },
    props: { decorations: (state) => plugin.getState(state) },
  });
}

/** What of the new document a transaction has touched. */
function changed(tr: Transaction): [number, number][] {
  const list: [number, number][] = [];
  tr.mapping.maps.forEach((map, i) => {
    map.forEach((_, __, start, end) => {
      const rest = tr.mapping.slice(i + 1);
      list.push([Math.max(0, rest.map(start, -1) - 1), Math.min(tr.doc.content.size, rest.map(end, 1) + 1)]);
    });
  });
  // Marks and attributes change nothing that a map tells of.
  tr.steps.forEach((step, i) => {
    const { from, to, pos } = step as unknown as { from?: number; to?: number; pos?: number };
    const start = from ?? pos;
    if (start === undefined) return;
    const rest = tr.mapping.slice(i + 1);
    list.push([rest.map(Math.min(start, tr.docs[i]!.content.size), -1), Math.min(tr.doc.content.size, rest.map(Math.min(to ?? start, tr.docs[i]!.content.size), 1))]);
  });
  return list.map(([from, to]) => [Math.min(from, tr.doc.content.size), Math.min(Math.max(from, to), tr.doc.content.size)]);
}

export function isBlank(doc: Node): boolean {
  return doc.childCount === 1 && doc.firstChild!.type === schema.nodes.paragraph && doc.firstChild!.content.size === 0;
}

export function placeholder(words: string): Plugin {
  return new Plugin({
    props: {
      decorations: ({ doc }) => (isBlank(doc) ? DecorationSet.create(doc, [Decoration.node(0, doc.content.size, { class: "blank", "data-placeholder": words })]) : null),
    },
  });
}
