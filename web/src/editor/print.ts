// A document as markdown. Each block is written as plainly as it can be, and is
// read again before it counts: only where that gives something else is more
// escaped, until it gives the same.

import { Fragment, type Mark, type Node } from "prosemirror-model";
import { addressesIn } from "./address";
import { blocks as readBlocks, type Read } from "./parse";
import { isList, schema } from "./schema";
import { same, settle } from "./settle";

type References = Read["references"];

/** How a block is written; the first way that is read as the same is taken. */
interface How {
  /** Everything that could be markup stands behind a backslash. */
  escapeAll: boolean;
  emphasis: "*" | "_";
  /** A letter right beside bold or emphasis that begins or ends with punctuation is written as an entity: "**a:**b" is not bold. */
  entities: boolean;
}
const WAYS: How[] = [
  { escapeAll: false, emphasis: "*", entities: false },
  { escapeAll: false, emphasis: "_", entities: false },
  { escapeAll: true, emphasis: "*", entities: false },
  { escapeAll: true, emphasis: "_", entities: false },
  { escapeAll: false, emphasis: "*", entities: true },
  { escapeAll: true, emphasis: "_", entities: true },
];

/** The source that an item of a list had, if it may stand as it was under this marker. */
export type ItemSource = (item: Node, marker: string) => string | undefined;

/** One block. `faithful` is false where no way of writing it is read as the same: then it has lost emphasis, never words. */
export function printBlock(node: Node, references?: References, itemSource?: ItemSource): { text: string; faithful: boolean } {
  if (node.type === schema.nodes.raw) return { text: node.textContent, faithful: true };
  const settled = settle(node);
  if (settled.type === schema.nodes.paragraph && settled.content.size === 0) return { text: "", faithful: true };
  const text = firstFaithful(settled, references, itemSource);
  if (text !== undefined) return { text, faithful: true };
  const plainer = settle(withoutClashes(settled));
  return { text: firstFaithful(plainer, references, itemSource) ?? block(plainer, WAYS[2]!), faithful: false };
}

/** Each line of text in the plainest way that serves it; if that does not serve the whole, all in one way. */
function firstFaithful(settled: Node, references?: References, itemSource?: ItemSource): string | undefined {
  for (const how of [undefined, ...WAYS.slice(2)]) {
    const text = block(settled, how, itemSource);
    const found = readBlocks(text, references);
    if (found.childCount === 1 && same(settle(found.firstChild!), settled)) return text;
  }
  return undefined;
}

const chosen = new WeakMap<Node, How | null>();

/** The way to write a line of text, null where none serves. */
function wayOf(node: Node): How | null {
  let way = chosen.get(node);
  if (way !== undefined) return way;
  const alone = settle(schema.nodes.paragraph.create(null, node.content));
  way = WAYS.find((how) => {
    const found = readBlocks(paragraph(inline(alone, how, "\n")));
    return found.childCount === 1 ? same(settle(found.firstChild!), alone) : alone.content.size === 0;
  }) ?? null;
  chosen.set(node, way);
  return way;
}

/** Where marks stand so close that no markdown can tell them apart, they go. */
function withoutClashes(node: Node): Node {
  if (node.isLeaf || node.type.spec.code) return node;
  const list: Node[] = [];
  if (!node.isTextblock) {
    node.forEach((child) => void list.push(withoutClashes(child)));
    return node.copy(Fragment.from(list));
  }
  if (wayOf(node)) return node;
  node.forEach((child) => void list.push(child.mark(child.marks.filter((mark) => !(mark.type.name in DELIMITERS)))));
  return node.copy(Fragment.from(list));
}

function block(node: Node, how: How | undefined, itemSource?: ItemSource): string {
  switch (node.type) {
    case schema.nodes.heading: return `${"#".repeat(node.attrs.level as number)} ${words(node, how, "<br>").replace(/(^|\s)(#+)$/, "$1\\$2")}`.trimEnd();
    case schema.nodes.blockquote: return children(node, how).split("\n").map((line) => (line ? `> ${line}` : ">")).join("\n");
    case schema.nodes.code_block: return fence(node);
    case schema.nodes.raw: return node.textContent;
    case schema.nodes.bullet_list: case schema.nodes.ordered_list: return list(node, how, itemSource);
    case schema.nodes.horizontal_rule: return "---";
    case schema.nodes.table: return table(node, how);
    default: return paragraph(words(node, how, "\n"));
  }
}

const words = (node: Node, how: How | undefined, breakAs: "\n" | "<br>", inCell = false) => inline(node, how ?? wayOf(node) ?? WAYS[2]!, breakAs, inCell);
const paragraph = (text: string) => text.split("\n").map((line, i) => lineStart(line, i)).join("\n");

