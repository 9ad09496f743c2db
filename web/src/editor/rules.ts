// What becomes of markdown while it is typed. Backspace right after it takes it back.

import { InputRule, inputRules, textblockTypeInputRule, wrappingInputRule } from "prosemirror-inputrules";
import type { MarkType } from "prosemirror-model";
import type { Plugin } from "prosemirror-state";
import { around } from "./commands";
import { schema } from "./schema";

const { nodes, marks } = schema;

/** "**bold**": the marks go, the words between them get it. */
function marked(pattern: RegExp, type: MarkType): InputRule {
  return new InputRule(pattern, (state, match, start, end) => {
    const [whole, lead, words] = match as unknown as [string, string, string];
    const $start = state.doc.resolve(start);
    if ($start.parent.type.spec.code || marks.code.isInSet($start.marks()) || state.doc.rangeHasMark(start, end, marks.code)) return null;
    const open = start + lead.length;
    const from = start + whole.indexOf(words, lead.length + 1);
    const tr = state.tr;
    if (from + words.length < end) tr.delete(from + words.length, end);
    tr.delete(open, from);
    return tr.addMark(open, open + words.length, type.create()).removeStoredMark(type);
  }, { inCodeMark: false });
}

/** "[ ] " at the beginning of a line or of an item. */
const box = new InputRule(/^\[( |x|X)?\]\s$/, (state, match, start, end) => {
  const $start = state.doc.resolve(start);
  if ($start.parent.type !== nodes.paragraph) return null;
  const checked = match[1]?.toLowerCase() === "x";
  const tr = state.tr.delete(start, end);
  const depth = around($start, (node) => node.type === nodes.list_item);
  if (depth && depth === $start.depth - 1 && $start.index(depth) === 0) return tr.setNodeAttribute($start.before(depth), "checked", checked);
  const range = tr.doc.resolve(start).blockRange();
  if (!range || !range.parent.canReplaceWith(range.startIndex, range.endIndex, nodes.bullet_list)) return null;
  return tr.wrap(range, [{ type: nodes.bullet_list }, { type: nodes.list_item, attrs: { checked } }]);
});

export const typedMarkdown = (): Plugin =>
  inputRules({
    rules: [
      textblockTypeInputRule(/^(#{1,6})\s$/, nodes.heading, (match) => ({ level: match[1]!.length })),
      textblockTypeInputRule(/^```([\w+#.-]*)\s$/, nodes.code_block, (match) => ({ params: match[1] ?? "" })),
      wrappingInputRule(/^\s*>\s$/, nodes.blockquote),
      wrappingInputRule(/^\s*([-+*])\s$/, nodes.bullet_list, (match) => ({ marker: match[1] })),
      wrappingInputRule(/^(\d{1,9})([.)])\s$/, nodes.ordered_list, (match) => ({ start: Number(match[1]), delimiter: match[2] }), (match, node) => node.childCount + (node.attrs.start as number) === Number(match[1])),
      box,
      marked(/(^|[^*\w])\*\*([^*\s](?:[^*]*[^*\s])?)\*\*$/, marks.strong),
      marked(/(^|[^_\w])__([^_\s](?:[^_]*[^_\s])?)__$/, marks.strong),
      marked(/(^|[^*\w])\*([^*\s](?:[^*]*[^*\s])?)\*$/, marks.em),
      marked(/(^|[^_\w])_([^_\s](?:[^_]*[^_\s])?)_$/, marks.em),
      marked(/(^|[^~])~~([^~\s](?:[^~]*[^~\s])?)~~$/, marks.strike),
      marked(/(^|[^`])`([^`]+)`$/, marks.code),
    ],
  });
