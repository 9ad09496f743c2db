// A text that is written: with live formatting, or as the markdown that it is.
// The formatting comes in a module of its own; until it is there, and where it
// does not come at all, the markdown is written as it is.

import { signal, useSignal } from "@preact/signals";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import type { Id } from "../api/types";
import { orgId } from "../org/org";
import { t } from "../text/text";
import type * as Module from "./module";
import type { Rich } from "./rich";

type Loaded = typeof Module;
export const loaded = signal<Loaded | undefined>(undefined);
let asked: Promise<void> | undefined;

/** Fetches what writing needs, once. */
export function fetchEditor(): Promise<void> {
  asked ??= import("./module").then((module) => void (loaded.value = module), () => void (asked = undefined));
  return asked;
}

const PATIENCE = 1500;

/** When writing may begin: at once if all is there, else when it has come, or has taken too long. */
export async function editorReady(): Promise<void> {
  if (loaded.peek() || plain.peek()) return;
  await Promise.race([fetchEditor(), new Promise((late) => setTimeout(late, PATIENCE))]);
}

/** What the one who shows an editor asks of it. */
export interface Writing {
  /** What stands there now, as markdown. */
  text(): string;
  /** Another text in its place, without the writer's losing his. */
  show(markdown: string): void;
  append(markdown: string): void;
  focus(): void;
  /** Files are on their way. */
  busy(): boolean;
}

interface Props {
  markdown: string;
  label: string;
  placeholder?: string;
  describedBy?: string;
  project?: Id;
  at?: { left: number; top: number } | "start" | "end";
  small?: boolean;
  writing: (writing: Writing | undefined) => void;
  onChange: () => void;
  onSubmit: () => void;
  onLeave: () => void;
  /** Everything that belongs to it has lost the focus. */
  onBlur?: () => void;
  onFocus?: () => void;
}

const WAY = "kanvaro.editor";
/** Who writes markdown itself goes on doing so. */
const plain = signal(read());

function read(): boolean {
  try {
    return localStorage.getItem(WAY) === "markdown";
  } catch {
    return false;
  }
}

function choose(markdown: boolean): void {
  plain.value = markdown;
  try {
    localStorage.setItem(WAY, markdown ? "markdown" : "rich");
  } catch {
    // It holds until the page is left, then.
  }
}

export function Editor(props: Props) {
  const box = useRef<HTMLDivElement>(null);
  const rich = useRef<Rich | undefined>(undefined);
  const area = useRef<HTMLTextAreaElement | null>(null);
  // What stood there when the way of writing changed.
  const start = useRef({ markdown: props.markdown, at: props.at });
  /** One way of writing takes the other's place: nobody leaves. */
  const changing = useRef(false);
  const now = loaded.value;
  const asMarkdown = plain.value || !now;
  useEffect(() => {
    const timer = setTimeout(() => void fetchEditor(), props.at ? 0 : 400);
    return () => clearTimeout(timer);
  }, []);

  const writing: Writing = {
    text: () => rich.current?.markdown() ?? area.current?.value ?? start.current.markdown,
    show: (markdown) => {
      if (rich.current) rich.current.set(markdown);
      else if (area.current) replaceValue(area.current, markdown);
      else start.current.markdown = markdown;
    },
    append: (markdown) => {
      if (rich.current) rich.current.append(markdown);
      else if (area.current) {
        replaceValue(area.current, `${area.current.value.trimEnd()}${area.current.value.trim() ? "\n\n" : ""}${markdown}`);
        area.current.focus();
        props.onChange();
      }
    },
    focus: () => (rich.current ? rich.current.focus("end") : area.current?.focus()),
    busy: () => (rich.current?.uploads.peek().length ?? 0) > 0,
  };
  useLayoutEffect(() => {
    props.writing(writing);
    return () => props.writing(undefined);
  }, []);

  const change = (markdown: boolean) => {
    start.current = { markdown: writing.text(), at: "end" };
    changing.current = true;
    choose(markdown);
  };
  // The module came while somebody was writing already.
  const was = useRef(asMarkdown);
  if (was.current !== asMarkdown) {
    const typed = area.current;
    start.current = { markdown: writing.text(), at: !typed || document.activeElement === typed || start.current.at ? "end" : undefined };
    was.current = asMarkdown;
    changing.current = true;
  }

  return (
    <div
      class={`editor${props.small ? " small" : ""}`} ref={box}
      onFocusCapture={props.onFocus}
      onBlurCapture={() => {
        // A menu of the bar belongs to it, and another window does not take it away.
        if (changing.current) return;
        setTimeout(() => {
          const at = document.activeElement;
          if (box.current && document.hasFocus() && !box.current.contains(at) && !at?.closest(".popup, dialog")) props.onBlur?.();
        });
      }}
    >
      {asMarkdown ? (
        <Plain changed={() => (changing.current = false)} props={props} start={start.current} area={area} rich={now ? () => change(false) : undefined} />
      ) : (
        <now.RichView
          key="rich" small={props.small} source={() => change(true)}
          made={(made) => {
            rich.current = made;
            if (made) changing.current = false;
          }}
          options={{
            markdown: start.current.markdown, label: props.label, placeholder: props.placeholder ?? "", describedBy: props.describedBy, project: props.project, at: start.current.at,
            onChange: props.onChange, onSubmit: props.onSubmit, onLeave: props.onLeave,
          }}
        />
      )}
    </div>
  );
}