function children(parent: Node, how: How | undefined, tight = false): string {
  let out = "";
  let last: Node | undefined;
  let marker = "";
  parent.forEach((child) => {
    const one = last && isList(child) ? apart(child, last, marker) : child;
    const text = one.type === schema.nodes.horizontal_rule ? "___" : block(one, how);
    out += (last ? (tight && interrupts(child) ? "\n" : "\n\n") : "") + text;
    marker = markerOf(one);
    last = child;
  });
  return out;
}

/** Begins right below a paragraph, without a blank line. */
function interrupts(node: Node): boolean {
  if (node.type === schema.nodes.code_block) return true;
  return isList(node) && (node.attrs.start ?? 1) === 1 && node.firstChild!.firstChild!.content.size > 0;
}

export function markerOf(node: Node): string {
  return String(node.attrs.marker ?? node.attrs.delimiter ?? "");
}

/** Two lists of one kind, one after the other, would be one: the second takes another marker. */
export function apart(list: Node, before: Node, marker: string): Node {
  if (list.type !== before.type || markerOf(list) !== marker) return list;
  const other = list.type === schema.nodes.bullet_list ? { marker: marker === "-" ? "*" : "-" } : { delimiter: marker === "." ? ")" : "." };
  return list.type.create({ ...list.attrs, ...other }, list.content);
}

function list(node: Node, how: How | undefined, itemSource?: ItemSource): string {
  const items: string[] = [];
  node.forEach((item, _, index) => {
    const marker = node.type === schema.nodes.bullet_list ? (node.attrs.marker as string) : `${(node.attrs.start as number) + index}${node.attrs.delimiter as string}`;
    items.push(itemSource?.(item, marker) ?? itemText(item, marker, node.attrs.tight as boolean, how));
  });
  return items.join(node.attrs.tight ? "\n" : "\n\n");
}

function itemText(item: Node, marker: string, tight: boolean, how: How | undefined): string {
  const indent = " ".repeat(marker.length + 1);
  const box = item.attrs.checked === null ? "" : item.attrs.checked ? "[x]" : "[ ]";
  const begun = item.firstChild!.type === schema.nodes.paragraph;
  const inside = children(begun && item.firstChild!.content.size === 0 && item.childCount > 1 ? item.copy(item.content.cut(item.firstChild!.nodeSize)) : item, how, tight);
  const boxless = box || !begun ? inside : inside.replace(/^\[[ xX]\]/, "\\$&");
  // The box belongs to words; before anything else it stands alone.
  const [first = "", ...rest] = (box ? (begun && item.firstChild!.content.size > 0 ? `${box} ${inside}` : `${box}\n\n${inside}`) : boxless).trimEnd().split("\n");
  return [`${marker} ${first}`.trimEnd(), ...rest.map((line) => (line ? indent + line : ""))].join("\n");
}

function fence(node: Node): string {
  const text = node.textContent;
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map((run) => run[0].length));
  const params = node.attrs.params as string;
  const mark = params.includes("`") ? "~".repeat(Math.max(3, ...[...text.matchAll(/~+/g)].map((run) => run[0].length + 1))) : "`".repeat(longest + 1);
  return `${mark}${params}\n${text}${text ? "\n" : ""}${mark}`;
}

const RULES: Record<string, string> = { left: ":---", center: ":---:", right: "---:" };

function table(node: Node, how: How | undefined): string {
  const rows: string[] = [];
  node.forEach((row, _, index) => {
    const cells: string[] = [];
    row.forEach((cell) => void cells.push(words(cell, how, "<br>", true)));
    rows.push(`| ${cells.join(" | ")} |`);
    if (index > 0) return;
    const rules: string[] = [];
    row.forEach((cell) => void rules.push(RULES[cell.attrs.align as string] ?? "---"));
    rows.push(`| ${rules.join(" | ")} |`);
  });
  return rows.join("\n");
}

/** What would begin a block at the start of a line. */
function lineStart(line: string, index: number): string {
  if (/^(?:#{1,6}(?:\s|$)|>|[-+*](?:\s|$)|`{3,}|~{3,})/.test(line)) return `\\${line}`;
  if (/^(?:(?:\*\s*){3,}|(?:-\s*){3,}|(?:_\s*){3,})$/.test(line)) return `\\${line}`;
  if (index > 0 && /^(?:=+|-+)\s*$/.test(line)) return `\\${line}`;
  if (/^\[[^\]]+\]:/.test(line)) return `\\${line}`;
  if (/^[|:\s-]+$/.test(line) && line.includes("-")) return `\\${line}`;
  return line.replace(/^(\d{1,9})([.)])(?=\s|$)/, "$1\\$2");
}

