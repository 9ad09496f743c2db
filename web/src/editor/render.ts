// Markdown drawn here, for as long as the server has not rendered it: what was
// just written and not answered yet. The same elements as the server makes.

import { DOMParser, DOMSerializer, type Node } from "prosemirror-model";
import { addressesIn, whole } from "./address";
import { KEY } from "./decorate";
import { blocks } from "./parse";
import { safeAddress, schema } from "./schema";
import { printFragment } from "./source";
import { fileAddress, isKey, pictureAddress } from "./world";

const base = DOMSerializer.fromSchema(schema);
const serializer = new DOMSerializer(
  {
    ...base.nodes,
    list_item: (node) => (node.attrs.checked === null ? ["li", 0] : ["li", ["input", { type: "checkbox", disabled: "", ...(node.attrs.checked ? { checked: "" } : {}) }], 0]) as never,
    image: (node) => {
      const address = pictureAddress(node.attrs.src as string);
      return address ? ["img", { src: address, alt: node.attrs.alt as string }] : ["span", (node.attrs.alt as string) || (node.attrs.src as string)];
    },
    mention: (node) => ["span", { class: "mention", "data-member": node.attrs.id as string }, "@"],
    hard_break: () => ["br"],
  },
  {
    ...base.marks,
    link: (mark) => {
      const href = mark.attrs.href as string;
      return ["a", safeAddress(href) ? { href: /^fil_/.test(href) ? fileAddress(href) : href, rel: "nofollow noopener", ...(/^[a-z]+:/i.test(href) ? { target: "_blank" } : {}) } : {}, 0];
    },
  },
);

export function drawn(markdown: string): DocumentFragment {
  const fragment = document.createDocumentFragment();
  blocks(markdown).forEach((block) => void fragment.append(one(block)));
  for (const link of texts(fragment)) addLinks(link);
  return fragment;
}

function one(block: Node): globalThis.Node {
  // An item with a box has it beside its words, as the server writes it.
  if (block.type === schema.nodes.bullet_list || block.type === schema.nodes.ordered_list) {
    const list = document.createElement(block.type === schema.nodes.bullet_list ? "ul" : "ol");
    if (block.type === schema.nodes.ordered_list && block.attrs.start !== 1) list.setAttribute("start", String(block.attrs.start));
    block.forEach((item) => {
      const li = document.createElement("li");
      item.forEach((child, _, i) => {
        if (i === 0 && child.type === schema.nodes.paragraph) {
          const into = block.attrs.tight ? li : li.appendChild(document.createElement("p"));
          if (item.attrs.checked !== null) {
            const box = document.createElement("input");
            box.type = "checkbox";
            box.disabled = true;
            if (item.attrs.checked) box.setAttribute("checked", "");
            into.append(box, " ");
          }
          into.append(serializer.serializeFragment(child.content));
        } else li.append(one(child));
      });
      list.append(li);
    });
    return list;
  }
  if (block.type === schema.nodes.blockquote) {
    const quote = document.createElement("blockquote");
    block.forEach((child) => void quote.append(one(child)));
    return quote;
  }
  return serializer.serializeNode(block);
}

function texts(fragment: DocumentFragment): Text[] {
  const found: Text[] = [];
  const walk = document.createTreeWalker(fragment, NodeFilter.SHOW_TEXT);
  for (let text = walk.nextNode(); text; text = walk.nextNode()) if (!text.parentElement?.closest("a, code, pre, .mention")) found.push(text as Text);
  return found;
}

function addLinks(text: Text): void {
  const data = text.data;
  const spots = addressesIn(data).map(([from, to]) => ({ from, to, href: whole(data.slice(from, to)), key: "" }));
  for (const match of data.matchAll(KEY)) {
    const at = match.index;
    if (isKey(match[0]) && !spots.some((spot) => at >= spot.from && at < spot.to)) spots.push({ from: at, to: at + match[0].length, href: "", key: match[0] });
  }
  if (spots.length === 0) return;
  const parts: (string | HTMLElement)[] = [];
  let last = 0;
  for (const { from, to, href, key } of spots.sort((a, b) => a.from - b.from)) {
    const a = document.createElement("a");
    a.textContent = data.slice(from, to);
    if (key) {
      a.className = "key";
      a.dataset.key = key;
    } else {
      a.href = href;
      a.target = "_blank";
      a.rel = "nofollow noopener";
    }
    parts.push(data.slice(last, from), a);
    last = to;
  }
  text.replaceWith(...parts, data.slice(last));
}

/** What is shown, as the markdown that would show it. */
export function markdownOf(shown: DocumentFragment): string {
  const box = document.createElement("div");
  box.append(shown);
  return printFragment(DOMParser.fromSchema(schema).parse(box).content);
}
