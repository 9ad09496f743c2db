// The description: the server's html to read, its markdown to write. It saves
// when it is left; two people's changes are merged by the server, and where it
// cannot, both texts are kept and the writer chooses.

import { useEffect, useRef, useState } from "preact/hooks";
import { tasks } from "../api/calls";
import { asProblem } from "../api/problem";
import type { Task } from "../api/types";
import { Button } from "../kit/button";
import { useOnce } from "../kit/once";
import { Bars, Note } from "../kit/state";
import { toastProblem } from "../kit/toast";
import { orgId } from "../org/org";
import { mayEdit } from "../project/project";
import { putTask, tables, type TextOf } from "../records/records";
import { send } from "../records/send";
import { moment } from "../text/dates";
import { t } from "../text/text";
import { fit } from "./panel";
import { Prose } from "./prose";

/** Unsaved texts survive closing the panel, and a failed save. */
const drafts = new Map<string, { markdown: string; base: number }>();
type Saving = "" | "saving" | { at: string };

export function Description({ task }: { task: Task }) {
  const text = tables.taskText.get(task.id);
  const draft = drafts.get(task.id);
  const [editing, setEditing] = useState(draft !== undefined);
  const [markdown, setMarkdown] = useState(draft?.markdown ?? "");
  const [base, setBase] = useState(draft?.base ?? 0);
  const [saving, setSaving] = useState<Saving>("");
  const [conflict, setConflict] = useState(false);
  const edit = mayEdit.value;

  const start = () => {
    setMarkdown(text?.markdown ?? "");
    setBase(text?.version ?? 0);
    setEditing(true);
  };
  const stop = () => {
    drafts.delete(task.id);
    setConflict(false);
    setEditing(false);
  };
  const save = async (from = base) => {
    if (markdown === (text?.markdown ?? "")) return stop();
    drafts.set(task.id, { markdown, base: from });
    setEditing(false);
    const slow = setTimeout(() => setSaving("saving"), 400);
    const saved = await saveText(task, markdown, from);
    clearTimeout(slow);
    if (saved === "saved") {
      drafts.delete(task.id);
      setConflict(false);
      setSaving({ at: new Date().toISOString() });
    } else {
      setSaving("");
      setConflict(saved === "conflict");
      setEditing(true);
    }
  };

  return (
    <section class="sec">
      <div class="sh">
        <h2>{t("description")}</h2>
        <span class="sp" />
        <span class="meta" role="status">{saving === "saving" ? t("saving") : saving ? t("saved", { at: moment(saving.at) }) : ""}</span>
        {edit && !editing && text?.markdown && <Button kind="quiet" icon="pencil" label={t("description.edit")} onClick={start} />}
      </div>
      {conflict && text && (
        <Note kind="warn" icon="triangle-alert">
          <p>{t("description.conflict")}</p>
          <div class="row">
            <Button onClick={() => void save(text.version)}>{t("description.keepMine")}</Button>
            <Button kind="quiet" onClick={stop}>{t("description.takeTheirs")}</Button>
          </div>
          <Prose html={text.html} markdown={text.markdown} />
        </Note>
      )}
      {editing ? (
        <Editor value={markdown} onInput={setMarkdown} held={conflict} onSave={() => void save()} onCancel={stop} />
      ) : text === undefined ? (
        <Bars />
      ) : text.markdown ? (
        <div onDblClick={() => edit && start()}><Prose html={text.html} markdown={text.markdown} /></div>
      ) : edit ? (
        <button type="button" class="addtext" onClick={start}>{t("description.add")}</button>
      ) : (
        <p class="dim">{t("description.none")}</p>
      )}
    </section>
  );
}

/** held: somebody has to choose first, so leaving saves nothing. */
function Editor({ value, held, onInput, onSave, onCancel }: { value: string; held: boolean; onInput: (text: string) => void; onSave: () => void; onCancel: () => void }) {
  const once = useOnce();
  const save = () => !held && once(onSave);
  const area = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    area.current?.focus();
    if (area.current) fit(area.current);
  }, []);
  return (
    <div class="editor">
      <textarea
        ref={area} class="in" dir="auto" rows={6} value={value} aria-label={t("description")} aria-describedby="editor-hint"
        onInput={(e) => {
          onInput(e.currentTarget.value);
          fit(e.currentTarget);
        }}
        onBlur={save}
        onKeyDown={(e) => {
          if (e.key === "Escape") {
            e.stopPropagation();
            once(onCancel);
          } else if (e.key === "Enter" && (e.ctrlKey || e.metaKey)) {
            e.preventDefault();
            save();
          }
        }}
      />
      <p class="meta" id="editor-hint">{t("description.hint")}</p>
    </div>
  );
}

async function saveText(task: Task, markdown: string, baseVersion: number): Promise<"saved" | "conflict" | "refused"> {
  const org = orgId.peek();
  try {
    await send<TextOf, Task>({
      table: tables.taskText,
      id: task.id,
      apply: (now) => ({ id: task.id, version: now?.version ?? 0, html: "", markdown }),
      send: () => tasks.change(org, task.project, task.id, { description: markdown, ...(baseVersion ? { baseVersion } : {}) }),
      take: putTask,
      done: `${task.key}: ${t("done.description")}`,
    });
    // The answer may be the card alone; the text as it was merged is read then.
    if ((tables.taskText.base(task.id)?.version ?? 0) <= baseVersion) putTask((await tasks.get(org, task.project, task.id)).data);
    return "saved";
  } catch (error) {
    const problem = asProblem(error);
    if (problem.status === 409) {
      await tasks.get(org, task.project, task.id).then(({ data }) => putTask(data), () => {});
      return "conflict";
    }
    toastProblem(t("task.notChanged", { key: task.key }), problem);
    return "refused";
  }
}
