// The title: words to read, and where it is pressed, the same words to write.
// What is typed is kept in this browser until it is left.

import { useSignal } from "@preact/signals";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import type { Task } from "../api/types";
import { dropDraft, draftsOf, keepDraft, takeDraft } from "../editor/draft";
import { fit } from "../editor/editor";
import { me } from "../identity/session";
import { useOnce } from "../kit/once";
import { Title } from "../kit/words";
import { orgId } from "../org/org";
import { stoppedTyping, tellTyping } from "../org/presence";
import { Typing } from "../org/viewers";
import { mayEdit } from "../project/project";
import { tables } from "../records/records";
import { t } from "../text/text";
import { changeTask } from "./commands";

export function TitleField({ task }: { task: Task }) {
  const editing = useSignal<string | undefined>(undefined);
  const may = mayEdit.value;
  useEffect(() => {
    if (!may) return;
    let gone = false;
    draftsOf(me.peek(), orgId.peek());
    void takeDraft(`title ${task.id}`).then((draft) => {
      if (gone || !draft) return;
      if (draft.markdown && draft.markdown !== tables.task.peek(task.id)?.title) editing.value = draft.markdown;
      else dropDraft(draft.of);
    });
    return () => (gone = true);
  }, [task.id, may]);
  if (!may) return <h1 class="title" dir="auto"><Title text={task.title} /></h1>;
  return (
    <>
      <Typing task={task.id} field="title" editing={editing.value !== undefined} />
      {editing.value !== undefined ? (
        <TitleEditor task={task} first={editing.value} onClose={() => (editing.value = undefined)} />
      ) : (
        <h1 class="title">
          <button type="button" dir="auto" title={t("title.edit")} onClick={() => (editing.value = task.title)}><Title text={task.title} /></button>
        </h1>
      )}
    </>
  );
}

function TitleEditor({ task, first, onClose }: { task: Task; first: string; onClose: () => void }) {
  const area = useRef<HTMLTextAreaElement>(null);
  const once = useOnce();
  const of = `title ${task.id}`;
  useLayoutEffect(() => {
    const el = area.current!;
    el.focus();
    el.setSelectionRange(el.value.length, el.value.length);
    fit(el);
  }, []);
  const close = () => {
    dropDraft(of);
    stoppedTyping();
    onClose();
  };
  const save = () => once(() => {
    const next = area.current!.value.replace(/\s+/g, " ").trim();
    close();
    if (next && next !== task.title) void changeTask(task.id, { title: next }, t("done.title"));
  });
  return (
    <h1 class="title editing-title">
      <textarea
        ref={area} dir="auto" rows={1} maxLength={300} aria-label={t("title")} defaultValue={first} enterkeyhint="done"
        onInput={(e) => {
          fit(e.currentTarget);
          tellTyping(task.id, "title");
          keepDraft({ of, markdown: e.currentTarget.value, project: task.project, task: task.id });
        }}
        onBlur={save}
        onKeyDown={(e) => {
          if (e.isComposing) return;
          if (e.key === "Enter") {
            e.preventDefault();
            save();
          } else if (e.key === "Escape") {
            e.stopPropagation();
            once(close);
          }
        }}
      />
    </h1>
  );
}
