// Markdown into a document, and where each piece of it stood in the source.

import MarkdownIt, { type Env, type Token } from "markdown-it";
import { Fragment, type Mark, type Node, type NodeType } from "prosemirror-model";
import { type Align, schema } from "./schema";

type Tokens = Token[];

const MENTION = /^@(usr_[0-9a-hjkmnp-tv-z]{20})(?![0-9A-Za-z_])/;
const BOX = /^\[([ \t\nxX])\]\s*/;

const md = new MarkdownIt({ html: false, breaks: true, linkify: false, typographer: false });
// What is not safe to follow is not made a link in the page; here it stays what it was.
md.validateLink = () => true;
md.normalizeLink = (to) => to;
md.normalizeLinkText = (words) => words;

// An address that stands bare is text, whatever it has in it.
md.inline.ruler.before("escape", "address", (state, silent) => {
  if (state.src[state.pos] !== ":" || !/(?:^|[^\w@])(?:https?|ftp)$/i.test(state.src.slice(Math.max(0, state.pos - 6), state.pos))) return false;
  const rest = /^:\/\/[^\s<>*`\\[\]|"]+/.exec(state.src.slice(state.pos, Math.min(state.posMax, state.pos + 2000)))?.[0];
  if (!rest) return false;
  if (!silent) state.pending += rest;
  state.pos += rest.length;
  return true;
});

md.inline.ruler.before("escape", "mention", (state, silent) => {
  if (state.src[state.pos] !== "@" || /[\w\u0080-\uffff]/.test(state.src[state.pos - 1] ?? "")) return false;
  const found = MENTION.exec(state.src.slice(state.pos, Math.min(state.posMax, state.pos + 40)));
  if (!found) return false;
  if (!silent) state.push("mention", "", 0).content = found[1]!;
  state.pos += found[0].length;
  return true;
});

// A cell of a table has its lines this way.
md.inline.ruler.before("autolink", "br", (state, silent) => {
  const tag = state.src[state.pos] === "<" && /^<br ?\/?>/.exec(state.src.slice(state.pos, Math.min(state.posMax, state.pos + 6)))?.[0];
  if (!tag) return false;
  if (!silent) state.push("hardbreak", "br", 0);
  state.pos += tag.length;
  return true;
});

// Struck through by one or two: markdown-it knows two only.
md.inline.ruler.at("strikethrough", (state, silent) => {
  if (silent || state.src[state.pos] !== "~") return false;
  const { can_open, can_close, length } = state.scanDelims(state.pos, true);
  state.push("text", "", 0).content = "~".repeat(length);
  if (length <= 2) state.delimiters.push({ marker: 0x7e00 + length, length: 0, token: state.tokens.length - 1, end: -1, open: can_open, close: can_close });
  state.pos += length;
  return true;
});
md.inline.ruler2.at("strikethrough", (state) => {
  const strike = (delimiters: typeof state.delimiters) => {
    for (const delimiter of delimiters) {
      const closer = delimiter.end >= 0 ? delimiters[delimiter.end] : undefined;
      if (!closer || delimiter.marker < 0x7e00) continue;
      for (const [at, nesting, type] of [[delimiter.token, 1, "s_open"], [closer.token, -1, "s_close"]] as const) {
        const token = state.tokens[at]!;
        token.type = type;
        token.tag = "s";
        token.nesting = nesting;
        token.content = "";
      }
    }
  };
  strike(state.delimiters);
  for (const meta of state.tokens_meta) if (meta?.delimiters) strike(meta.delimiters);
  return true;
});

// The box of a checklist's item stands before its words.
md.core.ruler.after("block", "boxes", (state) => {
  const { tokens } = state;
  for (let i = 0; i + 2 < tokens.length; i++) {
    if (tokens[i]!.type !== "list_item_open" || tokens[i + 1]!.type !== "paragraph_open") continue;
    const inline = tokens[i + 2]!;
    const box = BOX.exec(inline.content);
    if (!box) continue;
    tokens[i]!.meta = { checked: box[1]!.toLowerCase() === "x" };
    inline.content = inline.content.slice(box[0].length);
  }
});

/** One block of the text, and the lines that it came from. */
export interface Piece {
  node: Node;
  begin: number;
  end: number;
  /** Of a list: its items. */
  items: { node: Node; begin: number; end: number }[];
}

export interface Read {
  pieces: Piece[];
  /** Addresses that the text defines apart: "[a]: /b". */
  references: Env["references"];
}

/** Reads markdown. References that were defined elsewhere may be handed in. */
export function read(markdown: string, references?: Env["references"]): Read {
  const env: Env = references ? { references: { ...references } } : {};
  return { pieces: build(md.parse(markdown, env)), references: env.references };
}

/** The same as one fragment, for what needs no source. */
export function blocks(markdown: string, references?: Env["references"]): Fragment {
  return Fragment.from(read(markdown, references).pieces.map((piece) => piece.node));
}

interface Open {
  type: NodeType;
  attrs?: Record<string, unknown>;
  children: Node[];
  token: Token;
  items: Piece["items"];
}

function build(tokens: Tokens): Piece[] {
  const pieces: Piece[] = [];
  const stack: Open[] = [];
  const add = (node: Node, token: Token, items: Piece["items"] = []) => {
    const into = stack[stack.length - 1];
    const [begin, end] = token.map ?? [0, 0];
    if (!into) pieces.push({ node, begin, end, items });
    else {
      into.children.push(node);
      if (stack.length === 1 && node.type === schema.nodes.list_item) into.items.push({ node, begin, end });
    }
  };
  const open = (type: NodeType, token: Token, attrs?: Record<string, unknown>) => stack.push({ type, attrs, children: [], token, items: [] });
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i]!;
    switch (token.type) {
      case "paragraph_open": open(schema.nodes.paragraph, token); break;
      case "heading_open": open(schema.nodes.heading, token, { level: Number(token.tag.slice(1)) }); break;
      case "blockquote_open": open(schema.nodes.blockquote, token); break;
      case "bullet_list_open": open(schema.nodes.bullet_list, token, { marker: token.markup, tight: isTight(tokens, i) }); break;
      case "ordered_list_open": open(schema.nodes.ordered_list, token, { start: startOf(token), delimiter: token.markup, tight: isTight(tokens, i) }); break;
      case "list_item_open": open(schema.nodes.list_item, token, { checked: (token.meta as { checked: boolean } | null)?.checked ?? null }); break;
      case "table_open": open(schema.nodes.table, token); break;
      case "tr_open": open(schema.nodes.table_row, token); break;
      case "th_open": case "td_open": open(schema.nodes.table_cell, token, { head: token.type === "th_open", align: alignOf(token) }); break;
      case "thead_open": case "thead_close": case "tbody_open": case "tbody_close": break;
      case "hr": add(schema.nodes.horizontal_rule.create(), token); break;
      case "fence": case "code_block": add(code(token), token); break;
      case "inline": stack[stack.length - 1]!.children.push(...inline(token.children ?? [])); break;
      default:
        if (token.nesting === -1) {
          const done = stack.pop()!;
          if (done.type === schema.nodes.list_item && done.children.length === 0) done.children.push(schema.nodes.paragraph.create());
          if (done.type === schema.nodes.blockquote && done.children.length === 0) done.children.push(schema.nodes.paragraph.create());
          add(done.type.create(done.attrs, done.children), done.token, done.items);
        }
    }
  }
  return pieces;
}

/** Tight: no blank lines between. markdown-it hides the paragraphs of such a list. */
function isTight(tokens: Tokens, at: number): boolean {
  const level = tokens[at]!.level;
  for (let i = at + 1; i < tokens.length && tokens[i]!.level > level; i++) if (tokens[i]!.type === "paragraph_open" && tokens[i]!.level === level + 2) return tokens[i]!.hidden;
  return true;
}

function startOf(token: Token): number {
  return Number(token.attrGet("start") ?? 1);
}

function alignOf(token: Token): Align {
  return (/text-align:(left|center|right)/.exec(String(token.attrGet("style") ?? ""))?.[1] as Align) ?? null;
}

function code(token: Token): Node {
  const text = token.content.replace(/\n$/, "");
  return schema.nodes.code_block.create({ params: token.info.trim() }, text ? schema.text(text) : null);
}

function inline(tokens: Tokens): Node[] {
  const nodes: Node[] = [];
  let marks: readonly Mark[] = [];
  const add = (node: Node) => {
    const last = nodes[nodes.length - 1];
    if (last?.isText && node.isText && last.sameMarkup(node)) nodes[nodes.length - 1] = schema.text(last.text! + node.text!, last.marks);
    else nodes.push(node);
  };
  const begin = (mark: Mark) => (marks = mark.addToSet(marks));
  const end = (name: "em" | "strong" | "strike" | "link") => (marks = schema.marks[name].removeFromSet(marks));
  for (const token of tokens) {
    switch (token.type) {
      case "text": if (token.content) add(schema.text(token.content, marks)); break;
      case "mention": nodes.push(schema.nodes.mention.create({ id: token.content }, null, marks)); break;
      case "softbreak": case "hardbreak": nodes.push(schema.nodes.hard_break.create(null, null, marks)); break;
      case "code_inline": if (token.content) add(schema.text(token.content, schema.marks.code.create().addToSet(marks))); break;
      case "em_open": begin(schema.marks.em.create()); break;
      case "em_close": end("em"); break;
      case "strong_open": begin(schema.marks.strong.create()); break;
      case "strong_close": end("strong"); break;
      case "s_open": begin(schema.marks.strike.create()); break;
      case "s_close": end("strike"); break;
      case "link_open": begin(schema.marks.link.create({ href: String(token.attrGet("href") ?? ""), title: String(token.attrGet("title") ?? ""), auto: token.markup === "autolink" })); break;
      case "link_close": end("link"); break;
      case "image":
        nodes.push(schema.nodes.image.create({ src: String(token.attrGet("src") ?? ""), title: String(token.attrGet("title") ?? ""), alt: (token.children ?? []).map((child) => (child.type === "softbreak" ? " " : child.content)).join("") }, null, marks));
    }
  }
  return nodes;
}