function Plain({ changed, props, start, area, rich }: { changed: () => void; props: Props; start: { markdown: string; at: Props["at"] }; area: { current: HTMLTextAreaElement | null }; rich: (() => void) | undefined }) {
  const uploading = useSignal(0);
  useLayoutEffect(() => {
    const el = area.current!;
    fit(el);
    if (start.at) {
      el.focus();
      const end = start.at === "start" ? 0 : el.value.length;
      el.setSelectionRange(end, end);
    }
    changed();
    return () => (area.current = null);
  }, []);
  const attach = (files: File[]) => {
    const { project } = props;
    if (!project || files.length === 0) return false;
    uploading.value += files.length;
    void import("./upload").then(({ startUpload, isPicture }) => {
      for (const file of files) {
        const upload = startUpload(orgId.peek(), project, file);
        void upload.finished.then((arrived) => {
          uploading.value--;
          const el = area.current;
          if (!arrived || !el) return;
          const text = isPicture(file) ? `![${upload.name.replace(/[[\]\\]/g, "")}](${upload.id})` : `[${upload.name.replace(/[[\]\\]/g, "")}](/api/v1/orgs/${orgId.peek()}/files/${upload.id}/content)`;
          el.setRangeText(text, el.selectionStart, el.selectionEnd, "end");
          fit(el);
          props.onChange();
        });
      }
    });
    return true;
  };
  return (
    <>
      <textarea
        ref={area} class="edsrc" dir="auto" rows={props.small ? 1 : 4} defaultValue={start.markdown} aria-label={props.label} aria-describedby={props.describedBy} placeholder={props.placeholder} spellcheck
        onInput={(e) => {
          fit(e.currentTarget);
          props.onChange();
        }}
        onPaste={(e) => {
          const files = [...(e.clipboardData?.files ?? [])];
          if (files.length > 0 && !e.clipboardData?.getData("text/plain") && attach(files)) e.preventDefault();
        }}
        onDrop={(e) => {
          if (attach([...(e.dataTransfer?.files ?? [])])) e.preventDefault();
        }}
        onKeyDown={(e) => {
          if (e.key === "Escape") {
            e.stopPropagation();
            e.preventDefault();
            props.onLeave();
          } else if (e.key === "Enter" && (e.ctrlKey || e.metaKey)) {
            e.preventDefault();
            props.onSubmit();
          }
        }}
      />
      {uploading.value > 0 && <p class="meta" role="status">{t("editor.uploading.n", { n: uploading.value })}</p>}
      {rich && (
        <div class="edbar">
          <span class="meta">{t("editor.source.hint")}</span>
          <span class="sp" />
          <button type="button" class="edsource on" aria-pressed="true" onMouseDown={(e) => e.preventDefault()} onClick={rich} title={t("editor.rich.title")}>{t("editor.source")}</button>
        </div>
      )}
    </>
  );
}

/** As high as its text. */
export function fit(area: HTMLTextAreaElement): void {
  area.style.height = "auto";
  area.style.height = `${area.scrollHeight + 2}px`;
}

/** Another text in a field, with the caret where it was in the words that stayed. */
function replaceValue(area: HTMLTextAreaElement, next: string): void {
  const before = area.value;
  let from = 0;
  while (from < before.length && from < next.length && before[from] === next[from]) from++;
  let [a, b] = [before.length, next.length];
  while (a > from && b > from && before[a - 1] === next[b - 1]) {
    a--;
    b--;
  }
  const [start, end] = [area.selectionStart, area.selectionEnd];
  const moved = (at: number) => (at <= from ? at : at >= a ? at + b - a : Math.min(at, b));
  area.value = next;
  area.setSelectionRange(moved(start), moved(end));
  fit(area);
}