// Within a line.

const DELIMITERS: Record<string, string> = { strong: "**", em: "*", strike: "~~" };

function inline(parent: Node, how: How, breakAs: "\n" | "<br>", inCell = false): string {
  const nodes: Node[] = [];
  parent.forEach((child) => void nodes.push(child));
  let out = "";
  const open: Mark[] = [];
  /** The last sign of out is one of a text, as it was written there. */
  let plain = false;
  /** A letter that comes next would keep what was closed from closing. */
  let closed = false;
  const delimiter = (mark: Mark) => (mark.type === schema.marks.em ? how.emphasis : (DELIMITERS[mark.type.name] ?? ""));
  const needsSpace = (mark: Mark, inside: string | undefined) => how.entities && mark.type !== schema.marks.link && (delimiter(mark) === "_" || !wordy(inside));
  const close = (to: number) => {
    for (let mark = open.pop(); mark; mark = open.pop()) {
      closed = needsSpace(mark, plain ? lastSign(out) : undefined) || (closed && mark.type !== schema.marks.link);
      out += mark.type === schema.marks.link ? closeLink(mark) : delimiter(mark);
      plain = false;
      if (open.length === to) return;
    }
  };
  for (let i = 0; i < nodes.length; i++) {
    const node = nodes[i]!;
    const link = schema.marks.link.isInSet(node.marks);
    if (link && isAuto(link, node, nodes[i - 1], nodes[i + 1])) {
      if (open.length > 0) close(0);
      out += `<${node.text!}>`;
      plain = closed = false;
      continue;
    }
    const wanted = nesting(nodes, i, open);
    let kept = 0;
    while (kept < open.length && kept < wanted.length && open[kept]!.eq(wanted[kept]!)) kept++;
    if (open.length > kept) close(kept);
    for (const mark of wanted.slice(kept)) {
      const inside = node.isText && !schema.marks.code.isInSet(node.marks) ? [...node.text!][0] : undefined;
      if (plain && needsSpace(mark, inside) && wordy(lastSign(out))) out = out.slice(0, -lastSign(out).length) + entity(lastSign(out));
      out += mark.type === schema.marks.link ? "[" : delimiter(mark);
      plain = closed = false;
      open.push(mark);
    }
    const text = leaf(node, { how, breakAs, inCell, inLink: Boolean(link), first: i === 0, before: out, brokenBefore: nodes[i - 1]?.type === schema.nodes.hard_break, after: nodes[i + 1] });
    const first = [...text.slice(0, 2)][0] ?? "";
    out += (closed || nodes[i - 1]?.type === schema.nodes.mention) && /^[\p{L}\p{N}_]/u.test(first) ? entity(first) + text.slice(first.length) : text;
    plain = node.isText && !schema.marks.code.isInSet(node.marks) && text.length > first.length;
    closed = false;
  }
  if (open.length > 0) close(0);
  return out;
}

const lastSign = (text: string): string => [...text.slice(-2)].pop() ?? "";
const entity = (sign: string): string => `&#${sign.codePointAt(0)};`;

/** The marks of a node from the outside in: those that last longest first, so that none is broken up. */
function nesting(nodes: Node[], at: number, open: Mark[]): Mark[] {
  const marks = nodes[at]!.marks.filter((mark) => mark.type !== schema.marks.code);
  const reach = (mark: Mark) => {
    let n = at;
    while (n < nodes.length && mark.isInSet(nodes[n]!.marks)) n++;
    return n;
  };
  const rank = (mark: Mark) => open.findIndex((other) => other.eq(mark));
  return [...marks].sort((a, b) => {
    const [ra, rb] = [rank(a), rank(b)];
    if (ra >= 0 && rb >= 0) return ra - rb;
    if (ra >= 0 || rb >= 0) return ra >= 0 ? -1 : 1;
    return reach(b) - reach(a) || (a.type === schema.marks.link ? -1 : 0);
  });
}

function isAuto(link: Mark, node: Node, before: Node | undefined, after: Node | undefined): boolean {
  if (!link.attrs.auto || !node.isText || node.marks.length > 1) return false;
  if (link.attrs.href !== node.text && link.attrs.href !== `mailto:${node.text}`) return false;
  return !(before && link.isInSet(before.marks)) && !(after && link.isInSet(after.marks));
}

function closeLink({ attrs }: Mark): string {
  const title = attrs.title ? ` "${String(attrs.title).replace(/["\\]/g, "\\$&").replace(/&(?=#?\w+;)/g, "\\&")}"` : "";
  return `](${destination(attrs.href as string)}${title})`;
}

