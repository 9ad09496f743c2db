// A task beside its board: everything is edited where it stands.

import { useEffect, useRef, useState } from "preact/hooks";
import { tasks } from "../api/calls";
import { asProblem, type Problem } from "../api/problem";
import type { Task } from "../api/types";
import { Button } from "../kit/button";
import { Icon } from "../kit/icon";
import { isNarrow } from "../kit/media";
import { useOnce } from "../kit/once";
import { firstName } from "../kit/people";
import { Bars, Note, ProblemPage } from "../kit/state";
import { Title } from "../kit/words";
import { memberById, onReload, orgId } from "../org/org";
import { Viewers } from "../org/viewers";
import { mayEdit, project } from "../project/project";
import { putTask, tables } from "../records/records";
import { go, to } from "../routes";
import { moment } from "../text/dates";
import { t } from "../text/text";
import { changeTask, restoreTask } from "./commands";
import { Composer } from "./comments";
import { Description } from "./description";
import { Feed } from "./feed";
import { Fields } from "./fields";
import { focusCard, openTask } from "./focus";
import { copied, openCardMenu } from "./move-menu";
import { neighbourKey } from "./view-order";
import { useCommands } from "../keys/keys";

export function Panel({ taskKey }: { taskKey: string }) {
  const now = project.value!;
  const [problem, setProblem] = useState<Problem | undefined>();
  const id = openTask.value;
  const task = id ? tables.task.get(id) : undefined;

  const load = () => {
    setProblem(undefined);
    tasks.get(orgId.peek(), now.id, taskKey).then(
      ({ data }) => {
        putTask(data);
        if (data.key !== taskKey) go(to.here(orgId.peek(), now.key, data.key), { replace: true });
      },
      (error) => setProblem(asProblem(error)),
    );
  };
  useEffect(load, [taskKey]);
  useEffect(() => onReload(load), [taskKey]);

  const close = () => {
    go(to.here(orgId.peek(), now.key));
    if (id) focusCard(id);
  };
  const neighbour = (by: 1 | -1) => {
    const key = id && neighbourKey(id, by);
    return key ? () => go(to.here(orgId.peek(), now.key, key), { replace: true }) : undefined;
  };
  const group = t("keys.panel");
  useCommands(
    [
      { keys: "[", group, words: t("panel.previous"), run: () => neighbour(-1)?.() },
      { keys: "]", group, words: t("panel.next"), run: () => neighbour(1)?.() },
      { keys: "m", group, words: t("keys.comment"), run: () => document.querySelector<HTMLElement>("#composer")?.focus() },
    ],
    [id],
  );

  return (
    <aside class="panel" role="complementary" aria-label={t("panel", { key: taskKey })}>
      <div class="pt">
        {isNarrow.value && <Button kind="quiet" icon="arrow-left" label={t("panel.back")} onClick={close} />}
        <div class="crumb">
          <b>{task?.key || taskKey}</b>
          <Button kind="quiet" icon="link" label={t("copy.link")} onClick={() => void copied(location.origin + to.board(orgId.peek(), now.key, task?.key ?? taskKey), t("copy.link.done"))} />
          {task && <Touched id={task.id} />}
        </div>
        <span class="sp" />
        {task && <Viewers project={task.project} task={task.id} />}
        <Button kind="quiet" icon="chevron-up" label={t("panel.previous")} keys="[" disabled={!neighbour(-1)} onClick={() => neighbour(-1)?.()} />
        <Button kind="quiet" icon="chevron-down" label={t("panel.next")} keys="]" disabled={!neighbour(1)} onClick={() => neighbour(1)?.()} />
        {task && <Button kind="quiet" icon="ellipsis" label={t("more")} aria-haspopup="menu" onClick={(e) => openCardMenu(e.currentTarget, task.id, { inPanel: true })} />}
        {!isNarrow.value && <Button kind="quiet" icon="x" label={t("panel.close")} keys="Escape" onClick={close} />}
      </div>
      {task ? <Body task={task} /> : problem ? <div class="pb"><ProblemPage problem={problem} retry={load} /></div> : <div class="pb"><Bars count={4} /></div>}
    </aside>
  );
}

function Body({ task }: { task: Task }) {
  return (
    <>
      <div class="pb" tabIndex={-1}>
        {task.trashedAt && (
          <Note kind="warn" icon="trash-2">
            {t("panel.trashed", { at: moment(task.trashedAt) })} <button type="button" class="link" onClick={() => void restoreTask(task)}>{t("restore")}</button>
          </Note>
        )}
        <TitleField key={task.id} task={task} />
        <Fields task={task} />
        <Description key={`text-${task.id}`} task={task} />
        <Feed key={`feed-${task.id}`} task={task} />
      </div>
      {mayEdit.value && <Composer key={`comment-${task.id}`} task={task} />}
    </>
  );
}

function Touched({ id }: { id: string }) {
  const mark = tables.task.mark(id).value;
  const by = mark && memberById(mark.actor);
  if (!by) return null;
  return <span class="by" data-hue={by.hue}><Icon name="pencil" small />{t("mark.justNow", { name: firstName(by.name) })}</span>;
}

function TitleField({ task }: { task: Task }) {
  const [editing, setEditing] = useState(false);
  if (!mayEdit.value) return <h1 class="title" dir="auto"><Title text={task.title} /></h1>;
  if (editing) return <TitleEditor task={task} onClose={() => setEditing(false)} />;
  return (
    <h1 class="title">
      <button type="button" dir="auto" title={t("title.edit")} onClick={() => setEditing(true)}><Title text={task.title} /></button>
    </h1>
  );
}

function TitleEditor({ task, onClose }: { task: Task; onClose: () => void }) {
  const [title, setTitle] = useState(task.title);
  const area = useRef<HTMLTextAreaElement>(null);
  const once = useOnce();
  useEffect(() => {
    const el = area.current!;
    el.focus();
    el.setSelectionRange(el.value.length, el.value.length);
    fit(el);
  }, []);
  const save = () => once(() => {
    onClose();
    const next = title.replace(/\s+/g, " ").trim();
    if (next && next !== task.title) void changeTask(task.id, { title: next }, t("done.title"));
  });
  return (
    <h1 class="title editing-title">
      <textarea
        ref={area} dir="auto" rows={1} maxLength={300} aria-label={t("title")} value={title}
        onInput={(e) => {
          setTitle(e.currentTarget.value);
          fit(e.currentTarget);
        }}
        onBlur={save}
        onKeyDown={(e) => {
          if (e.key === "Enter") {
            e.preventDefault();
            save();
          } else if (e.key === "Escape") {
            e.stopPropagation();
            once(onClose);
          }
        }}
      />
    </h1>
  );
}

/** As high as its text. */
export function fit(area: HTMLTextAreaElement): void {
  area.style.height = "auto";
  area.style.height = `${area.scrollHeight + 2}px`;
}
