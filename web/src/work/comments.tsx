// Comments: written at the foot of the panel, edited and taken away in place.

import { useEffect, useRef, useState } from "preact/hooks";
import { tasks } from "../api/calls";
import { newId } from "../api/ids";
import { asProblem } from "../api/problem";
import type { Comment, Id, Task } from "../api/types";
import { Button } from "../kit/button";
import { Icon } from "../kit/icon";
import { openMenu } from "../kit/menu";
import { Avatar } from "../kit/people";
import { toastProblem } from "../kit/toast";
import { me } from "../identity/session";
import { memberById, orgId } from "../org/org";
import { mayEdit, mayManage } from "../project/project";
import { tables } from "../records/records";
import { send } from "../records/send";
import { fullMoment, moment } from "../text/dates";
import { t } from "../text/text";
import { offerUndo } from "./commands";
import { fit } from "./panel";
import { Prose } from "./prose";

const drafts = new Map<Id, string>();

export function commentsOf(task: Id): Comment[] {
  return tables.comment.all().filter((comment) => comment.task === task).sort((a, b) => (a.createdAt < b.createdAt ? -1 : 1));
}

async function addComment(task: Task, markdown: string): Promise<void> {
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

async function changeComment(task: Task, comment: Comment, markdown: string): Promise<void> {
  const org = orgId.peek();
  try {
    await send<Comment, Comment>({
      table: tables.comment, id: comment.id, apply: (now) => now && { ...now, markdown, html: "" },
      send: () => tasks.changeComment(org, task.project, task.id, comment.id, markdown),
      take: (data) => tables.comment.put(data), done: t("comment.changed", { key: task.key }),
    });
  } catch (error) {
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

export function CommentView({ task, comment }: { task: Task; comment: Comment }) {
  const author = memberById(comment.author);
  const mine = comment.author === me.value;
  const line = tables.comment.line(comment.id).value;
  const [editing, setEditing] = useState(false);
  const may = mayEdit.value && (mine || mayManage.value);
  return (
    <article class="cmt" aria-label={t("comment.by", { name: author?.name ?? t("people.former") })}>
      <Avatar member={author} size="md" silent />
      <div>
        <div class="who">
          <b dir="auto">{author?.name ?? t("people.former")}</b>
          <time dateTime={comment.createdAt} title={fullMoment(comment.createdAt)}>{moment(comment.createdAt)}</time>
          {comment.editedAt && <span class="meta" title={fullMoment(comment.editedAt)}>{t("comment.edited")}</span>}
          {line === "unsent" && <span class="flag"><Icon name="cloud-off" small />{t("task.unsent")}</span>}
          <span class="sp" />
          {may && !editing && (
            <Button
              kind="quiet" icon="ellipsis" class="act" label={t("comment.menu")} aria-haspopup="menu"
              onClick={(e) =>
                openMenu(e.currentTarget, t("comment.menu"), [
                  ...(mine ? [{ label: t("comment.edit"), icon: "pencil", run: () => setEditing(true) }] : []),
                  { label: t("comment.remove"), icon: "trash-2", danger: true, run: () => void removeComment(task, comment) },
                ])
              }
            />
          )}
        </div>
        {editing ? (
          <EditComment
            comment={comment}
            onDone={(markdown) => {
              setEditing(false);
              if (markdown && markdown !== comment.markdown) void changeComment(task, comment, markdown);
            }}
          />
        ) : (
          <Prose html={comment.html} markdown={comment.markdown} />
        )}
      </div>
    </article>
  );
}

function EditComment({ comment, onDone }: { comment: Comment; onDone: (markdown: string | undefined) => void }) {
  const [markdown, setMarkdown] = useState(comment.markdown);
  const area = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    area.current?.focus();
    if (area.current) fit(area.current);
  }, []);
  return (
    <div class="editor">
      <textarea
        ref={area} class="in" dir="auto" rows={2} value={markdown} aria-label={t("comment.edit")}
        onInput={(e) => {
          setMarkdown(e.currentTarget.value);
          fit(e.currentTarget);
        }}
        onKeyDown={(e) => {
          if (e.key === "Escape") {
            e.stopPropagation();
            onDone(undefined);
          } else if (e.key === "Enter" && (e.ctrlKey || e.metaKey)) onDone(markdown.trim());
        }}
      />
      <div class="row">
        <Button onClick={() => onDone(markdown.trim())}>{t("save")}</Button>
        <Button kind="quiet" onClick={() => onDone(undefined)}>{t("cancel")}</Button>
      </div>
    </div>
  );
}

export function Composer({ task }: { task: Task }) {
  const [markdown, setMarkdown] = useState(drafts.get(task.id) ?? "");
  const area = useRef<HTMLTextAreaElement>(null);
  const keep = (text: string) => {
    setMarkdown(text);
    if (text) drafts.set(task.id, text);
    else drafts.delete(task.id);
  };
  const say = () => {
    const text = markdown.trim();
    if (!text) return;
    keep("");
    void addComment(task, text);
    requestAnimationFrame(() => {
      if (area.current) fit(area.current);
      area.current?.closest(".panel")?.querySelector(".pb")?.scrollTo({ top: 1e9 });
    });
  };
  return (
    <form
      class="comp"
      onSubmit={(e) => {
        e.preventDefault();
        say();
      }}
    >
      <div class="box">
        <textarea
          ref={area} id="composer" dir="auto" rows={1} value={markdown} aria-label={t("comment.write")} placeholder={t("comment.placeholder")}
          onInput={(e) => {
            keep(e.currentTarget.value);
            fit(e.currentTarget);
          }}
          onKeyDown={(e) => {
            if (e.key === "Enter" && (e.ctrlKey || e.metaKey)) {
              e.preventDefault();
              say();
            } else if (e.key === "Escape") {
              e.stopPropagation();
              e.currentTarget.blur();
            }
          }}
        />
        <Button type="submit" disabled={!markdown.trim()}>{t("comment.send")}</Button>
      </div>
    </form>
  );
}
