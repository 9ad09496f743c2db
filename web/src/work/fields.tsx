// The fields of a task: no border at rest, a press opens the picker.

import type { ComponentChildren } from "preact";
import type { Task } from "../api/types";
import { PriorityMark, Tile } from "../kit/icon";
import { Avatar } from "../kit/people";
import { memberById } from "../org/org";
import { mayEdit, project } from "../project/project";
import { dateWords, day, daysUntil, inDays } from "../text/dates";
import { t, type Message } from "../text/text";
import { openField, type FieldName } from "./open-field";

export function Fields({ task }: { task: Task }) {
  const status = project.value?.statuses.find((s) => s.id === task.status);
  const assignees = task.assignees.map((id) => memberById(id)).filter((m) => m !== undefined);
  const labels = task.labels.map((id) => project.value?.labels.find((l) => l.id === id)).filter((l) => l !== undefined);
  return (
    <dl class="fields">
      <FieldRow task={task} name="status" keys="S">{status && <><Tile group={status.group} /><span class="cut" dir="auto">{status.name}</span></>}</FieldRow>
      <FieldRow task={task} name="type">{t(`type.${task.type}` as Message)}</FieldRow>
      <FieldRow task={task} name="assignees" keys="A" unset={assignees.length === 0 ? t("unset.assignees") : undefined}>
        {assignees.map((member) => (
          <span class="row one" key={member.id}>
            <Avatar member={member} silent />
            <span class="cut" dir="auto">{member.name}</span>
          </span>
        ))}
      </FieldRow>
      <FieldRow task={task} name="points" keys="E" unset={task.points === null ? t("unset.points") : undefined}>{t("task.points", { n: task.points ?? 0 })}</FieldRow>
      <FieldRow task={task} name="priority" keys="P" unset={task.priority === "none" ? t("unset.priority") : undefined}>
        <PriorityMark priority={task.priority} silent />
        {t(`priority.${task.priority}` as Message)}
      </FieldRow>
      <FieldRow task={task} name="due" keys="D" unset={task.due ? undefined : t("unset.due")}>{task.due && <DueWords due={task.due} done={status?.group === "done"} />}</FieldRow>
      <FieldRow task={task} name="labels" keys="L" wide unset={labels.length === 0 ? t("unset.labels") : undefined}>
        {labels.map((label) => (
          <span class="chip" data-hue={label.hue} key={label.id}>
            <span class="sw" />
            <span class="cut" dir="auto">{label.name}</span>
          </span>
        ))}
      </FieldRow>
    </dl>
  );
}

function FieldRow({ task, name, keys, unset, wide, children }: { task: Task; name: FieldName; keys?: string; unset?: string; wide?: boolean; children?: ComponentChildren }) {
  const words = t(`field.${name}`);
  return (
    <div class={`fl${wide ? " wide" : ""}`}>
      <dt>{words}</dt>
      {mayEdit.value ? (
        <dd>
          <button
            type="button" class={`val${unset ? " unset" : ""}`} data-field={name} aria-haspopup="listbox" aria-keyshortcuts={keys}
            title={keys ? t("field.change", { field: words, keys }) : words} onClick={(e) => openField(name, e.currentTarget, task.id)}
          >
            <span class="vh">{t("field.change.name", { field: words })} </span>
            {unset ?? children}
          </button>
        </dd>
      ) : (
        <dd class={unset ? "unset" : ""}>{unset ? t("unset") : children}</dd>
      )}
    </div>
  );
}

function DueWords({ due, done }: { due: string; done: boolean }) {
  const date = day(due);
  const days = daysUntil(date);
  return (
    <time dateTime={due} class={!done && days < 0 ? "flag bad" : undefined}>
      {dateWords(date)} <span class="dim">{inDays(days)}</span>
    </time>
  );
}
