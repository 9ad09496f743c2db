// What one does to a text: the same for keys, menus and the bar.

import { setBlockType, toggleMark, wrapIn, lift } from "prosemirror-commands";
import { Fragment, type MarkType, type Node, type NodeType, type ResolvedPos, Slice } from "prosemirror-model";
import { liftListItem, sinkListItem, splitListItem, wrapInList } from "prosemirror-schema-list";
import { type Command, type EditorState, NodeSelection, Selection, TextSelection } from "prosemirror-state";
import { isAddress } from "./address";
import { isList, schema } from "./schema";

const { nodes, marks } = schema;

/** Is the selection in this mark, or would what is typed be? */
export function inMark(state: EditorState, type: MarkType): boolean {
  const { from, $from, to, empty } = state.selection;
  return empty ? Boolean(type.isInSet(state.storedMarks ?? $from.marks())) : state.doc.rangeHasMark(from, to, type);
}

/** The innermost of these around the selection, and how deep it is; 0: none. */
export function around($pos: ResolvedPos, which: (node: Node) => boolean): number {
  for (let depth = $pos.depth; depth > 0; depth--) if (which($pos.node(depth))) return depth;
  return 0;
}

export const toggle = (name: "strong" | "em" | "strike" | "code"): Command => toggleMark(marks[name], undefined, { removeWhenPresent: false });

export function heading(level: number): Command {
  return (state, dispatch, view) => {
    const { parent } = state.selection.$from;
    const on = parent.type === nodes.heading && parent.attrs.level === level;
    return setBlockType(on || level === 0 ? nodes.paragraph : nodes.heading, on || level === 0 ? null : { level })(state, dispatch, view);
  };
}

export const paragraph: Command = setBlockType(nodes.paragraph);

export function codeBlock(params = ""): Command {
  return (state, dispatch, view) => {
    if (state.selection.$from.parent.type === nodes.code_block) return setBlockType(nodes.paragraph)(state, dispatch, view);
    return setBlockType(nodes.code_block, { params })(state, dispatch, view);
  };
}

export const quote: Command = (state, dispatch, view) => {
  const depth = around(state.selection.$from, (node) => node.type === nodes.blockquote);
  return depth > 0 ? lift(state, dispatch) : wrapIn(nodes.blockquote)(state, dispatch, view);
};

export type ListKind = "bullet" | "ordered" | "check";

export function listKind(state: EditorState): ListKind | undefined {
  const { $from } = state.selection;
  const depth = around($from, (node) => node.type === nodes.list_item);
  if (depth === 0) return undefined;
  return $from.node(depth).attrs.checked !== null ? "check" : $from.node(depth - 1).type === nodes.bullet_list ? "bullet" : "ordered";
}

/** Makes a list of the selected blocks, another kind of the list they are in, or paragraphs again. */
export function list(kind: ListKind): Command {
  const type: NodeType = kind === "ordered" ? nodes.ordered_list : nodes.bullet_list;
  return (state, dispatch, view) => {
    const now = listKind(state);
    if (now === kind) return liftListItem(nodes.list_item)(state, dispatch);
    if (now === undefined) {
      return wrapInList(type)(state, dispatch && ((tr) => {
        if (kind === "check") tr.doc.nodesBetween(tr.selection.from, tr.selection.to, (node, pos) => void (node.type === nodes.list_item && tr.setNodeAttribute(pos, "checked", false)));
        dispatch(tr);
      }), view);
    }
    const { $from, $to } = state.selection;
    const depth = around($from, isList);
    if (dispatch) {
      const tr = state.tr;
      const at = $from.before(depth);
      const old = $from.node(depth);
      if (old.type !== type) tr.setNodeMarkup(at, type, { tight: old.attrs.tight as boolean });
      old.forEach((item, offset) => {
        const pos = at + 1 + offset;
        if (pos + item.nodeSize <= $from.pos || pos >= $to.pos) return;
        const checked = kind === "check" ? ((item.attrs.checked as boolean | null) ?? false) : null;
        if (item.attrs.checked !== checked) tr.setNodeAttribute(pos, "checked", checked);
      });
      dispatch(tr.scrollIntoView());
    }
    return true;
  };
}

/** A new item like the one before; what is done stays with the old one. */
export const splitItem: Command = (state, dispatch) => {
  const { $from } = state.selection;
  const depth = around($from, (node) => node.type === nodes.list_item);
  if (depth === 0 || $from.depth !== depth + 1) return false;
  const item = $from.node(depth);
  return splitListItem(nodes.list_item, item.attrs.checked === null ? undefined : { checked: false })(state, dispatch);
};

export const sink: Command = sinkListItem(nodes.list_item);
export const raise: Command = liftListItem(nodes.list_item);

export const toggleBox: Command = (state, dispatch) => {
  const { $from } = state.selection;
  const depth = around($from, (node) => node.type === nodes.list_item && node.attrs.checked !== null);
  if (depth === 0) return false;
  dispatch?.(state.tr.setNodeAttribute($from.before(depth), "checked", !$from.node(depth).attrs.checked));
  return true;
};

