// The form for a new task, from anywhere. What was written is kept until it is made or cleared, whatever happens to the page.

import { useEffect, useRef } from "preact/hooks";
import { useSignal } from "@preact/signals";
import { newId } from "../api/ids";
import { tasks as calls } from "../api/calls";
import { asProblem, type Problem } from "../api/problem";
import type { Id, Priority, Project, TaskType } from "../api/types";
import { Button } from "../kit/button";
import { Dialog } from "../kit/dialog";
import { Field, FieldError, SelectField } from "../kit/field";
import { toast } from "../kit/toast";
import { me } from "../identity/session";
import { members, orgId, projectList } from "../org/org";
import { project } from "../project/project";
import { putTask } from "../records/records";
import { undoStack } from "../records/undo";
import { go } from "../routes";
import { find as texts } from "../text/en/find";
import { addTexts, t, type Message } from "../text/text";
import { PRIORITIES, TYPES } from "../work/values";
import { creating } from "./open";
import { addressOf } from "./rows";

addTexts(texts);

interface Draft {
  /** Made with the draft: sent twice it is still one task. */
  id: Id;
  title: string;
  description: string;
  project: Id;
  status: Id;
  type: TaskType;
  priority: Priority;
  assignee: Id;
}

const STORE = "kanvaro.draft.task";

function read(): Draft | undefined {
  try {
    const kept = JSON.parse(localStorage.getItem(`${STORE}.${orgId.peek()}.${me.peek()}`) ?? "null") as Draft | null;
    return kept?.title || kept?.description ? kept! : undefined;
  } catch {
    return undefined;
  }
}

function keep(draft: Draft | undefined): void {
  try {
    const name = `${STORE}.${orgId.peek()}.${me.peek()}`;
    if (draft && (draft.title || draft.description)) localStorage.setItem(name, JSON.stringify(draft));
    else localStorage.removeItem(name);
  } catch {
    // Without storage the draft lives as long as the form.
  }
}

function fresh(title: string, into: Project | undefined, status?: Id): Draft {
  return { id: newId("tsk"), title, description: "", project: into?.id ?? "", status: status ?? "", type: "task", priority: "none", assignee: "" };
}

export function CreateForm() {
  const asked = creating.value!;
  const kept = useRef(asked.title ? undefined : read());
  const draft = useSignal<Draft>(kept.current ?? fresh(asked.title, project.peek() ?? projectList.peek()[0], asked.status));
  const restored = useSignal(kept.current !== undefined);
  const working = useSignal(false);
  const another = useSignal(false);
  const problem = useSignal<Problem | undefined>(undefined);
  const title = useRef<HTMLInputElement | null>(null);
  const form = useRef<HTMLFormElement>(null);
  const now = draft.value;
  const into = projectList.value.find((p) => p.id === now.project);

  const set = (fields: Partial<Draft>) => {
    draft.value = { ...draft.peek(), ...fields };
    keep(draft.peek());
  };
  const close = () => (creating.value = undefined);
  useEffect(() => {
    title.current = form.current!.querySelector("input");
    title.current?.focus();
  }, []);

  const submit = async (more: boolean) => {
    if (working.peek()) return;
    const { id, project: at, description, status, type, priority, assignee } = draft.peek();
    working.value = true;
    problem.value = undefined;
    try {
      const { data, op } = await calls.create(orgId.peek(), at, {
        id, title: draft.peek().title, type, priority,
        ...(description ? { description } : {}), ...(status ? { status } : {}), ...(assignee ? { assignees: [assignee] } : {}),
      });
      putTask(data);
      keep(undefined);
      undoStack.did({ op, words: t("task.added", { title: data.title }) });
      toast({ words: t("create.done", { key: data.key }), action: { label: t("create.open"), run: () => go(addressOf(data)) } });
      if (!more) return close();
      draft.value = { ...fresh("", into), status, type, assignee };
      restored.value = false;
      title.current?.focus();
    } catch (error) {
      problem.value = asProblem(error);
    } finally {
      working.value = false;
    }
  };

  if (projectList.value.length === 0) return <Dialog title={t("create.title")} onClose={close} footer={<Button onClick={close}>{t("close")}</Button>}><p>{t("create.noProject")}</p></Dialog>;
  const wrong = (field: string) => problem.value?.errors?.find((one) => one.field === field)?.detail;
  return (
    <Dialog
      title={t("create.title")} onClose={close}
      footer={
        <>
          <label class="row"><input type="checkbox" checked={another.value} onChange={(e) => (another.value = e.currentTarget.checked)} />{t("create.more")}</label>
          <span class="sp" />
          <Button onClick={close}>{t("cancel")}</Button>
          <Button kind="primary" working={working.value} keys="Ctrl Enter" onClick={() => void submit(another.peek())}>{t("create.submit")}</Button>
        </>
      }
    >
      <form
        ref={form} class="createform"
        onSubmit={(e) => {
          e.preventDefault();
          void submit(another.peek());
        }}
        onKeyDown={(e) => {
          if (e.key !== "Enter" || !(e.ctrlKey || e.metaKey)) return;
          e.preventDefault();
          void submit(e.shiftKey || another.peek());
        }}
      >
        {restored.value && (
          <p class="meta row">
            {t("create.kept", { clear: "" })}
            <Button kind="quiet" onClick={() => {
              set(fresh("", into));
              restored.value = false;
            }}>{t("create.clear")}</Button>
          </p>
        )}
        <Field label={t("title")} value={now.title} dir="auto" autocomplete="off" error={wrong("title")} onInput={(e) => set({ title: e.currentTarget.value })} />
        <div class="f">
          <label class="strong" for="create-text">{t("create.description")}</label>
          <textarea id="create-text" class="in" dir="auto" rows={4} value={now.description} onInput={(e) => set({ description: e.currentTarget.value })} />
          {wrong("description") && <FieldError text={wrong("description")!} />}
        </div>
        <div class="two">
          <SelectField label={t("create.project")} value={now.project} options={projectList.value.map((p) => [p.id, p.name] as const)} onPick={(id) => set({ project: id, status: "" })} />
          <SelectField label={t("field.status")} value={now.status || into?.statuses[0]?.id || ""} options={(into?.statuses ?? []).map((s) => [s.id, s.name] as const)} onPick={(status) => set({ status })} />
          <SelectField label={t("field.priority")} value={now.priority} options={PRIORITIES.map((p) => [p, t(`priority.${p}` as Message)] as const)} onPick={(p) => set({ priority: p as Priority })} />
          <SelectField label={t("field.assignees")} value={now.assignee} options={[["", t("people.nobody")], ...members.value.filter((m) => !m.disabled).map((m) => [m.id, m.name] as const)]} onPick={(assignee) => set({ assignee })} />
          <SelectField label={t("field.type")} value={now.type} options={TYPES.map((type) => [type, t(`type.${type}` as Message)] as const)} onPick={(type) => set({ type: type as TaskType })} />
        </div>
        {problem.value && !problem.value.errors?.length && <FieldError text={`${t("create.failed")}: ${problem.value.unreached ? t("problem.unreached") : problem.value.detail}`} />}
      </form>
    </Dialog>
  );
}
