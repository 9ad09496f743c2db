// The description while somebody writes it: the saver, with this application
// around it.

import { effect, signal } from "@preact/signals";
import { tasks } from "../api/calls";
import { asProblem } from "../api/problem";
import type { Id, Task } from "../api/types";
import { beforeLeaving, type Draft, dropDraft, keepDraft } from "../editor/draft";
import type { Writing } from "../editor/editor";
import { type Known, Saver } from "../editor/saver";
import { isMe, line, onChanges, orgId } from "../org/org";
import { stoppedTyping, tellTyping } from "../org/presence";
import { putTask, tables, type TextOf } from "../records/records";
import { send, show } from "../records/send";
import { undoStack } from "../records/undo";
import { toast, toastProblem } from "../kit/toast";
import { t } from "../text/text";

const SOON = 150;

const draftOf = (task: Id) => `text ${task}`;

/** What the server has, as far as this browser knows. */
export function knownText(task: Id): Known {
  const text = tables.taskText.base(task);
  return { markdown: text?.markdown ?? "", version: text?.version ?? 0 };
}

export class TextSession {
  readonly saver: Saver;
  /** Who else changed it last; "" for nobody else. */
  readonly by = signal<Id>("");
  private writing: Writing | undefined;
  /** What stood there when the writer left. */
  private left: string | undefined;
  private readonly first: string;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private readonly ends: (() => void)[] = [];

  constructor(readonly task: Task, draft?: Draft) {
    const now = knownText(task.id);
    const base = draft?.base !== undefined ? { markdown: draft.base, version: draft.version ?? 0 } : now;
    this.first = draft?.markdown ?? now.markdown;
    const org = orgId.peek();
    this.saver = new Saver(base, {
      text: () => this.text,
      show: (markdown) => {
        if (this.left === undefined) this.writing?.show(markdown);
        else this.left = markdown;
      },
      save: (markdown, version) => saveText(org, task, markdown, version),
      present: () => presentText(org, task),
      keep: (kept) => keepDraft({ ...kept, of: draftOf(task.id), project: task.project, task: task.id }),
      drop: () => dropDraft(draftOf(task.id)),
      later(ms, run) {
        const timer = setTimeout(run, ms);
        return () => clearTimeout(timer);
      },
      now: () => Date.now(),
    }, draft?.sent);
    this.ends.push(
      onChanges((changes) => {
        for (const change of changes) if (change.kind === "taskText" && change.id === task.id) this.by.value = isMe(change.actor) ? "" : change.actor;
      }),
      effect(() => {
        void tables.taskText.get(task.id);
        const theirs = tables.taskText.base(task.id);
        if (theirs && this.writing) this.saver.theirs({ markdown: theirs.markdown, version: theirs.version });
      }),
      effect(() => void (line.value === "live" && this.saver.wake())),
    );
    this.ends.push(beforeLeaving(() => this.now()));
  }

  get text(): string {
    return this.left ?? this.writing?.text() ?? this.first;
  }

  get markdown(): string {
    return this.first;
  }

  /** The editor is there, or goes. */
  attach(writing: Writing | undefined): void {
    if (!writing) return;
    this.writing = writing;
    const theirs = tables.taskText.base(this.task.id);
    if (theirs) this.saver.theirs({ markdown: theirs.markdown, version: theirs.version });
    // What came back from a draft is sent as if it had just been typed.
    if (this.saver.dirty) this.saver.typed();
  }

  get busy(): boolean {
    return this.writing?.busy() ?? false;
  }

  focus(): void {
    this.writing?.focus();
  }

  typed(): void {
    tellTyping(this.task.id, "description");
    this.timer ??= setTimeout(() => this.now(), SOON);
  }

  private now(): void {
    if (this.timer === undefined) return;
    clearTimeout(this.timer);
    this.timer = undefined;
    this.saver.typed();
  }

  /** The writer leaves: what is not saved goes its way by itself, and shows already. */
  async leave(): Promise<void> {
    this.now();
    stoppedTyping();
    const { task, saver } = this;
    const markdown = (this.left = this.text);
    this.end();
    if (saver.state.peek().is !== "conflict" && !saver.dirty) return dropDraft(draftOf(task.id));
    const { drop } = show([{ table: tables.taskText, id: task.id, apply: (now: TextOf | undefined) => ({ id: task.id, version: now?.version ?? 0, html: now?.markdown === markdown ? now.html : "", markdown }) }]);
    try {
      await saver.settled;
    } finally {
      drop();
    }
    if (saver.state.peek().is === "conflict") toast({ words: t("merge.elsewhere", { key: task.key }), stays: true });
    else if (saver.dirty) void changeText(task, this.text, saver.version);
  }

  end(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.saver.end();
    for (const end of this.ends.splice(0)) end();
  }
}

async function saveText(org: Id, task: Task, markdown: string, version: number): Promise<Known> {
  const { data, op } = await tasks.change(org, task.project, task.id, { description: markdown, baseVersion: version });
  undoStack.did({ op, words: `${task.key}: ${t("done.description")}` });
  if (data.text) {
    putTask(data);
    return data.text;
  }
  return presentText(org, task);
}

async function presentText(org: Id, task: Task): Promise<Known> {
  const { data } = await tasks.get(org, task.project, task.id);
  putTask(data);
  return data.text ?? { markdown: "", version: 0 };
}

/** Changes the description as one act, shown at once: a tick, or what was still to be sent when the writer left. */
export async function changeText(task: Task, markdown: string, baseVersion: number, html?: (now: string) => string): Promise<boolean> {
  const org = orgId.peek();
  const base = knownText(task.id);
  try {
    const { data } = await send<TextOf, Task>({
      table: tables.taskText, id: task.id,
      apply: (now) => ({ id: task.id, version: now?.version ?? 0, markdown, html: html && now ? html(now.html) : "" }),
      send: () => tasks.change(org, task.project, task.id, { description: markdown, baseVersion }),
      take: putTask, done: `${task.key}: ${t("done.description")}`,
    });
    if (!data?.text) await presentText(org, task).catch(() => {});
    dropDraft(draftOf(task.id));
    return true;
  } catch (error) {
    const problem = asProblem(error);
    keepDraft({ of: draftOf(task.id), markdown, base: base.markdown, version: base.version, project: task.project, task: task.id });
    if (problem.status === 409) {
      await presentText(org, task).catch(() => {});
      toast({ words: t("merge.elsewhere", { key: task.key }), stays: true });
    } else toastProblem(t("task.notChanged", { key: task.key }), problem, () => void changeText(task, markdown, baseVersion));
    return false;
  }
}

const ITEM = /^([\s>]*(?:(?:[-+*]|\d{1,9}[.)])\s+)+\[)([ xX])(\])/;

/** The text with the box of one line ticked, or not; undefined where there is none. */
export function ticked(markdown: string, lineNumber: number, on: boolean): string | undefined {
  const lines = markdown.split("\n");
  const now = lines[lineNumber];
  if (now === undefined || !ITEM.test(now)) return undefined;
  lines[lineNumber] = now.replace(ITEM, `$1${on ? "x" : " "}$3`);
  return lines.join("\n");
}

/** The server's rendering with that box ticked, until it has rendered the text anew. */
export function tickedHtml(html: string, lineNumber: number, on: boolean): string {
  return html.replace(/<input\b[^>]*>/g, (box) => {
    if (!box.includes(`data-line="${lineNumber}"`)) return box;
    const bare = box.replace(/\schecked(?:="[^"]*")?/, "");
    return on ? bare.replace("<input", '<input checked=""') : bare;
  });
}
