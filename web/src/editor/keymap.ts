// Keys within a text.

import { baseKeymap, chainCommands, createParagraphNear, exitCode, liftEmptyBlock, newlineInCode, selectParentNode, splitBlock } from "prosemirror-commands";
import { redo, undo } from "prosemirror-history";
import { undoInputRule } from "prosemirror-inputrules";
import { keymap } from "prosemirror-keymap";
import { type Command, type Plugin, TextSelection } from "prosemirror-state";
import { around, codeBlock, hardBreak, heading, list, moveBlock, quote, raise, sink, splitItem, toggle, toggleBox } from "./commands";
import { schema } from "./schema";
import { addRow, cellBelow, nextCell, tableOf, whereInTable } from "./table";

const { nodes } = schema;

/** "```go" and Enter begin code, "| a | b |" and Enter a table, "---" a rule. */
const blockFromLine: Command = (state, dispatch) => {
  const { $from, empty } = state.selection;
  const { parent } = $from;
  if (!empty || parent.type !== nodes.paragraph || $from.parentOffset !== parent.content.size) return false;
  const line = parent.textContent;
  const fence = /^```([\w+#.-]*)$/.exec(line);
  if (fence) {
    if (!$from.node(-1).canReplaceWith($from.index(-1), $from.indexAfter(-1), nodes.code_block)) return false;
    dispatch?.(state.tr.delete($from.start(), $from.end()).setBlockType($from.start(), $from.start(), nodes.code_block, { params: fence[1]! }).scrollIntoView());
    return true;
  }
  const cells = /^\|(.+)\|$/.exec(line)?.[1]?.split("|").map((cell) => cell.trim());
  if (cells && cells.length > 1 && $from.depth === 1) {
    if (dispatch) {
      const table = tableOf(cells);
      const tr = state.tr.replaceWith($from.before(), $from.after(), $from.after() === state.doc.content.size ? [table, nodes.paragraph.create()] : table);
      dispatch(tr.setSelection(TextSelection.near(tr.doc.resolve($from.before() + table.child(0).nodeSize + 3))).scrollIntoView());
    }
    return true;
  }
  if (/^(?:---|\*\*\*|___)$/.test(line) && $from.node(-1).canReplaceWith($from.index(-1), $from.indexAfter(-1), nodes.horizontal_rule)) {
    if (dispatch) {
      const tr = state.tr.replaceWith($from.before(), $from.after(), [nodes.horizontal_rule.create(), nodes.paragraph.create()]);
      dispatch(tr.setSelection(TextSelection.near(tr.doc.resolve($from.before() + 2))).scrollIntoView());
    }
    return true;
  }
  return false;
};

/** In code two Enters at its end leave it. */
const leaveCode: Command = (state, dispatch, view) => {
  const { $from, empty } = state.selection;
  if (!empty || !$from.parent.type.spec.code || $from.parentOffset !== $from.parent.content.size || !/\n\n$/.test($from.parent.textContent)) return false;
  return exitCode(state, dispatch && ((tr) => dispatch(tr.delete($from.pos - 2, $from.pos))), view);
};

/** At the beginning of a heading, of code or of a quote Backspace makes words of it. */
const plainer: Command = (state, dispatch) => {
  const { $cursor } = state.selection as TextSelection;
  if (!$cursor || $cursor.parentOffset > 0) return false;
  if ($cursor.parent.type === nodes.heading || ($cursor.parent.type === nodes.code_block && $cursor.parent.content.size === 0)) {
    dispatch?.(state.tr.setBlockType($cursor.pos, $cursor.pos, nodes.paragraph));
    return true;
  }
  const item = around($cursor, (node) => node.type === nodes.list_item);
  if (item && item === $cursor.depth - 1 && $cursor.index(item) === 0) {
    if ($cursor.node(item).attrs.checked !== null) {
      dispatch?.(state.tr.setNodeAttribute($cursor.before(item), "checked", null));
      return true;
    }
    return raise(state, dispatch);
  }
  return false;
};

const tabInCode = (back: boolean): Command => (state, dispatch) => {
  const { $from, $to } = state.selection;
  if (!$from.parent.type.spec.code || !$from.sameParent($to)) return false;
  if (!dispatch) return true;
  const text = $from.parent.textContent;
  if (!back && state.selection.empty) dispatch(state.tr.insertText("  "));
  else {
    const tr = state.tr;
    const first = text.lastIndexOf("\n", $from.parentOffset - 1) + 1;
    for (let at = text.lastIndexOf("\n", Math.max(first, $to.parentOffset) - 1) + 1; at >= first; at = at > 0 ? text.lastIndexOf("\n", at - 2) + 1 : -1) {
      if (!back) tr.insertText("  ", $from.start() + at);
      else {
        const spaces = /^(?:\t| {1,2})/.exec(text.slice(at))?.[0].length ?? 0;
        if (spaces) tr.delete($from.start() + at, $from.start() + at + spaces);
      }
      if (at === 0) break;
    }
    dispatch(tr);
  }
  return true;
};

const inList: Command = (state) => around(state.selection.$from, (node) => node.type === nodes.list_item) > 0;

/** Within a list Tab never leaves the text: an item that cannot go deeper stays. */
const listTab = (back: boolean): Command => (state, dispatch) => {
  if (!inList(state)) return false;
  if (back) raise(state, dispatch);
  else sink(state, dispatch);
  return true;
};

const outOfTable: Command = (state, dispatch) => {
  const at = whereInTable(state);
  if (!at) return false;
  const end = at.start + at.table.nodeSize;
  if (dispatch) {
    const tr = state.tr;
    if (!state.doc.resolve(end).nodeAfter) tr.insert(end, nodes.paragraph.create());
    dispatch(tr.setSelection(TextSelection.near(tr.doc.resolve(end + 1))).scrollIntoView());
  }
  return true;
};

/** Below the last block there is always a line to go on in. */
const lineBelow: Command = (state, dispatch, view) => {
  const { $head, empty } = state.selection;
  const last = state.doc.lastChild!;
  if (!empty || last.type === nodes.paragraph || last.type === nodes.heading || $head.index(0) !== state.doc.childCount - 1 || !view?.endOfTextblock("down")) return false;
  // Only from the last line of it.
  for (let depth = $head.depth; depth > 0; depth--) if ($head.index(depth - 1) !== $head.node(depth - 1).childCount - 1 && $head.node(depth - 1).type !== nodes.table_row) return false;
  if (dispatch) {
    const tr = state.tr.insert(state.doc.content.size, nodes.paragraph.create());
    dispatch(tr.setSelection(TextSelection.near(tr.doc.resolve(tr.doc.content.size - 1))).scrollIntoView());
  }
  return true;
};

export function keys({ submit, leave, link }: { submit: () => boolean; leave: () => boolean; link: () => boolean }): Plugin[] {
  return [
    keymap({
      "Mod-z": undo, "Mod-Shift-z": redo, "Mod-y": redo, Backspace: chainCommands(undoInputRule, plainer),
      "Mod-b": toggle("strong"), "Mod-i": toggle("em"), "Mod-e": toggle("code"), "Mod-Shift-x": toggle("strike"), "Mod-k": () => link(),
      "Mod-Alt-0": heading(0), "Mod-Alt-1": heading(1), "Mod-Alt-2": heading(2), "Mod-Alt-3": heading(3),
      "Mod-Shift-7": list("ordered"), "Mod-Shift-8": list("bullet"), "Mod-Shift-9": list("check"), "Mod-Shift-.": quote, "Mod-Shift->": quote, "Mod-Alt-c": codeBlock(),
      Enter: chainCommands(leaveCode, newlineInCode, cellBelow, blockFromLine, splitItem, createParagraphNear, liftEmptyBlock, splitBlock),
      "Shift-Enter": hardBreak,
      "Mod-Enter": chainCommands(() => submit(), outOfTable),
      "Mod-Shift-Enter": toggleBox,
      Escape: () => leave(),
      ArrowDown: lineBelow,
      Tab: chainCommands(nextCell(1), tabInCode(false), listTab(false)), "Shift-Tab": chainCommands(nextCell(-1), tabInCode(true), listTab(true)),
      "Alt-ArrowUp": moveBlock(-1), "Alt-ArrowDown": moveBlock(1),
      "Mod-Alt-ArrowDown": addRow(1), "Mod-Alt-ArrowUp": addRow(0), "Alt-Shift-ArrowUp": selectParentNode,
    }),
    keymap(baseKeymap),
  ];
}
