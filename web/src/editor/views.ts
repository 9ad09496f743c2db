// How some pieces of a text are drawn where one can do something with them.

import type { Node } from "prosemirror-model";
import { NodeSelection } from "prosemirror-state";
import type { EditorView, NodeView, NodeViewConstructor } from "prosemirror-view";
import { t } from "../text/text";
import { schema } from "./schema";
import { type Upload, uploadOf } from "./upload";
import { nameOf, pictureAddress } from "./world";

function element<K extends keyof HTMLElementTagNameMap>(tag: K, attrs: Record<string, string> = {}, ...children: HTMLElement[]): HTMLElementTagNameMap[K] {
  const el = document.createElement(tag);
  for (const [name, value] of Object.entries(attrs)) el.setAttribute(name, value);
  el.append(...children);
  return el;
}

/** An item with a box to tick. */
class Item implements NodeView {
  readonly dom: HTMLElement;
  readonly contentDOM: HTMLElement;
  private readonly box: HTMLInputElement | undefined;

  constructor(private node: Node, view: EditorView, getPos: () => number | undefined) {
    this.dom = element("li");
    if (node.attrs.checked === null) {
      this.contentDOM = this.dom;
      return;
    }
    this.dom.className = "todo";
    this.box = element("input", { type: "checkbox", "aria-label": t("editor.tick") });
    this.contentDOM = element("div");
    this.box.addEventListener("change", () => {
      const pos = getPos();
      if (pos !== undefined) view.dispatch(view.state.tr.setNodeAttribute(pos, "checked", this.box!.checked));
    });
    this.dom.append(element("label", { contenteditable: "false" }, this.box), this.contentDOM);
    this.draw();
  }

  private draw(): void {
    if (this.box) this.box.checked = this.node.attrs.checked as boolean;
    this.dom.dataset.checked = String(this.node.attrs.checked);
  }

  update(node: Node): boolean {
    if (node.type !== schema.nodes.list_item || (node.attrs.checked === null) !== (this.box === undefined)) return false;
    this.node = node;
    if (this.box) this.draw();
    return true;
  }

  stopEvent(event: Event): boolean {
    return event.target === this.box;
  }

  ignoreMutation(mutation: { target: globalThis.Node; type: string }): boolean {
    return mutation.type !== "selection" && !this.contentDOM.contains(mutation.target);
  }
}

/** Code, and the language that it is in. */
class Code implements NodeView {
  readonly dom = element("div", { class: "codeblock" });
  readonly contentDOM = element("code");
  private readonly params = element("input", { class: "lang", spellcheck: "false", autocapitalize: "off", maxlength: "30", placeholder: t("editor.language"), "aria-label": t("editor.language") });

  constructor(private node: Node, view: EditorView, getPos: () => number | undefined) {
    const pre = element("pre", { spellcheck: "false" }, this.contentDOM);
    const bar = element("span", { class: "langbar", contenteditable: "false" }, this.params);
    this.dom.append(bar, pre);
    this.params.value = node.attrs.params as string;
    this.params.addEventListener("change", () => {
      const pos = getPos();
      const params = this.params.value.replace(/[`\n]/g, "").trim();
      if (pos !== undefined && params !== this.node.attrs.params) view.dispatch(view.state.tr.setNodeAttribute(pos, "params", params));
    });
    this.params.addEventListener("keydown", (e) => {
      if (e.key !== "Enter" && e.key !== "Escape") return;
      e.preventDefault();
      e.stopPropagation();
      view.focus();
    });
  }

  update(node: Node): boolean {
    if (node.type !== schema.nodes.code_block) return false;
    this.node = node;
    if (document.activeElement !== this.params) this.params.value = node.attrs.params as string;
    return true;
  }

  stopEvent(event: Event): boolean {
    return event.target === this.params;
  }

  ignoreMutation(mutation: { target: globalThis.Node; type: string }): boolean {
    return mutation.type !== "selection" && !this.contentDOM.contains(mutation.target);
  }
}

/** A picture: while it is on its way, what is there of it already. */
class Picture implements NodeView {
  readonly dom = element("span", { class: "picture" });
  private readonly img = element("img");
  private stop: (() => void) | undefined;

  constructor(private node: Node, private readonly view: EditorView, private readonly getPos: () => number | undefined) {
    this.draw();
  }

  private draw(): void {
    const { src, alt, title } = this.node.attrs as { src: string; alt: string; title: string };
    const upload = uploadOf(src);
    const address = upload?.preview ?? pictureAddress(src);
    this.stop?.();
    this.dom.replaceChildren();
    this.dom.className = "picture";
    if (!address) {
      // The page may not load it: it is a link, as the server makes it one.
      this.dom.className = "picture elsewhere";
      this.dom.textContent = alt || src;
      return;
    }
    this.img.src = address;
    this.img.alt = alt;
    this.img.title = title;
    this.dom.append(this.img);
    if (upload) this.follow(upload);
  }

  private follow(upload: Upload): void {
    const bar = element("progress", { max: "1", "aria-label": t("editor.uploading", { name: upload.name }) });
    const words = element("span", { class: "meta", role: "status" });
    const again = element("button", { type: "button", class: "btn" });
    again.textContent = t("retry");
    again.addEventListener("click", () => upload.again());
    const remove = element("button", { type: "button", class: "btn" });
    remove.textContent = t("editor.remove");
    remove.addEventListener("click", () => {
      upload.end();
      const pos = this.getPos();
      if (pos !== undefined) this.view.dispatch(this.view.state.tr.delete(pos, pos + this.node.nodeSize));
    });
    const foot = element("span", { class: "upload" }, bar, words);
    this.dom.append(foot);
    this.stop = upload.follow((state) => {
      this.dom.classList.toggle("pending", state.is === "running");
      this.dom.classList.toggle("failed", state.is === "failed");
      if (state.is === "running") bar.value = state.done;
      if (state.is === "failed") {
        words.textContent = state.why;
        foot.replaceChildren(words, again, remove);
      } else if (state.is === "done") foot.remove();
      else foot.replaceChildren(bar, words);
    });
  }

  update(node: Node): boolean {
    if (node.type !== schema.nodes.image) return false;
    const again = node.attrs.src !== this.node.attrs.src || node.attrs.alt !== this.node.attrs.alt || node.attrs.title !== this.node.attrs.title;
    this.node = node;
    if (again) this.draw();
    return true;
  }

  selectNode(): void {
    this.dom.classList.add("ProseMirror-selectednode");
  }

  deselectNode(): void {
    this.dom.classList.remove("ProseMirror-selectednode");
  }

  stopEvent(event: Event): boolean {
    return (event.target as Element).closest?.("button") !== null;
  }

  ignoreMutation(): boolean {
    return true;
  }

  destroy(): void {
    this.stop?.();
  }
}

class Mention implements NodeView {
  readonly dom = element("span", { class: "mention" });

  constructor(node: Node) {
    this.dom.dataset.member = node.attrs.id as string;
    this.dom.textContent = `@${nameOf(node.attrs.id as string) ?? t("people.former")}`;
  }
}

export const views: Record<string, NodeViewConstructor> = {
  list_item: (node, view, getPos) => new Item(node, view, getPos),
  code_block: (node, view, getPos) => new Code(node, view, getPos),
  image: (node, view, getPos) => new Picture(node, view, getPos),
  mention: (node) => new Mention(node),
};

/** A press on a picture selects it, so that its words can be changed. */
export function selectPicture(view: EditorView, pos: number): void {
  view.dispatch(view.state.tr.setSelection(NodeSelection.create(view.state.doc, pos)));
}