export const hardBreak: Command = (state, dispatch) => {
  const { parent } = state.selection.$from;
  if (parent.type.spec.code) {
    dispatch?.(state.tr.insertText("\n").scrollIntoView());
    return true;
  }
  if (!parent.inlineContent) return false;
  dispatch?.(state.tr.replaceSelectionWith(nodes.hard_break.create(), true).scrollIntoView());
  return true;
};

export const rule: Command = (state, dispatch) => insertBlock(nodes.horizontal_rule.create())(state, dispatch);

/** A block in the place of an empty paragraph, or after the block that one is in, and a place to go on writing. */
export function insertBlock(block: Node, inside?: (start: number) => number): Command {
  return (state, dispatch) => {
    const { $from } = state.selection;
    // A table's cell holds no blocks: after the table, then.
    const outer = around($from, (node) => node.type === nodes.table);
    const depth = outer || $from.depth;
    const here = $from.node(depth);
    const empty = here.type === nodes.paragraph && here.content.size === 0;
    const [from, to] = empty ? [$from.before(depth), $from.after(depth)] : [$from.after(depth), $from.after(depth)];
    const parent = $from.node(depth - 1);
    const index = $from.index(depth - 1) + (empty ? 0 : 1);
    const last = index >= parent.childCount - (empty ? 1 : 0);
    if (!parent.canReplaceWith(index, index, block.type)) return false;
    if (dispatch) {
      const tr = state.tr.replaceWith(from, to, last ? [block, nodes.paragraph.create()] : block);
      const at = inside ? inside(from) : from + block.nodeSize + 1;
      dispatch(tr.setSelection(TextSelection.near(tr.doc.resolve(Math.min(at, tr.doc.content.size)))).scrollIntoView());
    }
    return true;
  };
}

export function insertInline(...list: Node[]): Command {
  return (state, dispatch) => {
    if (!state.selection.$from.parent.inlineContent || state.selection.$from.parent.type.spec.code) return false;
    dispatch?.(state.tr.replaceSelection(new Slice(Fragment.from(list), 0, 0)).scrollIntoView());
    return true;
  };
}

/** The link around the selection, as far as it goes. */
export function linkAt(state: EditorState): { from: number; to: number; href: string; title: string } | undefined {
  const { $from, $to } = state.selection;
  const mark = marks.link.isInSet($from.marks()) ?? (state.selection.empty ? undefined : marks.link.isInSet($from.nodeAfter?.marks ?? []));
  if (!mark || !$from.sameParent($to)) return undefined;
  const { parent } = $from;
  let [from, to] = [0, 0];
  let offset = 0;
  for (let i = 0; i < parent.childCount; i++) {
    const child = parent.child(i);
    const start = $from.start() + offset;
    const on = mark.isInSet(child.marks);
    if (on && to === start) to = start + child.nodeSize;
    else if (on) [from, to] = [start, start + child.nodeSize];
    if (on && to >= $to.pos && from <= $from.pos && !(parent.maybeChild(i + 1) && mark.isInSet(parent.child(i + 1).marks))) break;
    offset += child.nodeSize;
  }
  return { from, to, href: mark.attrs.href as string, title: mark.attrs.title as string };
}

/** Links what is selected (or the link that one is in) to an address; "" takes the link away. */
export function setLink(href: string): Command {
  return (state, dispatch) => {
    const now = linkAt(state);
    const { from, to } = state.selection.empty && now ? now : state.selection;
    const tr = state.tr;
    if (!href) tr.removeMark(from, to, marks.link);
    else if (from === to) tr.insert(from, schema.text(href, [marks.link.create({ href, title: "" })]));
    else tr.removeMark(from, to, marks.link).addMark(from, to, marks.link.create({ href, title: now?.title ?? "" }));
    dispatch?.(tr.removeStoredMark(marks.link).scrollIntoView());
    return true;
  };
}

/** An address pasted on words links them. */
export function pasteAddress(text: string): Command {
  return (state, dispatch) => {
    const { empty, $from, $to } = state.selection;
    if (empty || !isAddress(text) || !$from.sameParent($to) || $from.parent.type.spec.code || state.selection instanceof NodeSelection) return false;
    return setLink(text.trim())(state, dispatch);
  };
}

/** Moves the block, or the item, that one is in past the one before or after it. */
export function moveBlock(by: -1 | 1): Command {
  return (state, dispatch) => {
    const { $from } = state.selection;
    const depth = around($from, (node) => node.type === nodes.list_item || node.type === nodes.table_row) || 1;
    if ($from.depth === 0) return false;
    const parent = $from.node(depth - 1);
    const index = $from.index(depth - 1);
    const other = parent.maybeChild(index + by);
    // The head of a table stays where it is.
    if (!other || (parent.type === nodes.table && (index === 0 || index + by === 0))) return false;
    if (dispatch) {
      const node = parent.child(index);
      const start = $from.before(depth);
      const tr = by < 0 ? state.tr.replaceWith(start - other.nodeSize, start + node.nodeSize, [node, other]) : state.tr.replaceWith(start, start + node.nodeSize + other.nodeSize, [other, node]);
      const offset = state.selection.anchor - start;
      const at = (by < 0 ? start - other.nodeSize : start + other.nodeSize) + offset;
      dispatch(tr.setSelection(Selection.near(tr.doc.resolve(at))).scrollIntoView());
    }
    return true;
  };
}
