// "/", "@" and "#": while the word behind one of them is typed, a list of what
// could be meant stands at it. This is the part that knows the text; suggest-view
// draws the list.

import { Plugin, PluginKey, type EditorState } from "prosemirror-state";
import type { EditorView } from "prosemirror-view";
import { schema } from "./schema";

export type Sort = "/" | "@" | "#";

export interface Asked {
  sort: Sort;
  /** From the sign on. */
  from: number;
  to: number;
  words: string;
}

export interface List {
  /** Shows what there is for these words; undefined: nothing is asked any more. */
  show(asked: Asked | undefined, view: EditorView): void;
  /** Answers whether the key was for the list. */
  key(event: KeyboardEvent, view: EditorView): boolean;
  end(): void;
}

const PATTERNS: [Sort, RegExp][] = [
  ["/", /(?:^|\s)\/([\p{L}\d]{0,20}(?: [\p{L}\d]{1,12})?)$/u],
  ["@", /(?:^|[\s(])@([\p{L}\d._-]{0,30}(?: [\p{L}\d._-]{1,30})?)$/u],
  ["#", /(?:^|[\s(])#([\p{L}\d-]{0,40}(?: [\p{L}\d-]{1,30}){0,3})$/u],
];

interface State {
  asked: Asked | undefined;
  /** Where somebody said that he meant nothing by it. */
  dismissed: number;
}

export const suggesting = new PluginKey<State>("suggest");

export function askedIn(state: EditorState, sorts: readonly Sort[]): Asked | undefined {
  const { $from, empty } = state.selection;
  if (!empty || $from.parent.type.spec.code || !$from.parent.isTextblock || schema.marks.code.isInSet($from.marks())) return undefined;
  const before = $from.parent.textBetween(Math.max(0, $from.parentOffset - 80), $from.parentOffset, undefined, "\ufffc");
  for (const [sort, pattern] of PATTERNS) {
    const found = sorts.includes(sort) && pattern.exec(before);
    if (found) return { sort, from: $from.pos - found[1]!.length - 1, to: $from.pos, words: found[1]! };
  }
  return undefined;
}

export function suggest(sorts: readonly Sort[], list: List): Plugin {
  return new Plugin({
    key: suggesting,
    state: {
      init: (): State => ({ asked: undefined, dismissed: -1 }),
      apply: (tr, now: State, _, state): State => {
        const dismiss = tr.getMeta(suggesting) as "dismiss" | undefined;
        if (dismiss) return { asked: undefined, dismissed: now.asked?.from ?? -1 };
        const dismissed = now.dismissed < 0 ? -1 : tr.mapping.map(now.dismissed, -1);
        const asked = askedIn(state, sorts);
        // Moving about in a text asks for nothing; typing does.
        const begins = asked && !now.asked && !tr.docChanged;
        if (!asked || begins) return { asked: undefined, dismissed: asked ? asked.from : -1 };
        return { asked: asked.from === dismissed ? undefined : asked, dismissed };
      },
    },
    props: {
      handleKeyDown: (view, event) => Boolean(suggesting.getState(view.state)?.asked) && !event.isComposing && list.key(event, view),
      handleDOMEvents: {
        blur: (view) => {
          list.show(undefined, view);
          return false;
        },
      },
    },
    view: () => ({
      update: (view) => list.show(view.hasFocus() ? suggesting.getState(view.state)?.asked : undefined, view),
      destroy: () => list.end(),
    }),
  });
}

export function dismiss(view: EditorView): void {
  view.dispatch(view.state.tr.setMeta(suggesting, "dismiss"));
}