function destination(to: string): string {
  const text = to.replace(/\\(?=[!-/:-@[-`{-~])/g, "\\\\").replace(/&(?=#?\w+;)/g, "\\&");
  if (to === "" || /[\s<>]|^</.test(to) || !balanced(to)) return `<${text.replace(/[<>]/g, "\\$&").replace(/\n/g, "%0A")}>`;
  return text;
}

function balanced(text: string): boolean {
  let depth = 0;
  for (const c of text) {
    if (c === "(") depth++;
    else if (c === ")" && --depth < 0) return false;
  }
  return depth === 0;
}

interface Place {
  how: How;
  breakAs: "\n" | "<br>";
  inCell: boolean;
  inLink: boolean;
  first: boolean;
  before: string;
  brokenBefore: boolean;
  after: Node | undefined;
}

function leaf(node: Node, place: Place): string {
  switch (node.type) {
    // Two line ends would be two paragraphs.
    case schema.nodes.hard_break: return place.breakAs === "<br>" || place.brokenBefore ? "<br>" : "\n";
    case schema.nodes.mention: return `@${node.attrs.id as string}`;
    case schema.nodes.image: {
      const { src, alt, title } = node.attrs as Record<string, string>;
      const words = alt!.replace(/[\\[\]`*_<&]/g, "\\$&").replace(/\n/g, " ");
      const text = `![${words}](${destination(src!)}${title ? ` "${title.replace(/["\\]/g, "\\$&")}"` : ""})`;
      return place.inCell ? text.replace(/\|/g, "\\|") : text;
    }
  }
  if (schema.marks.code.isInSet(node.marks)) return codeSpan(node.text!, place.inCell);
  return escape(node.text!, place);
}

function codeSpan(text: string, inCell: boolean): string {
  const ticks = "`".repeat(Math.max(0, ...[...text.matchAll(/`+/g)].map((run) => run[0].length)) + 1);
  const pad = /^`|`$/.test(text) || (/^ [^]* $/.test(text) && text.trim() !== "") ? " " : "";
  const span = `${ticks}${pad}${text}${pad}${ticks}`;
  return inCell ? span.replace(/\|/g, "\\|") : span;
}

const ENTITY = /^&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});/;
const wordy = (c: string | undefined) => c !== undefined && /[\p{L}\p{N}]/u.test(c);
const spacy = (c: string | undefined) => c === undefined || /\s/.test(c);

/** What has a meaning within a line stands behind a backslash, where it could be taken for it. */
function escape(text: string, place: Place): string {
  const { how: { escapeAll }, inCell, inLink } = place;
  const addresses = inLink ? [] : addressesIn(text);
  const near = (i: number) => (i < 0 ? (place.before ? place.before[place.before.length - 1] : undefined) : i >= text.length ? (place.after?.isText ? place.after.text![0] : place.after && place.after.type !== schema.nodes.hard_break ? "x" : undefined) : text[i]);
  const tildes = text.split("~").length > 2;
  const brackets = /\]\s?[([:]/.test(text);
  let out = "";
  for (let i = 0; i < text.length; i++) {
    const address = addresses[0];
    if (address && i === address[0]) {
      addresses.shift();
      out += inCell ? text.slice(i, address[1]).replace(/\|/g, "\\|") : text.slice(i, address[1]);
      i = address[1] - 1;
      continue;
    }
    const c = text[i]!;
    let marked = false;
    switch (c) {
      case "\\": marked = escapeAll || /[!-/:-@[-`{-~]/.test(text[i + 1] ?? "") || text[i + 1] === undefined; break;
      case "`": marked = true; break;
      case "*": marked = escapeAll || !(spacy(near(i - 1)) && spacy(near(i + 1))); break;
      case "_": marked = escapeAll ? !(wordy(near(i - 1)) && wordy(near(i + 1))) : !(wordy(near(i - 1)) && wordy(near(i + 1))) && !(spacy(near(i - 1)) && spacy(near(i + 1))); break;
      case "~": marked = escapeAll || (tildes && !(spacy(near(i - 1)) && spacy(near(i + 1)))); break;
      case "[": marked = escapeAll || inLink || brackets; break;
      case "]": marked = escapeAll || inLink; break;
      case "<": marked = escapeAll || /^<(?:br ?\/?>|[a-z][a-z0-9+.-]*:[^\s<>]*>|[^\s<>]+@[^\s<>]+>)/i.test(text.slice(i, i + 300)); break;
      case "&": marked = ENTITY.test(text.slice(i, i + 40)); break;
      case "|": marked = inCell || escapeAll; break;
      case "@": marked = /^@usr_[0-9a-z]{20}/.test(text.slice(i, i + 25)); break;
      case "!": marked = text[i + 1] === "[" && escapeAll; break;
    }
    out += marked ? `\\${c}` : c;
  }
  return out;
}

