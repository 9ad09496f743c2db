// Where a comment is written, at the foot of the task. What is typed is kept in
// this browser until it is sent.

import { signal, useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import type { Id, Task } from "../api/types";
import { beforeLeaving, draftHere, draftsOf, dropDraft, keepDraft, takeDraft } from "../editor/draft";
import { Editor, fetchEditor, loaded, type Writing } from "../editor/editor";
import { me } from "../identity/session";
import { Button } from "../kit/button";
import { toast } from "../kit/toast";
import { orgId } from "../org/org";
import { stoppedTyping, tellTyping } from "../org/presence";
import { Typing } from "../org/viewers";
import { t } from "../text/text";
import { addComment } from "./comments";

/** The one that is on the page. */
const open = signal<Writing | undefined>(undefined);

export function focusComposer(): void {
  open.peek()?.focus();
}

/** Puts a text behind bars into the comment that is being written. */
export async function quote(markdown: string): Promise<void> {
  open.peek()?.append(markdown.trim().split("\n").map((line) => `> ${line}`.trimEnd()).join("\n"));
}

/** Quotes what is selected on the page, as the markdown that it came from. */
export async function quoteSelection(range: Range): Promise<void> {
  const fragment = range.cloneContents();
  const words = range.toString();
  void fetchEditor();
  const module = loaded.peek() ?? (await import("../editor/module"));
  await quote(module.markdownOf(fragment) || words);
}

export function reply(author: Id): void {
  open.peek()?.append(`@${author}`);
}

export function Composer({ task }: { task: Task }) {
  const of = `comment ${task.id}`;
  const first = useSignal<string | undefined>(draftHere(of)?.markdown ?? undefined);
  const ready = useSignal(first.peek() !== undefined);
  useEffect(() => {
    draftsOf(me.peek(), orgId.peek());
    let gone = false;
    void takeDraft(of).then((draft) => {
      if (gone) return;
      first.value = draft?.markdown ?? first.peek();
      ready.value = true;
    });
    return () => (gone = true);
  }, []);
  // The editor begins with what there was; so it waits the moment that looking takes.
  return <Write key={String(ready.value && first.value !== undefined)} task={task} first={first.value ?? ""} />;
}

function Write({ task, first }: { task: Task; first: string }) {
  const of = `comment ${task.id}`;
  const writing = useRef<Writing | undefined>(undefined);
  const soon = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const blank = useSignal(!first.trim());
  const busy = useSignal(false);
  const keep = () => {
    clearTimeout(soon.current);
    soon.current = undefined;
    const markdown = writing.current?.text() ?? "";
    blank.value = !markdown.trim();
    busy.value = writing.current?.busy() ?? false;
    if (markdown.trim()) keepDraft({ of, markdown, task: task.id, project: task.project });
    else dropDraft(of);
  };
  useEffect(() => {
    const last = () => soon.current !== undefined && keep();
    const forget = beforeLeaving(last);
    return () => {
      last();
      forget();
    };
  }, []);
  const say = () => {
    const markdown = writing.current?.text().trim();
    if (writing.current?.busy()) return toast({ words: t("comment.busy") });
    if (!markdown) return;
    clearTimeout(soon.current);
    soon.current = undefined;
    writing.current!.show("");
    blank.value = true;
    dropDraft(of);
    stoppedTyping();
    void addComment(task, markdown);
    requestAnimationFrame(() => document.querySelector(".feed > :last-child")?.scrollIntoView({ block: "nearest" }));
  };
  return (
    <form
      class={`comp${blank.value ? " blank" : ""}`}
      onSubmit={(e) => {
        e.preventDefault();
        say();
      }}
    >
      <Typing task={task.id} field="comment" />
      <div class="box">
        <Editor
          small markdown={first} label={t("comment.write")} placeholder={t("comment.placeholder")} project={task.project}
          writing={(one) => {
            writing.current = one;
            open.value = one;
          }}
          onChange={() => {
            tellTyping(task.id, "comment");
            // The button must not lag behind the first letter.
            if (soon.current === undefined && blank.peek()) blank.value = !writing.current?.text().trim();
            soon.current ??= setTimeout(keep, 200);
          }}
          onSubmit={say}
          onLeave={() => (document.activeElement as HTMLElement | null)?.blur()}
        />
        <Button type="submit" class="send" disabled={blank.value || busy.value}>{t("comment.send")}</Button>
      </div>
    </form>
  );
}
