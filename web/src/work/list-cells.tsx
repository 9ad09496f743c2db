// What stands in each cell of a row.

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

export function CellContent({ name, task }: { name: ColumnName; task: Task }) {
  switch (name) {
    case "status": return <StatusCell task={task} slim={widthOf(name) < SLIM} />;
    case "priority": return widthOf(name) < SLIM ? <PriorityMark priority={task.priority} /> : <><PriorityMark priority={task.priority} silent /><span class="cut">{t(`priority.${task.priority}` as Message)}</span></>;
    case "key": return <span class="key">{task.key}</span>;
    case "title": return null;
    case "type": return <span class="cut">{t(`type.${task.type}` as Message)}</span>;
    case "labels": return <Labels labels={labelsOf(task)} />;
    case "assignees": return <People members={task.assignees.map((id) => memberById(id)).filter((member) => member !== undefined)} slim={widthOf(name) < SLIM} />;
    case "reporter": return <People members={[memberById(task.reporter)].filter((member) => member !== undefined)} slim={widthOf(name) < SLIM} />;
    case "due": return task.due && <Due due={task.due} done={isDone(task)} />;
    case "parent": return task.parent && <Parent id={task.parent} />;
    case "subtasks": return <Subtasks id={task.id} />;
    case "comments": return <Comments id={task.id} />;
    case "createdAt":
    case "updatedAt":
    case "statusSince": return <time class="meta" dateTime={task[name]} title={fullMoment(task[name])}>{moment(task[name])}</time>;
    case "points": return task.points !== null && <span class="pts">{number(task.points)}</span>;
  }
}

const groupOf = (task: Task) => project.value?.statuses.find((status) => status.id === task.status);
export function isDone(task: Task): boolean {
  const group = groupOf(task)?.group;
  return group === "done" || group === "dropped";
}

export function labelsOf(task: Task): Label[] {
  const known = project.value?.labels ?? [];
  return task.labels.map((id) => known.find((label) => label.id === id)).filter((label) => label !== undefined);
}

export function StatusCell({ task, slim }: { task: Task; slim: boolean }) {
  const status = groupOf(task);
  if (!status) return null;
  if (slim) return <span title={status.name}><Tile group={status.group} label={status.name} /></span>;
  return <><Tile group={status.group} /><span class="cut" dir="auto">{status.name}</span></>;
}

/** The first, cut where it must be, and how many more. */
function Labels({ labels }: { labels: Label[] }) {
  const [first, ...more] = labels;
  if (!first) return null;
  return (
    <span class="labs" title={labels.map((label) => label.name).join(", ")}>
      {[first, ...more.slice(0, 1)].map((label) => (
        <span class="chip" data-hue={label.hue} key={label.id}><span class="sw" /><span class="cut" dir="auto">{label.name}</span></span>
      ))}
      {labels.length > 2 && <span class="meta">+{labels.length - 2}</span>}
      <span class="vh">{labels.slice(2).map((label) => label.name).join(", ")}</span>
    </span>
  );
}

function People({ members, slim }: { members: Member[]; slim: boolean }) {
  if (members.length === 0) return <><Avatar member={undefined} silent={!slim} />{!slim && <span class="cut dim">{t("people.nobody")}</span>}</>;
  if (members.length > 1 || slim) {
    return (
      <span class="stack" title={members.map((member) => member.name).join(", ")}>
        {members.slice(0, 3).map((member) => <Avatar key={member.id} member={member} />)}
        {members.length > 3 && <span class="meta">+{members.length - 3}</span>}
      </span>
    );
  }
  return <><Avatar member={members[0]} silent /><span class="cut" dir="auto" title={members[0]!.name}>{firstName(members[0]!.name)}</span></>;
}

const SOON = 3;

export function Due({ due, done }: { due: string; done: boolean }) {
  const date = day(due);
  const days = daysUntil(date);
  const kind = done ? "meta" : days < 0 ? "flag bad" : days <= SOON ? "flag warn" : "meta";
  return <time class={kind} dateTime={due} title={!done && days < 0 ? t("due.late", { date: dateWords(date) }) : t("due.on", { date: dateWords(date) })}>{dateWords(date)}</time>;
}

function Parent({ id }: { id: Id }) {
  const parent = tables.task.get(id);
  return parent ? <span class="cut" dir="auto" title={`${parent.key} ${parent.title}`}><span class="key">{parent.key}</span> {parent.title}</span> : null;
}

export function Subtasks({ id }: { id: Id }) {
  const tally = tables.taskTally.get(id);
  return tally?.subtasks ? <span class="meta" title={t("task.subtasks", { n: tally.subtasks })}>{t("limit.of", { count: tally.subtasksDone ?? 0, limit: tally.subtasks })}</span> : null;
}

function Comments({ id }: { id: Id }) {
  const comments = tables.taskTally.get(id)?.comments ?? 0;
  return comments > 0 ? <span class="meta it" title={t("task.comments", { n: comments })}><Icon name="message-square" small />{number(comments)}</span> : null;
}

const STALE_DAYS = 10;
const DAY = 86_400_000;

/** The title with what is to be said at once: not sent, who changed it, how long it has stood. */
export function TitleWords({ task, by, moved, line }: { task: Task; by: Member | undefined; moved: boolean; line: string }) {
  const days = Math.floor((Date.now() - Date.parse(task.statusSince)) / DAY);
  const group = groupOf(task)?.group;
  const stale = days >= STALE_DAYS && (group === "doing" || group === "review");
  return (
    <>
      <a class="lt cut" href={to.list(orgId.value, project.value?.key ?? "", task.key)} dir="auto" tabIndex={-1} draggable={false} title={task.title}><Title text={task.title} /></a>
      {task.type === "bug" && <span class="flag">{t("type.bug")}</span>}
      {line === "unsent" && <span class="flag"><Icon name="cloud-off" small />{t("task.unsent")}</span>}
      {by && <span class="by meta"><Icon name={moved ? "move-right" : "pencil"} small flip /><span class="cut">{t("mark.justNow", { name: firstName(by.name) })}</span></span>}
      {stale && !by && <span class="flag warn" title={fullMoment(task.statusSince)}><Icon name="hourglass" small />{t("task.daysHere", { n: days })}</span>}
    </>
  );
}
