// The editor: ProseMirror over markdown. This module and what it needs come when
// somebody is about to write.

import { type ReadonlySignal, signal, useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { history } from "prosemirror-history";
import { DOMSerializer, type Node, Slice } from "prosemirror-model";
import { type Command, EditorState, NodeSelection, Plugin, Selection } from "prosemirror-state";
import { EditorView } from "prosemirror-view";
import type { Id } from "../api/types";
import { closePopup, openPopup } from "../kit/popup";
import { Button } from "../kit/button";
import { toast } from "../kit/toast";
import { orgId } from "../org/org";
import { go, to } from "../routes";
import { t } from "../text/text";
import { whole } from "./address";
import { codeBlock, heading, insertInline, linkAt, list, pasteAddress, quote, rule, setLink } from "./commands";
import { isBlank, links, placeholder } from "./decorate";
import { keys } from "./keymap";
import { blocks } from "./parse";
import { typedMarkdown } from "./rules";
import { isList, safeAddress, schema } from "./schema";
import { printFragment, Source } from "./source";
import { suggest } from "./suggest";
import { type Entry, suggestions } from "./suggest-view";
import { insertTable } from "./table";
import { Bar, sameTools, type Tools, toolsOf } from "./toolbar";
import { isPicture, startUpload, type Upload, uploadOf } from "./upload";
import { views } from "./views";
import { fileAddress, isKey } from "./world";

export interface RichOptions {
  markdown: string;
  label: string;
  placeholder: string;
  describedBy?: string;
  /** Where files are put; without it none can be added. */
  project?: Id;
  /** Where to begin: where somebody pressed, or at an end; without it nothing is focused. */
  at?: { left: number; top: number } | "start" | "end";
  onChange: () => void;
  /** Ctrl+Enter. */
  onSubmit: () => void;
  /** Escape. */
  onLeave: () => void;
}

export class Rich {
  readonly view: EditorView;
  readonly tools = signal<Tools>({ marks: new Set(), heading: 0, list: undefined, block: "paragraph", quote: false, link: undefined, table: false, picture: false });
  /** Files on their way. */
  readonly uploads = signal<readonly Upload[]>([]);
  private source: Source;
  private printed: { doc: Node; markdown: string } | undefined;

  constructor(place: HTMLElement, private readonly options: RichOptions) {
    this.source = new Source(options.markdown);
    const state = EditorState.create({
      doc: this.source.doc,
      plugins: [
        suggest(["/", "@", "#"], suggestions(place, () => this.entries())),
        typedMarkdown(),
        ...keys({
          submit: () => {
            options.onSubmit();
            return true;
          },
          leave: () => {
            options.onLeave();
            return true;
          },
          link: () => this.editLink(),
        }),
        history({ newGroupDelay: 400 }),
        links(isKey),
        placeholder(options.placeholder),
        roomBelow,
        new Plugin({ view: () => ({ update: (view) => this.shown(view) }) }),
      ],
    });
    this.view = new EditorView({ mount: place.appendChild(document.createElement("div")) }, {
      state,
      nodeViews: views,
      attributes: { class: "prose", role: "textbox", "aria-multiline": "true", "aria-label": options.label, ...(options.describedBy ? { "aria-describedby": options.describedBy } : {}), dir: "auto" },
      dispatchTransaction: (tr) => {
        this.view.updateState(this.view.state.apply(tr));
        if (tr.docChanged && !tr.getMeta("theirs")) options.onChange();
      },
      handlePaste: (view, event) => this.pasted(view, event),
      handleDrop: (_, event) => this.dropped(event),
      clipboardTextParser: (text, $context, plain) => pastedText(text, plain || Boolean($context.parent.type.spec.code)),
      clipboardTextSerializer: (slice) => (slice.content.childCount === 1 && slice.content.firstChild!.type.spec.code ? slice.content.firstChild!.textContent : printFragment(slice.content)),
      clipboardSerializer: DOMSerializer.fromSchema(schema),
      handleClick: (_, __, event) => this.followed(event),
      scrollMargin: 48,
      scrollThreshold: 40,
    });
    if (options.at) this.focus(options.at);
    this.shown(this.view);
  }

  private shown(view: EditorView): void {
    const next = toolsOf(view.state);
    if (!sameTools(next, this.tools.peek())) this.tools.value = next;
  }

  /** What stands there, as markdown. Pictures that have not arrived are left out. */
  markdown(): string {
    // A key that was pressed this moment has changed the page, and not the document yet.
    (this.view as unknown as { domObserver?: { forceFlush(): void } }).domObserver?.forceFlush();
    const { doc } = this.view.state;
    if (this.printed?.doc === doc && this.uploads.peek().length === 0) return this.printed.markdown;
    const markdown = this.source.print(this.uploads.peek().length > 0 ? this.arrived() : doc);
    this.printed = { doc, markdown };
    return markdown;
  }

  private arrived(): Node {
    const tr = this.view.state.tr;
    this.view.state.doc.descendants((node, pos) => {
      if (node.type === schema.nodes.image && uploadOf(node.attrs.src as string)) tr.delete(tr.mapping.map(pos), tr.mapping.map(pos + node.nodeSize));
    });
    return tr.doc;
  }

  get blank(): boolean {
    return isBlank(this.view.state.doc);
  }

  /** Another text in its place: what is the same stays, the selection with it, and undo does not take it back. */
  set(markdown: string): void {
    if (markdown === this.markdown()) return;
    const source = new Source(markdown);
    const { doc } = this.view.state;
    const start = doc.content.findDiffStart(source.doc.content);
    this.source = source;
    this.printed = undefined;
    if (start === null) return;
    let { a, b } = doc.content.findDiffEnd(source.doc.content)!;
    const overlap = start - Math.min(a, b);
    if (overlap > 0) {
      a += overlap;
      b += overlap;
    }
    this.view.dispatch(this.view.state.tr.replace(start, a, source.doc.slice(start, b)).setMeta("addToHistory", false).setMeta("theirs", true));
  }

  /** Adds blocks at the end, and an empty line to go on in: a quote. */
  append(markdown: string): void {
    const { doc } = this.view.state;
    const tr = this.view.state.tr;
    const added = blocks(markdown);
    const last = doc.lastChild!;
    const from = last.type === schema.nodes.paragraph && last.content.size === 0 ? doc.content.size - last.nodeSize : doc.content.size;
    tr.replaceWith(from, doc.content.size, added);
    const ends = added.lastChild?.type === schema.nodes.paragraph;
    if (ends) tr.insertText(" ", tr.doc.content.size - 1);
    else tr.insert(tr.doc.content.size, schema.nodes.paragraph.create());
    this.view.dispatch(tr.setSelection(Selection.atEnd(tr.doc)).scrollIntoView());
    this.view.focus();
  }

  focus(at: RichOptions["at"] = "end"): void {
    const { view } = this;
    view.focus();
    const { doc } = view.state;
    const found = typeof at === "object" ? view.posAtCoords(at) : null;
    const selection = found ? Selection.near(doc.resolve(found.pos)) : at === "start" ? Selection.atStart(doc) : Selection.atEnd(doc);
    const tr = view.state.tr.setSelection(selection);
    view.dispatch(found ? tr : tr.scrollIntoView());
  }

  run(command: Command): void {
    command(this.view.state, this.view.dispatch, this.view);
    this.view.focus();
  }

  destroy(): void {
    this.view.destroy();
  }

  // Links.

  /** Opens the small form for the address of a link; false where there is nothing to link. */
  editLink(anchor?: HTMLElement): boolean {
    const { state } = this.view;
    const now = linkAt(state);
    if (state.selection.$from.parent.type.spec.code || (state.selection.empty && !now && !anchor)) return false;
    const from = this.view.coordsAtPos(now?.from ?? state.selection.from);
    const where = anchor ?? new DOMRect(from.left, from.top, 0, from.bottom - from.top);
    openPopup(where, () => (
      <LinkForm
        href={now?.href ?? ""}
        onDone={(href) => {
          closePopup();
          this.run(setLink(href));
        }}
      />
    ));
    return true;
  }

  describe(anchor: HTMLElement): void {
    const { selection } = this.view.state;
    if (!(selection instanceof NodeSelection)) return;
    const { from } = selection;
    openPopup(anchor, () => (
      <AltForm
        alt={selection.node.attrs.alt as string}
        onDone={(alt) => {
          closePopup();
          this.view.dispatch(this.view.state.tr.setNodeAttribute(from, "alt", alt));
          this.view.focus();
        }}
      />
    ));
  }

  private followed(event: MouseEvent): boolean {
    const target = event.target as Element;
    const link = target.closest<HTMLElement>("a[href], .bare, .key");
    if (!link || !(event.ctrlKey || event.metaKey)) return false;
    if (link.dataset.key) go(to.task(orgId.peek(), link.dataset.key));
    else open(link.dataset.href ?? (link as HTMLAnchorElement).href, "_blank", "noopener");
    return true;
  }

  // What comes in.

  private pasted(view: EditorView, event: ClipboardEvent): boolean {
    const data = event.clipboardData;
    const text = data?.getData("text/plain") ?? "";
    if (data && data.files.length > 0 && !text) return this.attach([...data.files]);
    return pasteAddress(text)(view.state, view.dispatch);
  }

  private dropped(event: DragEvent): boolean {
    const files = [...(event.dataTransfer?.files ?? [])];
    if (files.length === 0) return false;
    event.preventDefault();
    const at = this.view.posAtCoords({ left: event.clientX, top: event.clientY });
    if (at) this.view.dispatch(this.view.state.tr.setSelection(Selection.near(this.view.state.doc.resolve(at.pos))));
    return this.attach(files);
  }

  /** Puts files where the selection is: pictures to be seen, others to be fetched. */
  attach(files: File[]): boolean {
    const { project } = this.options;
    if (!project) {
      toast({ words: t("editor.noFiles"), failed: true });
      return true;
    }
    for (const file of files) {
      const upload = startUpload(orgId.peek(), project, file);
      this.uploads.value = [...this.uploads.peek(), upload];
      const picture = isPicture(file);
      if (picture) this.run(insertInline(schema.nodes.image.create({ src: upload.id, alt: upload.name.replace(/\.[a-z0-9]+$/i, "") })));
      void upload.finished.then((arrived) => {
        this.uploads.value = this.uploads.peek().filter((other) => other !== upload);
        if (this.view.isDestroyed || !arrived) return;
        const href = fileAddress(upload.id);
        if (!picture) this.run(insertInline(schema.text(upload.name, [schema.marks.link.create({ href })]), schema.text(" ")));
        this.printed = undefined;
        this.options.onChange();
      });
    }
    return true;
  }

  choose(): void {
    const input = document.createElement("input");
    input.type = "file";
    input.multiple = true;
    input.addEventListener("change", () => this.attach([...(input.files ?? [])]));
    input.click();
  }

  private entries(): Entry[] {
    const entry = (id: string, label: string, icon: string, run: Command, keys?: string, also?: string): Entry => ({ id, label, icon, run, keys, also });
    return [
      ...[1, 2, 3].map((level) => entry(`h${level}`, t("editor.heading.n", { n: level }), `heading-${level}`, heading(level), "#".repeat(level))),
      entry("ul", t("editor.bullets"), "list", list("bullet"), "-"),
      entry("ol", t("editor.numbers"), "list-ordered", list("ordered"), "1."),
      entry("check", t("editor.checklist"), "list-checks", list("check"), "[ ]", t("editor.checklist.also")),
      entry("quote", t("editor.quote"), "text-quote", quote, ">"),
      entry("code", t("editor.codeBlock"), "square-code", codeBlock(), "```"),
      entry("table", t("editor.table"), "table", insertTable()),
      entry("hr", t("editor.rule"), "minus", rule, "---"),
      ...(this.options.project ? [entry("file", t("editor.attach"), "paperclip", () => {
        this.choose();
        return true;
      }, undefined, t("editor.attach.also"))] : []),
      entry("mention", t("editor.mention"), "at-sign", (state, dispatch) => {
        dispatch?.(state.tr.insertText("@"));
        return true;
      }, "@"),
      entry("task", t("editor.taskLink"), "hash", (state, dispatch) => {
        dispatch?.(state.tr.insertText("#"));
        return true;
      }, "#"),
    ];
  }
}

/** A press below a text that ends with a table or code goes on after it. */
const roomBelow = new Plugin({
  props: {
    handleClick: (view, _, event) => {
      const last = view.state.doc.lastChild!;
      if (last.type === schema.nodes.paragraph || last.type === schema.nodes.heading) return false;
      const end = view.dom.lastElementChild?.getBoundingClientRect().bottom ?? 0;
      if (event.clientY <= end) return false;
      const tr = view.state.tr.insert(view.state.doc.content.size, schema.nodes.paragraph.create());
      view.dispatch(tr.setSelection(Selection.atEnd(tr.doc)));
      return true;
    },
  },
});

function pastedText(text: string, plain: boolean): Slice {
  const lines = text.replace(/\r\n?/g, "\n");
  if (!plain) {
    const content = blocks(lines);
    if (content.childCount === 0) return Slice.empty;
    const open = (node: Node | null | undefined): number => (node?.isTextblock && !node.type.spec.code ? 1 : node && isList(node) ? 0 : 0);
    return new Slice(content, open(content.firstChild), open(content.lastChild));
  }
  const paragraphs = lines.split(/\n{2,}/).map((part) => schema.nodes.paragraph.create(null, part.split("\n").flatMap((line, i) => [...(i > 0 ? [schema.nodes.hard_break.create()] : []), ...(line ? [schema.text(line)] : [])])));
  return new Slice(schema.nodes.doc.create(null, paragraphs).content, 1, 1);
}

function LinkForm({ href, onDone }: { href: string; onDone: (href: string) => void }) {
  const input = useRef<HTMLInputElement>(null);
  const done = () => {
    const typed = input.current!.value.trim();
    const address = /^[\w.-]+\.[a-z]{2,}(?:[/?#:].*)?$/i.test(typed) && !/^www\./i.test(typed) ? `https://${typed}` : whole(typed);
    if (typed && !safeAddress(address)) {
      input.current!.setCustomValidity(t("editor.link.unsafe"));
      input.current!.reportValidity();
    } else onDone(address);
  };
  return (
    <form class="edform" onSubmit={(e) => {
      e.preventDefault();
      done();
    }}>
      <input ref={input} class="in" data-autofocus type="text" inputMode="url" aria-label={t("editor.link.address")} placeholder={t("editor.link.address")} value={href} onInput={(e) => e.currentTarget.setCustomValidity("")} />
      <Button type="submit">{t("editor.link.set")}</Button>
      {href && <Button kind="quiet" icon="x" label={t("editor.link.remove")} onClick={() => onDone("")} />}
    </form>
  );
}

function AltForm({ alt, onDone }: { alt: string; onDone: (alt: string) => void }) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <form class="edform" onSubmit={(e) => {
      e.preventDefault();
      onDone(input.current!.value.trim());
    }}>
      <input ref={input} class="in" data-autofocus aria-label={t("editor.describe.label")} placeholder={t("editor.describe.label")} value={alt} maxLength={300} dir="auto" />
      <Button type="submit">{t("save")}</Button>
    </form>
  );
}

/** The editor in the page: `made` is told of it. */
export function RichView({ options, made, source, small }: { options: RichOptions; made: (rich: Rich | undefined) => void; source: () => void; small?: boolean }) {
  const place = useRef<HTMLDivElement>(null);
  const rich = useRef<Rich | undefined>(undefined);
  const bar = useSignal<Rich | undefined>(undefined);
  useEffect(() => {
    const one = new Rich(place.current!, options);
    rich.current = one;
    bar.value = one;
    made(one);
    return () => {
      made(undefined);
      one.destroy();
    };
  }, []);
  const one = bar.value;
  return (
    <>
      <div class="edtext" ref={place} />
      {one && <Bar tools={one.tools as ReadonlySignal<Tools>} small={small} run={(command) => one.run(command)} link={(anchor) => one.editLink(anchor)} describe={(anchor) => one.describe(anchor)} attach={options.project ? () => one.choose() : undefined} source={source} />}
      {one && <Uploads list={one.uploads} />}
    </>
  );
}

/** Files that are no pictures, while they are on their way. */
function Uploads({ list }: { list: ReadonlySignal<readonly Upload[]> }) {
  const shown = list.value.filter((upload) => !upload.preview);
  return shown.length > 0 ? <ul class="uploads">{shown.map((upload) => <OneUpload key={upload.id} upload={upload} />)}</ul> : null;
}

function OneUpload({ upload }: { upload: Upload }) {
  const state = useSignal(upload.state);
  useEffect(() => upload.follow((now) => (state.value = now)), []);
  const now = state.value;
  return (
    <li class="row" role="status">
      <span class="cut" dir="auto">{upload.name}</span>
      {now.is === "running" && <progress max={1} value={now.done} aria-label={t("editor.uploading", { name: upload.name })} />}
      {now.is === "failed" && <><span class="err">{now.why}</span><Button onClick={() => upload.again()}>{t("retry")}</Button></>}
      <Button kind="quiet" icon="x" label={t("editor.remove")} onClick={() => upload.end()} />
    </li>
  );
}
