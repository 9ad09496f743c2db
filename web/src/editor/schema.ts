// What a text can be made of: markdown as the server renders it (docs/API.md), no more.

import { Schema, type DOMOutputSpec, type MarkSpec, type Node, type NodeSpec } from "prosemirror-model";

export type Align = "left" | "center" | "right" | null;

/** Addresses that may stand in the page: nothing that runs. */
export function safeAddress(to: string): boolean {
  return /^(?:https?:|mailto:|ftp:|\/(?!\/)|#|\?)/i.test(to) || !/^[a-z][a-z0-9+.-]*:|^\/\//i.test(to);
}

const nodes = {
  doc: { content: "block+" },
  paragraph: { content: "inline*", group: "block", parseDOM: [{ tag: "p" }], toDOM: () => ["p", { dir: "auto" }, 0] as DOMOutputSpec },
  heading: {
    attrs: { level: { default: 2, validate: "number" } }, content: "inline*", group: "block", defining: true,
    parseDOM: [1, 2, 3, 4, 5, 6].map((level) => ({ tag: `h${level}`, attrs: { level } })),
    toDOM: (node) => [`h${node.attrs.level}`, { dir: "auto" }, 0],
  },
  blockquote: { content: "block+", group: "block", defining: true, parseDOM: [{ tag: "blockquote" }], toDOM: () => ["blockquote", 0] },
  code_block: {
    attrs: { params: { default: "", validate: "string" } }, content: "text*", marks: "", group: "block", code: true, defining: true,
    parseDOM: [{ tag: "pre", preserveWhitespace: "full", getAttrs: (el) => ({ params: /(?:^|\s)language-(\S+)/.exec((el as HTMLElement).querySelector("code")?.className ?? "")?.[1] ?? "" }) }],
    toDOM: (node) => ["pre", { "data-params": node.attrs.params }, ["code", 0]],
  },
  /** Markdown that cannot be shown otherwise without losing something of it: it stands as it was written. */
  raw: {
    content: "text*", marks: "", group: "block", code: true, defining: true,
    parseDOM: [{ tag: "pre[data-raw]", preserveWhitespace: "full", priority: 60 }], toDOM: () => ["pre", { "data-raw": "", class: "rawmd" }, 0],
  },
  bullet_list: {
    attrs: { marker: { default: "-", validate: "string" }, tight: { default: true, validate: "boolean" } }, content: "list_item+", group: "block",
    parseDOM: [{ tag: "ul" }], toDOM: () => ["ul", 0],
  },
  ordered_list: {
    attrs: { start: { default: 1, validate: "number" }, delimiter: { default: ".", validate: "string" }, tight: { default: true, validate: "boolean" } }, content: "list_item+", group: "block",
    parseDOM: [{ tag: "ol", getAttrs: (el) => ({ start: Number((el as HTMLElement).getAttribute("start") ?? 1) || 0 }) }],
    toDOM: (node) => ["ol", node.attrs.start === 1 ? {} : { start: node.attrs.start }, 0],
  },
  list_item: {
    // null: no box.
    attrs: { checked: { default: null, validate: "boolean|null" } }, content: "block+", defining: true,
    parseDOM: [{ tag: "li", getAttrs: (el) => ({ checked: boxOf(el as HTMLElement) }) }],
    toDOM: (node) => (node.attrs.checked === null ? ["li", 0] : ["li", { class: "todo", "data-checked": String(node.attrs.checked) }, 0]),
  },
  horizontal_rule: { group: "block", parseDOM: [{ tag: "hr" }], toDOM: () => ["hr"] },
  table: { content: "table_row+", group: "block", isolating: true, parseDOM: [{ tag: "table" }], toDOM: () => ["table", ["tbody", 0]] },
  table_row: { content: "table_cell+", parseDOM: [{ tag: "tr" }], toDOM: () => ["tr", 0] },
  table_cell: {
    attrs: { head: { default: false, validate: "boolean" }, align: { default: null, validate: "string|null" } }, content: "inline*", isolating: true,
    parseDOM: [{ tag: "td", getAttrs: (el) => ({ head: false, align: alignOf(el as HTMLElement) }) }, { tag: "th", getAttrs: (el) => ({ head: true, align: alignOf(el as HTMLElement) }) }],
    toDOM: (node) => [node.attrs.head ? "th" : "td", { dir: "auto", ...(node.attrs.align ? { "data-align": node.attrs.align } : {}) }, 0],
  },
  text: { group: "inline" },
  hard_break: { inline: true, group: "inline", selectable: false, linebreakReplacement: true, parseDOM: [{ tag: "br" }], toDOM: () => ["br"] },
  image: {
    inline: true, group: "inline", draggable: true,
    attrs: { src: { validate: "string" }, alt: { default: "", validate: "string" }, title: { default: "", validate: "string" } },
    parseDOM: [{ tag: "img[src]", getAttrs: (el) => imageOf(el as HTMLImageElement) }],
    toDOM: (node) => ["img", { "data-src": node.attrs.src, alt: node.attrs.alt, ...(node.attrs.title ? { title: node.attrs.title } : {}) }],
  },
  /** Who is meant: stored by id, shown by name. */
  mention: {
    inline: true, group: "inline", atom: true, selectable: false, attrs: { id: { validate: "string" } },
    parseDOM: [{ tag: "span[data-member]", getAttrs: (el) => ({ id: (el as HTMLElement).dataset.member }) }],
    toDOM: (node) => ["span", { class: "mention", "data-member": node.attrs.id }, `@${node.attrs.id}`],
    leafText: (node) => `@${node.attrs.id as string}`,
  },
} satisfies Record<string, NodeSpec>;

// The order is the order of nesting: code is always the innermost.
const marks = {
  link: {
    attrs: { href: { validate: "string" }, title: { default: "", validate: "string" }, auto: { default: false, validate: "boolean" } }, inclusive: false,
    parseDOM: [{ tag: "a[href]", getAttrs: (el) => linkOf(el as HTMLAnchorElement) }],
    toDOM: (mark) => ["a", { ...(safeAddress(mark.attrs.href) ? { href: mark.attrs.href } : {}), ...(mark.attrs.title ? { title: mark.attrs.title } : {}), rel: "nofollow noopener" }, 0],
  },
  strong: { parseDOM: [{ tag: "strong" }, { tag: "b", getAttrs: (el) => (el as HTMLElement).style.fontWeight !== "normal" && null }, { style: "font-weight", getAttrs: (value) => /^(bold(er)?|[6-9]\d{2,})$/.test(value) && null }], toDOM: () => ["strong", 0] },
  em: { parseDOM: [{ tag: "em" }, { tag: "i" }, { style: "font-style=italic" }], toDOM: () => ["em", 0] },
  strike: { parseDOM: [{ tag: "del" }, { tag: "s" }, { style: "text-decoration=line-through" }], toDOM: () => ["del", 0] },
  code: { inclusive: false, parseDOM: [{ tag: "code" }], toDOM: () => ["code", 0] },
} satisfies Record<string, MarkSpec>;

export const schema = new Schema<keyof typeof nodes, keyof typeof marks>({ nodes, marks });

function boxOf(item: HTMLElement): boolean | null {
  if (item.dataset.checked) return item.dataset.checked === "true";
  const box = item.querySelector(":scope > input[type=checkbox], :scope > p:first-child > input[type=checkbox], :scope > label > input[type=checkbox]");
  return box ? (box as HTMLInputElement).checked || box.hasAttribute("checked") : null;
}

function alignOf(cell: HTMLElement): Align {
  const align = cell.dataset.align || cell.getAttribute("align") || cell.style.textAlign;
  return align === "left" || align === "center" || align === "right" ? align : null;
}

/** From another page only pictures that this server keeps may come. */
function imageOf(el: HTMLImageElement): { src: string; alt: string; title: string } | false {
  const src = el.dataset.src ?? /\/files\/(fil_[0-9a-z]+)\/content/.exec(el.getAttribute("src") ?? "")?.[1];
  return src ? { src, alt: el.alt, title: el.title } : false;
}

function linkOf(el: HTMLAnchorElement): { href: string; title: string } | false {
  const href = el.dataset.key ? "" : (el.getAttribute("href") ?? "");
  return href && safeAddress(href) && href !== el.textContent ? { href, title: el.title } : false;
}

export const isList = (node: Node): boolean => node.type === schema.nodes.bullet_list || node.type === schema.nodes.ordered_list;
