// Comments: read, answered, edited and taken away in place.

import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { tasks } from "../api/calls";
import { newId } from "../api/ids";
import { asProblem } from "../api/problem";
import type { Comment, Id, Task } from "../api/types";
import { dropDraft, draftsOf, keepDraft, takeDraft } from "../editor/draft";
import { Editor, fetchEditor, type Writing } from "../editor/editor";
import { me } from "../identity/session";
import { Button } from "../kit/button";
import { Icon } from "../kit/icon";
import { type MenuRow, openMenu } from "../kit/menu";
import { Avatar } from "../kit/people";
import { toast, toastProblem } from "../kit/toast";
import { memberById, orgId } from "../org/org";
import { stoppedTyping, tellTyping } from "../org/presence";
import { mayEdit, mayManage } from "../project/project";
import { offerUndo } from "../records/back";
import { tables } from "../records/records";
import { send } from "../records/send";
import { to } from "../routes";
import { fullMoment, moment } from "../text/dates";
import { t } from "../text/text";
import { quote, reply } from "./composer";
import { copied } from "./move-menu";
import { Prose } from "./prose";
import { ReactButton, Reactions } from "./reactions";
import { ticked, tickedHtml } from "./text-session";

export function commentsOf(task: Id): Comment[] {
  return tables.comment.all().filter((comment) => comment.task === task).sort((a, b) => (a.createdAt < b.createdAt ? -1 : 1));
}

export async function addComment(task: Task, markdown: string): Promise<void> {
  const [org, id] = [orgId.peek(), newId("cmt")];
  const comment: Comment = { id, version: 0, task: task.id, author: me.peek(), markdown, html: "", createdAt: new Date().toISOString() };
  try {
    await send<Comment, Comment>({
      table: tables.comment, id, apply: (known) => known ?? comment,
      send: () => tasks.comment(org, task.project, task.id, { id, markdown }),
      take: (data) => tables.comment.put(data), done: t("comment.added", { key: task.key }), inOrder: `comments of ${task.id}`,
    });
  } catch (error) {
    toastProblem(t("comment.notAdded"), asProblem(error), () => void addComment(task, markdown));
  }
}

async function changeComment(task: Task, comment: Comment, markdown: string, html: (now: string) => string = () => ""): Promise<void> {
  const org = orgId.peek();
  try {
    await send<Comment, Comment>({
      table: tables.comment, id: comment.id, apply: (now) => now && { ...now, markdown, html: html(now.html) },
      send: () => tasks.changeComment(org, task.project, task.id, comment.id, markdown),
      take: (data) => tables.comment.put(data), done: t("comment.changed", { key: task.key }),
    });
  } catch (error) {
    keepDraft({ of: `edit ${comment.id}`, markdown, base: comment.markdown, task: task.id, project: task.project });
    toastProblem(t("comment.notChanged"), asProblem(error), () => void changeComment(task, comment, markdown));
  }
}

async function removeComment(task: Task, comment: Comment): Promise<void> {
  const org = orgId.peek();
  const words = t("comment.removed", { key: task.key });
  try {
    const answer = await send<Comment, void>({
      table: tables.comment, id: comment.id, apply: () => undefined,
      send: () => tasks.removeComment(org, task.project, task.id, comment.id),
      take: () => tables.comment.remove(comment.id, comment.version), done: words,
    });
    offerUndo(words, answer);
  } catch (error) {
    toastProblem(t("comment.notRemoved"), asProblem(error), () => void removeComment(task, comment));
  }
}

