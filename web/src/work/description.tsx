// The description: the server's html to read, and where it is pressed, the same
// text to write. It saves as one types; two people's changes are merged, and
// where they cannot be, both texts are kept and the writer chooses.

import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import type { Task } from "../api/types";
import { draftsOf, takeDraft, type Draft, dropDraft } from "../editor/draft";
import { Editor, editorReady, fetchEditor } from "../editor/editor";
import { me } from "../identity/session";
import { Button } from "../kit/button";
import { openMenu } from "../kit/menu";
import { Bars, Note } from "../kit/state";
import { orgId } from "../org/org";
import { Typing } from "../org/viewers";
import { mayEdit } from "../project/project";
import { tables } from "../records/records";
import { moment } from "../text/dates";
import { t } from "../text/text";
import { Compare } from "./compare";
import { copied } from "./move-menu";
import { Prose } from "./prose";
import { checklist, makeSubtasks } from "./checklist";
import { changeText, knownText, TextSession, ticked, tickedHtml } from "./text-session";

type At = { left: number; top: number } | "start" | "end";

export function Description({ task }: { task: Task }) {
  const text = tables.taskText.get(task.id);
  const session = useSignal<TextSession | undefined>(undefined);
  const at = useRef<At | undefined>(undefined);
  const back = useSignal(false);
  const edit = mayEdit.value;
  const open = session.value;

  const gone = useRef(false);
  // Where somebody pressed is where he writes: so the text changes into one that is written when that can be, and not before.
  const begin = async (where: At | undefined, draft?: Draft) => {
    await editorReady();
    if (session.peek() || gone.current) return;
    at.current = where;
    session.value = new TextSession(task, draft);
  };
  const leave = () => {
    const one = session.peek();
    // While one has to choose, or files are on their way, the text stays open.
    if (!one || one.busy || one.saver.state.peek().is === "conflict") return false;
    back.value = false;
    session.value = undefined;
    void one.leave();
    return true;
  };

  // What was typed and not sent, before the page went away.
  useEffect(() => {
    if (!text || !edit) return;
    draftsOf(me.peek(), orgId.peek());
    let over = false;
    void takeDraft(`text ${task.id}`).then((draft) => {
      if (over || !draft || session.peek()) return;
      if (draft.markdown === knownText(task.id).markdown) return dropDraft(draft.of);
      back.value = true;
      void begin(undefined, draft);
    });
    return () => void (over = true);
  }, [task.id, text !== undefined, edit]);
  useEffect(
    () => () => {
      gone.current = true;
      void session.peek()?.leave();
    },
    [],
  );

  return (
    <section class="sec desc" aria-label={t("description")}>
      <div class="sh">
        <h2>{t("description")}</h2>
        {edit && <Typing task={task.id} field="description" editing={open !== undefined} />}
        <span class="sp" />
        {open && <State session={open} />}
        {!open && text?.markdown && edit && <Button kind="quiet" icon="pencil" data-describe="" label={t("description.edit")} onClick={() => void begin("end")} onPointerEnter={() => void fetchEditor()} />}
        {text?.markdown && <Button kind="quiet" icon="ellipsis" label={t("description.menu")} aria-haspopup="menu" onClick={(e) => openDescriptionMenu(e.currentTarget, task, open?.text ?? text.markdown)} />}
      </div>
      {back.value && open && (
        <Note icon="rotate-ccw">
          {t("text.back")}{" "}
          <button type="button" class="link" onClick={() => {
            const one = session.peek();
            session.value = undefined;
            back.value = false;
            one?.end();
            dropDraft(`text ${task.id}`);
          }}>{t("text.discard")}</button>
        </Note>
      )}
      {open ? (
        <Writing key={task.id} session={open} at={at.current} leave={leave} />
      ) : text === undefined ? (
        <Bars />
      ) : text.markdown ? (
        <div
          class={edit ? "opens" : undefined} onPointerEnter={edit ? () => void fetchEditor() : undefined}
          onClick={(e) => edit && pressedText(e) && void begin({ left: e.clientX, top: e.clientY })}
        >
          <Prose html={text.html} markdown={text.markdown} onTick={edit ? (line, on) => tick(task, line, on) : undefined} />
        </div>
      ) : edit ? (
        <button type="button" class="addtext" data-describe="" onClick={() => void begin("start")} onPointerEnter={() => void fetchEditor()}>{t("description.add")}</button>
      ) : (
        <p class="dim">{t("description.none")}</p>
      )}
    </section>
  );
}

/** A press on words begins to write there; one on a link, a box, or at the end of a selection does not. */
function pressedText(e: MouseEvent): boolean {
  const target = e.target as Element;
  return !e.defaultPrevented && !target.closest("a[href], input, button, .mention") && (getSelection()?.isCollapsed ?? true);
}

function Writing({ session, at, leave }: { session: TextSession; at: At | undefined; leave: () => boolean }) {
  const state = session.saver.state.value;
  const box = useRef<HTMLDivElement>(null);
  const away = () => {
    if (leave()) document.querySelector<HTMLElement>(".pb")?.focus({ preventScroll: true });
    else (document.activeElement as HTMLElement | null)?.blur();
  };
  return (
    <div ref={box}>
      {state.is === "conflict" && <Compare key={state.hunks.map((hunk) => (hunk.text === undefined ? `${hunk.mine}\n${hunk.theirs}` : "")).join()} hunks={state.hunks} by={session.by.value} onUse={(markdown) => void session.saver.resolved(markdown).then(() => session.focus())} onLater={() => session.focus()} />}
      <Editor
        markdown={session.markdown} label={t("description")} placeholder={t("text.placeholder")} project={session.task.project} at={at}
        writing={(writing) => session.attach(writing)} onChange={() => session.typed()} onSubmit={away} onLeave={away} onBlur={leave}
      />
    </div>
  );
}

/** Whether what stands there is saved: a word at most, and nothing for the first moments. */
function State({ session }: { session: TextSession }) {
  const state = session.saver.state.value;
  const slow = useSignal(false);
  useEffect(() => {
    slow.value = false;
    if (state.is !== "saving") return;
    const timer = setTimeout(() => (slow.value = true), 400);
    return () => clearTimeout(timer);
  }, [state]);
  switch (state.is) {
    case "saving": return slow.value ? <span class="meta">{t("saving")}</span> : null;
    case "saved": return <span class="meta">{t("saved", { at: moment(new Date(state.at).toISOString()) })}</span>;
    case "unsent": return <span class="meta flag warn" role="status">{t("text.unsent")}</span>;
    case "refused": return (
      <span class="meta flag bad" role="alert">
        {t("text.refused", { why: state.problem.detail || state.problem.code })} <button type="button" class="link" onClick={() => void session.saver.save()}>{t("retry")}</button>
      </span>
    );
    default: return null;
  }
}

function tick(task: Task, line: number, on: boolean): void {
  const now = tables.taskText.peek(task.id);
  const next = now && ticked(now.markdown, line, on);
  if (next !== undefined) void changeText(task, next, knownText(task.id).version, (html) => tickedHtml(html, line, on));
}

function openDescriptionMenu(anchor: HTMLElement, task: Task, markdown: string): void {
  const open = checklist(markdown);
  openMenu(anchor, t("description.menu"), [
    { label: t("text.copy"), icon: "copy", run: () => void copied(markdown, t("copy.markdown.done")) },
    ...(mayEdit.peek() && open.length > 0 ? [{ label: t("checklist.toSubtasks", { n: open.length }), icon: "list-checks", run: () => void makeSubtasks(task, markdown) }] : []),
  ]);
}
