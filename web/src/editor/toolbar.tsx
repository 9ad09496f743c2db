// The bar of a text: what it can be made of, for who does not know the keys.

import { type ReadonlySignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import type { Command, EditorState } from "prosemirror-state";
import { NodeSelection } from "prosemirror-state";
import { Icon } from "../kit/icon";
import { type MenuRow, openMenu } from "../kit/menu";
import { caps } from "../keys/keys";
import { t } from "../text/text";
import { codeBlock, heading, inMark, linkAt, list, listKind, quote, toggle } from "./commands";
import { around } from "./commands";
import { schema } from "./schema";
import { addColumn, addRow, align, insertTable, moveColumn, removeColumn, removeRow, removeTable, whereInTable } from "./table";

/** What the bar shows as on. */
export interface Tools {
  marks: Set<string>;
  heading: number;
  list: string | undefined;
  block: string;
  quote: boolean;
  link: string | undefined;
  table: boolean;
  picture: boolean;
}

export function toolsOf(state: EditorState): Tools {
  const { $from } = state.selection;
  const { parent } = $from;
  return {
    marks: new Set((["strong", "em", "strike", "code"] as const).filter((name) => inMark(state, schema.marks[name]))),
    heading: parent.type === schema.nodes.heading ? (parent.attrs.level as number) : 0,
    list: listKind(state),
    block: parent.type.name,
    quote: around($from, (node) => node.type === schema.nodes.blockquote) > 0,
    link: linkAt(state)?.href,
    table: whereInTable(state) !== undefined,
    picture: state.selection instanceof NodeSelection && state.selection.node.type === schema.nodes.image,
  };
}

export const sameTools = (a: Tools, b: Tools): boolean =>
  a.heading === b.heading && a.list === b.list && a.block === b.block && a.quote === b.quote && a.link === b.link && a.table === b.table && a.picture === b.picture &&
  a.marks.size === b.marks.size && [...a.marks].every((mark) => b.marks.has(mark));

export interface BarProps {
  tools: ReadonlySignal<Tools>;
  run: (command: Command) => void;
  link: (anchor: HTMLElement) => void;
  describe: (anchor: HTMLElement) => void;
  attach: (() => void) | undefined;
  /** To the markdown itself. */
  source: () => void;
  small?: boolean;
}

export function Bar({ tools, run, link, describe, attach, source, small }: BarProps) {
  const bar = useRef<HTMLDivElement>(null);
  const now = tools.value;
  const tool = (icon: string, words: string, command: Command, on?: boolean, keys?: string) => <Tool icon={icon} words={words} keys={keys} on={on} act={() => run(command)} />;
  const onKeyDown = (e: KeyboardEvent) => {
    if (e.key !== "ArrowLeft" && e.key !== "ArrowRight" && e.key !== "Home" && e.key !== "End") return;
    const all = [...bar.current!.querySelectorAll<HTMLElement>("button")];
    const at = all.indexOf(document.activeElement as HTMLElement);
    const to = e.key === "Home" ? 0 : e.key === "End" ? all.length - 1 : (at + (e.key === "ArrowRight" ? 1 : -1) + all.length) % all.length;
    all[to]?.focus();
    e.preventDefault();
  };
  return (
    <div class="edbar" role="toolbar" aria-label={t("editor.bar")} ref={bar} onKeyDown={onKeyDown}>
      {now.picture ? (
        <Tool icon="pencil" words={t("editor.describe")} text act={(anchor) => describe(anchor)} menu />
      ) : (
        <>
          {!small && <Tool icon="heading" words={t("editor.heading")} on={now.heading > 0} menu act={(anchor) => openMenu(anchor, t("editor.heading"), headings(now, run))} />}
          {tool("bold", t("editor.bold"), toggle("strong"), now.marks.has("strong"), "Ctrl+B")}
          {tool("italic", t("editor.italic"), toggle("em"), now.marks.has("em"), "Ctrl+I")}
          {!small && tool("strikethrough", t("editor.strike"), toggle("strike"), now.marks.has("strike"), "Ctrl+Shift+X")}
          {tool("code", t("editor.code"), toggle("code"), now.marks.has("code"), "Ctrl+E")}
          <Tool icon="link" words={t("editor.link")} keys="Ctrl+K" on={now.link !== undefined} menu act={(anchor) => link(anchor)} />
          <span class="vr" />
          {tool("list", t("editor.bullets"), list("bullet"), now.list === "bullet", "Ctrl+Shift+8")}
          {!small && tool("list-ordered", t("editor.numbers"), list("ordered"), now.list === "ordered", "Ctrl+Shift+7")}
          {tool("list-checks", t("editor.checklist"), list("check"), now.list === "check", "Ctrl+Shift+9")}
          {tool("text-quote", t("editor.quote"), quote, now.quote, "Ctrl+Shift+.")}
          {tool("square-code", t("editor.codeBlock"), codeBlock(), now.block === "code_block", "Ctrl+Alt+C")}
          {now.table ? (
            <Tool icon="table" words={t("editor.tableMenu")} on menu act={(anchor) => openMenu(anchor, t("editor.tableMenu"), tableRows(run))} />
          ) : (
            !small && tool("table", t("editor.table"), insertTable())
          )}
          {attach && <Tool icon="paperclip" words={t("editor.attach")} act={attach} />}
        </>
      )}
      <span class="sp" />
      <button type="button" class="edsource" onMouseDown={(e) => e.preventDefault()} onClick={source} title={t("editor.source.title")}>{t("editor.source")}</button>
    </div>
  );
}

function Tool({ icon, words, keys, on, act, menu, text }: { icon: string; words: string; keys?: string; on?: boolean; act: (anchor: HTMLElement) => void; menu?: boolean; text?: boolean }) {
  const name = keys ? `${words} (${caps(keys).join(" ")})` : words;
  return (
    <button
      type="button" class={`tool${on ? " on" : ""}`} aria-label={text ? undefined : words} title={name} aria-pressed={menu ? undefined : Boolean(on)} aria-haspopup={menu ? "menu" : undefined} aria-keyshortcuts={keys}
      // The text keeps its selection.
      onMouseDown={(e) => e.preventDefault()} onClick={(e) => act(e.currentTarget)}
    >
      <Icon name={icon} small />
      {text && words}
    </button>
  );
}

function headings(now: Tools, run: (command: Command) => void): MenuRow[] {
  return [1, 2, 3].map((level) => ({ label: t("editor.heading.n", { n: level }), icon: `heading-${level}`, keys: "#".repeat(level), checked: now.heading === level, radio: true, run: () => run(heading(level)) }));
}

function tableRows(run: (command: Command) => void): MenuRow[] {
  const row = (label: string, command: Command, icon?: string): MenuRow => ({ label, icon, run: () => run(command) });
  return [
    row(t("editor.row.above"), addRow(0)), row(t("editor.row.below"), addRow(1)), row(t("editor.column.before"), addColumn(0)), row(t("editor.column.after"), addColumn(1)), "rule",
    row(t("editor.column.back"), moveColumn(-1)), row(t("editor.column.on"), moveColumn(1)), "rule",
    row(t("editor.align.start"), align(null)), row(t("editor.align.center"), align("center")), row(t("editor.align.end"), align("right")), "rule",
    row(t("editor.row.remove"), removeRow), row(t("editor.column.remove"), removeColumn), { label: t("editor.table.remove"), icon: "trash-2", danger: true, run: () => run(removeTable) },
  ];
}
