// What stands in each cell of a row. These are functions that a row calls, not
// components: a page of rows comes and goes with each step of scrolling, and a
// component for each cell would cost more than all that stands in them.

import type { Id, Label, Member, Task } from "../api/types";
import { Icon, PriorityMark, Tile } from "../kit/icon";
import { Avatar, firstName } from "../kit/people";
import { Title } from "../kit/words";
import { memberById, orgId } from "../org/org";
import { project } from "../project/project";
import { tables } from "../records/records";
import { to } from "../routes";
import { dateWords, day, daysUntil, fullMoment, moment } from "../text/dates";
import { number, t, type Message } from "../text/text";
import { type ColumnName, SLIM } from "./list-columns";
import { widthOf } from "./list-state";

export function cellContent(name: ColumnName, task: Task) {
  switch (name) {
    case "status": return statusMark(task, widthOf(name) < SLIM);
    case "priority": return widthOf(name) < SLIM ? PriorityMark({ priority: task.priority }) : [PriorityMark({ priority: task.priority, silent: true }), cut(t(`priority.${task.priority}` as Message))];
    case "key": return task.key;
    case "title": return null;
    case "type": return cut(t(`type.${task.type}` as Message));
    case "labels": return labelChips(labelsOf(task));
    case "assignees": return faces(membersOf(task.assignees), widthOf(name) < SLIM);
    case "reporter": return faces(membersOf([task.reporter]), widthOf(name) < SLIM);
    case "due": return task.due && dueWords(task.due, isDone(task));
    case "parent": return task.parent && parentWords(task.parent);
    case "subtasks": return subtaskCount(task.id);
    case "comments": return commentCount(task.id);
    case "createdAt":
    case "updatedAt":
    case "statusSince": return <time class="meta" dateTime={task[name]} title={fullMoment(task[name])}>{moment(task[name])}</time>;
    case "points": return task.points !== null && number(task.points);
  }
}

const cut = (words: string) => <span class="cut" dir="auto">{words}</span>;
const statusOf = (task: Task) => project.value?.statuses.find((status) => status.id === task.status);
const membersOf = (ids: readonly Id[]): Member[] => ids.map((id) => memberById(id)).filter((member) => member !== undefined);

export function isDone(task: Task): boolean {
  const group = statusOf(task)?.group;
  return group === "done" || group === "dropped";
}

export function labelsOf(task: Task): Label[] {
  if (task.labels.length === 0) return [];
  const known = project.value?.labels ?? [];
  return task.labels.map((id) => known.find((label) => label.id === id)).filter((label) => label !== undefined);
}

export function statusMark(task: Task, slim: boolean) {
  const status = statusOf(task);
  if (!status) return null;
  if (slim) return <span title={status.name}>{Tile({ group: status.group, label: status.name, hue: status.hue })}</span>;
  return [Tile({ group: status.group, hue: status.hue }), cut(status.name)];
}

/** The first two, cut where they must be, and how many more. */
function labelChips(labels: Label[]) {
  if (labels.length === 0) return null;
  return (
    <span class="labs" title={labels.map((label) => label.name).join(", ")}>
      {labels.slice(0, 2).map((label) => (
        <span class="chip" data-hue={label.hue} key={label.id}><span class="sw" />{cut(label.name)}</span>
      ))}
      {labels.length > 2 && <span class="meta">+{labels.length - 2}<span class="vh"> {labels.slice(2).map((label) => label.name).join(", ")}</span></span>}
    </span>
  );
}

function faces(members: Member[], slim: boolean) {
  if (members.length === 0) return slim ? Avatar({ member: undefined }) : [Avatar({ member: undefined, silent: true }), <span class="cut dim">{t("people.nobody")}</span>];
  if (members.length > 1 || slim) {
    return (
      <span class="stack" title={members.map((member) => member.name).join(", ")}>
        {members.slice(0, 3).map((member) => Avatar({ member }))}
        {members.length > 3 && <span class="meta">+{members.length - 3}</span>}
      </span>
    );
  }
  return [Avatar({ member: members[0], silent: true }), <span class="cut" dir="auto" title={members[0]!.name}>{firstName(members[0]!.name)}</span>];
}

const SOON = 3;

export function dueWords(due: string, done: boolean) {
  const date = day(due);
  const days = daysUntil(date);
  const kind = done ? "meta" : days < 0 ? "flag bad" : days <= SOON ? "flag warn" : "meta";
  const words = dateWords(date);
  return <time class={kind} dateTime={due} title={!done && days < 0 ? t("due.late", { date: words }) : t("due.on", { date: words })}>{words}</time>;
}

function parentWords(id: Id) {
  const parent = tables.task.get(id);
  return parent && <span class="cut" dir="auto" title={`${parent.key} ${parent.title}`}><span class="key">{parent.key}</span> {parent.title}</span>;
}

function subtaskCount(id: Id) {
  const tally = tables.taskTally.get(id);
  return tally?.subtasks ? <span class="meta" title={t("task.subtasks", { n: tally.subtasks })}>{t("limit.of", { count: tally.subtasksDone ?? 0, limit: tally.subtasks })}</span> : null;
}

function commentCount(id: Id) {
  const comments = tables.taskTally.get(id)?.comments ?? 0;
  return comments > 0 ? <span class="meta it" title={t("task.comments", { n: comments })}>{Icon({ name: "message-square", small: true })}{number(comments)}</span> : null;
}

export function faceOf(task: Task) {
  const members = membersOf(task.assignees);
  return members.length > 1 ? <span class="stack">{members.slice(0, 2).map((member) => Avatar({ member }))}</span> : Avatar({ member: members[0] });
}

const STALE_DAYS = 10;
const DAY = 86_400_000;

/** The title with what is to be said at once: not sent, who changed it, how long it has stood. */
export function titleWords(task: Task, by: Member | undefined, moved: boolean, line: string) {
  const days = Math.floor((Date.now() - Date.parse(task.statusSince)) / DAY);
  const group = days >= STALE_DAYS ? statusOf(task)?.group : undefined;
  return [
    <a class="lt cut" href={to.list(orgId.value, project.value?.key ?? "", task.key)} dir="auto" tabIndex={-1} draggable={false} title={task.title}>{task.title.includes("`") ? Title({ text: task.title }) : task.title}</a>,
    task.type === "bug" && <span class="flag">{t("type.bug")}</span>,
    line === "unsent" && <span class="flag">{Icon({ name: "cloud-off", small: true })}{t("task.unsent")}</span>,
    by ? <span class="by meta">{Icon({ name: moved ? "move-right" : "pencil", small: true, flip: true })}<span class="cut">{t("mark.justNow", { name: firstName(by.name) })}</span></span>
      : group === "doing" || group === "review" ? <span class="flag warn" title={fullMoment(task.statusSince)}>{Icon({ name: "hourglass", small: true })}{t("task.daysHere", { n: days })}</span> : null,
  ];
}
