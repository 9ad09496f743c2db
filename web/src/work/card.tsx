// A card is a cell of the ruled board. It reads its own record, so a change
// draws this card and no other.

import type { Id, Label, Member, Task } from "../api/types";
import { Icon, PriorityMark } from "../kit/icon";
import { Avatar, firstName } from "../kit/people";
import { Title } from "../kit/words";
import { memberById } from "../org/org";
import { project } from "../project/project";
import { tables } from "../records/records";
import { day, daysUntil, fullMoment, shortDate } from "../text/dates";
import { t } from "../text/text";
import { orgId } from "../org/org";
import { to } from "../routes";

const STALE_DAYS = 10;
const DAY = 86_400_000;

interface CardProps {
  id: Id;
  index: number;
  open: boolean;
  gone: boolean;
  reachable: boolean;
  over: boolean;
}

export function Card({ id, index, open, gone, reachable, over }: CardProps) {
  const task = tables.task.get(id);
  const mark = tables.task.mark(id).value;
  const line = tables.task.line(id).value;
  const comments = tables.taskTally.get(id)?.comments ?? 0;
  if (!task) return null;
  const status = project.value?.statuses.find((s) => s.id === task.status);
  const done = status?.group === "done" || status?.group === "dropped";
  const by = mark && memberById(mark.actor);
  const classes = ["card", done && "done", open && "sel", gone && "gone", over && "over-limit", line, by && "theirs"].filter(Boolean).join(" ");
  return (
    <article
      class={classes}
      data-task={id}
      data-index={index}
      data-hue={by?.hue}
      tabIndex={reachable ? 0 : -1}
      aria-current={open ? "true" : undefined}
      aria-label={cardName(task)}
      aria-describedby="board-keys"
    >
      <CardBody
        task={task} done={done} comments={comments} line={line} by={by} moved={mark?.moved ?? false}
        href={to.board(orgId.peek(), project.value?.key ?? "", task.key)}
      />
    </article>
  );
}

function cardName(task: Task): string {
  return task.key ? `${task.key} ${task.title}` : task.title;
}

interface BodyProps {
  task: Task;
  done: boolean;
  comments: number;
  line: string;
  by: Member | undefined;
  moved: boolean;
  href?: string;
}

export function CardBody({ task, done, comments, line, by, moved, href }: BodyProps) {
  const labels = labelsOf(task);
  const assignees = task.assignees.map((id) => memberById(id)).filter((m) => m !== undefined);
  return (
    <>
      <div class="ctop">
        <span class="key">{task.key}</span>
        {by && (
          <span class="by">
            <Icon name={moved ? "move-right" : "pencil"} small flip />
            <span class="cut">{t("mark.justNow", { name: firstName(by.name) })}</span>
          </span>
        )}
        {line === "unsent" && <span class="flag"><Icon name="cloud-off" small />{t("task.unsent")}</span>}
        {!by && !done && <Stale since={task.statusSince} />}
        <span class="sp" />
        {task.type === "bug" && <span class="flag">{t("type.bug")}</span>}
        <PriorityMark priority={task.priority} />
      </div>
      <h3 class="ct" dir="auto">
        {href ? <a href={href} tabIndex={-1} draggable={false}><Title text={task.title} /></a> : <Title text={task.title} />}
      </h3>
      <div class="cm">
        {labels.slice(0, 1).map((label) => (
          <span class="lab" data-hue={label.hue} key={label.id}>
            <span class="sw" />
            <span class="cut" dir="auto">{label.name}</span>
          </span>
        ))}
        {labels.length > 1 && <span title={labels.map((l) => l.name).join(", ")}>+{labels.length - 1}</span>}
        {comments > 0 && (
          <span class="it" title={t("task.comments", { n: comments })}>
            <Icon name="message-square" />
            {comments}
          </span>
        )}
        {task.due && <Due due={task.due} done={done} />}
        <span class="end">
          {task.points !== null && <span class="pts" title={t("task.points", { n: task.points })}>{task.points}</span>}
          {assignees.length > 1 ? (
            <span class="stack">{assignees.slice(0, 3).map((m) => <Avatar key={m.id} member={m} />)}</span>
          ) : (
            <Avatar member={assignees[0]} />
          )}
        </span>
      </div>
    </>
  );
}

function labelsOf(task: Task): Label[] {
  const known = project.value?.labels ?? [];
  return task.labels.map((id) => known.find((label) => label.id === id)).filter((label) => label !== undefined);
}

/** Days in the column, once they are many. */
function Stale({ since }: { since: string }) {
  const days = Math.floor((Date.now() - Date.parse(since)) / DAY);
  if (!(days >= STALE_DAYS)) return null;
  return <span class="flag warn" title={fullMoment(since)}><Icon name="hourglass" small />{t("task.daysHere", { n: days })}</span>;
}

function Due({ due, done }: { due: string; done: boolean }) {
  const date = day(due);
  const days = daysUntil(date);
  const kind = done ? "" : days < 0 ? " flag bad" : days <= 3 ? " flag warn" : "";
  const words = !done && days < 0 ? t("due.late", { date: shortDate(date) }) : t("due.on", { date: shortDate(date) });
  return <span class={`it${kind}`} title={words}><Icon name="calendar" />{shortDate(date)}</span>;
}