export function CommentView({ task, comment, marked }: { task: Task; comment: Comment; marked: boolean }) {
  const author = memberById(comment.author);
  const mine = comment.author === me.value;
  const line = tables.comment.line(comment.id).value;
  const editing = useSignal<string | undefined>(undefined);
  const box = useRef<HTMLElement>(null);
  const may = mayEdit.value;
  useEffect(() => {
    if (!mine || !may) return;
    let gone = false;
    draftsOf(me.peek(), orgId.peek());
    void takeDraft(`edit ${comment.id}`).then((draft) => {
      if (gone || !draft) return;
      if (draft.markdown === comment.markdown) dropDraft(draft.of);
      else editing.value = draft.markdown;
    });
    return () => (gone = true);
  }, [comment.id, mine, may]);
  useEffect(() => {
    if (marked) box.current!.scrollIntoView({ block: "center" });
  }, [marked]);
  const name = author?.name ?? t("people.former");
  const done = (markdown: string | undefined) => {
    editing.value = undefined;
    dropDraft(`edit ${comment.id}`);
    if (markdown && markdown !== comment.markdown) void changeComment(task, comment, markdown);
    requestAnimationFrame(() => box.current?.querySelector<HTMLElement>(".act button:last-child")?.focus({ preventScroll: true }));
  };
  const tick = (line: number, on: boolean) => {
    const next = ticked(comment.markdown, line, on);
    if (next !== undefined) void changeComment(task, comment, next, (html) => tickedHtml(html, line, on));
  };
  return (
    <article ref={box} class={`cmt${marked ? " target" : ""}`} id={comment.id} aria-label={t("comment.by", { name })}>
      <Avatar member={author} size="md" silent />
      <div class="body">
        <div class="who">
          <b dir="auto">{name}</b>
          <time dateTime={comment.createdAt} title={fullMoment(comment.createdAt)}>{moment(comment.createdAt)}</time>
          {comment.editedAt && <span class="meta" title={fullMoment(comment.editedAt)}>{t("comment.edited")}</span>}
          {line === "unsent" && <span class="flag"><Icon name="cloud-off" small />{t("task.unsent")}</span>}
          <span class="sp" />
          {editing.value === undefined && (
            <span class="act">
              {may && comment.version > 0 && <ReactButton task={task} comment={comment} />}
              {may && <Button kind="quiet" icon="reply" label={t("comment.reply")} onClick={() => reply(comment.author)} />}
              <Button kind="quiet" icon="ellipsis" label={t("comment.more")} aria-haspopup="menu" onClick={(e) => openMenu(e.currentTarget, t("comment.more"), rowsOf(task, comment, mine, () => (editing.value = comment.markdown)))} />
            </span>
          )}
        </div>
        {editing.value !== undefined ? (
          <EditComment task={task} comment={comment} first={editing.value} onDone={done} />
        ) : (
          <Prose html={comment.html} markdown={comment.markdown} onTick={mine && may ? tick : undefined} />
        )}
        {(comment.reactions?.length ?? 0) > 0 && <div class="row reactions"><Reactions task={task} comment={comment} /></div>}
      </div>
    </article>
  );
}

function rowsOf(task: Task, comment: Comment, mine: boolean, edit: () => void): MenuRow[] {
  const may = mayEdit.peek();
  return [
    ...(mine && may ? [{ label: t("comment.edit"), icon: "pencil", run: edit }] : []),
    ...(may ? [{ label: t("comment.quote"), icon: "text-quote", run: () => void quote(comment.markdown) }] : []),
    { label: t("comment.link"), icon: "link", run: () => void copied(`${location.origin}${to.task(orgId.peek(), task.key)}#${comment.id}`, t("comment.link.done")) },
    { label: t("comment.copy"), icon: "copy", run: () => void copied(comment.markdown, t("copy.markdown.done")) },
    ...(may && (mine || mayManage.peek()) ? (["rule", { label: t("comment.remove"), icon: "trash-2", danger: true, run: () => void removeComment(task, comment) }] as MenuRow[]) : []),
  ];
}

function EditComment({ task, comment, first, onDone }: { task: Task; comment: Comment; first: string; onDone: (markdown: string | undefined) => void }) {
  const writing = useRef<Writing | undefined>(undefined);
  const soon = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useEffect(() => {
    void fetchEditor();
    return () => clearTimeout(soon.current);
  }, []);
  const save = () => {
    if (writing.current?.busy()) return toast({ words: t("comment.busy") });
    clearTimeout(soon.current);
    stoppedTyping();
    onDone(writing.current?.text().trim());
  };
  const cancel = () => {
    clearTimeout(soon.current);
    stoppedTyping();
    onDone(undefined);
  };
  return (
    <div class="editcmt">
      <Editor
        small markdown={first} label={t("comment.edit")} project={task.project} at="end" writing={(one) => (writing.current = one)}
        onChange={() => {
          tellTyping(task.id, "comment");
          soon.current ??= setTimeout(() => {
            soon.current = undefined;
            const markdown = writing.current?.text();
            if (markdown !== undefined) keepDraft({ of: `edit ${comment.id}`, markdown, base: comment.markdown, task: task.id, project: task.project });
          }, 200);
        }}
        onSubmit={save} onLeave={cancel}
      />
      <div class="row">
        <Button onClick={save} keys="Ctrl Enter">{t("save")}</Button>
        <Button kind="quiet" onClick={cancel}>{t("cancel")}</Button>
      </div>
    </div>
  );
}
