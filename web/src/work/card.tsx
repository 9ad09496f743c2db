// A card is a cell of the ruled board. It reads its own record, so a change
// draws this card and no other. What it shows of a task can be pressed to change it.

import { useComputed } from "@preact/signals";
import type { ComponentChildren } from "preact";
import type { Id, Label, Member, Task } from "../api/types";
import { Icon, PriorityMark } from "../kit/icon";
import { Avatar, firstName } from "../kit/people";
import { Title } from "../kit/words";
import { memberById, orgId } from "../org/org";
import { mayEdit, project } from "../project/project";
import { tables } from "../records/records";
import { to } from "../routes";
import { day, daysUntil, fullMoment, shortDate } from "../text/dates";
import { t } from "../text/text";
import { type CardField, cardFields, laneField } from "./board-view";
import { finished } from "./filter";
import { isSelected } from "./selection";

const STALE_DAYS = 10;
const SOON_DAYS = 3;
const LABELS = 2;
const FACES = 3;
const DAY = 86_400_000;

interface CardProps {
  id: Id;
  lane: string;
  /** Its place in the cell, and its place among the cards that are not carried. */
  at: number;
  index: number;
  open: boolean;
  gone: boolean;
  reachable: boolean;
  over: boolean;
}

export function Card({ id, lane, at, index, open, gone, reachable, over }: CardProps) {
  const task = tables.task.get(id);
  const mark = tables.task.mark(id).value;
  const line = tables.task.line(id).value;
  const chosen = useComputed(() => isSelected(id)).value;
  if (!task) return null;
  const done = finished.value.has(task.status);
  const by = mark && memberById(mark.actor);
  const classes = ["card", done && "done", open && "sel", chosen && "chosen", gone && "gone", over && "over-limit", line, by && "theirs"].filter(Boolean).join(" ");
  return (
    <article
      class={classes}
      data-task={id}
      data-lane={lane}
      data-at={at}
      data-index={index}
      data-hue={by?.hue}
      tabIndex={reachable ? 0 : -1}
      aria-current={open ? "true" : undefined}
      aria-label={cardName(task, chosen)}
      aria-describedby="board-keys"
    >
      <CardBody
        task={task} done={done} line={line} by={by} moved={mark?.moved ?? false} chosen={chosen}
        href={to.board(orgId.peek(), project.peek()?.key ?? "", task.key)}
      />
    </article>
  );
}

function cardName(task: Task, chosen: boolean): string {
  const name = task.key ? `${task.key} ${task.title}` : task.title;
  return chosen ? t("card.selected", { name }) : name;
}

interface BodyProps {
  task: Task;
  done: boolean;
  line: string;
  by: Member | undefined;
  moved: boolean;
  /** undefined: it cannot be chosen. */
  chosen?: boolean;
  href?: string;
}

export function CardBody({ task, done, line, by, moved, chosen, href }: BodyProps) {
  const shows = cardFields.value;
  return (
    <>
      <div class="ctop">
        {chosen !== undefined && <SelectBox chosen={chosen} />}
        {shows.has("key") && <span class="key">{task.key}</span>}
        {by && (
          <span class="by">
            <Icon name={moved ? "move-right" : "pencil"} small flip />
            <span class="cut">{t("mark.justNow", { name: firstName(by.name) })}</span>
          </span>
        )}
        {line === "unsent" && <span class="flag"><Icon name="cloud-off" small />{t("task.unsent")}</span>}
        {line === "failed" && <span class="flag bad"><Icon name="triangle-alert" small />{t("task.refused")}</span>}
        {shows.has("age") && !by && !done && <Stale since={task.statusSince} />}
        <span class="sp" />
        {shows.has("type") && task.type === "bug" && <Part field="type" plain={!href}>{t("type.bug")}</Part>}
        {shows.has("priority") && <Part field="priority" plain={!href}><PriorityMark priority={task.priority} /></Part>}
      </div>
      {shows.has("parent") && task.parent && laneField.value !== "parent" && <ParentName id={task.parent} />}
      <h3 class="ct" dir="auto">
        {href ? <a href={href} tabIndex={-1} draggable={false}><Title text={task.title} /></a> : <Title text={task.title} />}
      </h3>
      <Meta task={task} done={done} shows={shows} plain={!href} />
    </>
  );
}

function Meta({ task, done, shows, plain }: { task: Task; done: boolean; shows: ReadonlySet<CardField>; plain: boolean }) {
  const tally = tables.taskTally.get(task.id);
  const labels = shows.has("labels") ? labelsOf(task) : [];
  const [steps, stepsDone, comments] = [tally?.subtasks ?? 0, tally?.subtasksDone ?? 0, tally?.comments ?? 0];
  const faces = task.assignees.map((id) => memberById(id)).filter((m) => m !== undefined);
  return (
    <div class="cm">
      {labels.length > 0 && (
        <Part field="labels" plain={plain} title={labels.map((l) => l.name).join(", ")}>
          {labels.slice(0, LABELS).map((label) => (
            <span class="lab" data-hue={label.hue} key={label.id}><span class="sw" /><span class="cut" dir="auto">{label.name}</span></span>
          ))}
          {labels.length > LABELS && <span>+{labels.length - LABELS}</span>}
        </Part>
      )}
      {shows.has("subtasks") && steps > 0 && (
        <span class={`it${steps === stepsDone ? " flag good" : ""}`} title={t("task.subtasks.of", { done: stepsDone, n: steps })}><Icon name="list-checks" />{stepsDone}/{steps}</span>
      )}
      {shows.has("comments") && comments > 0 && <span class="it" title={t("task.comments", { n: comments })}><Icon name="message-square" />{comments}</span>}
      {shows.has("due") && task.due && <Part field="due" plain={plain}><Due due={task.due} done={done} /></Part>}
      <span class="end">
        {shows.has("points") && task.points !== null && <Part field="points" plain={plain}><span class="pts" title={t("task.points", { n: task.points })}>{task.points}</span></Part>}
        {shows.has("assignees") && (
          <Part field="assignees" plain={plain}>
            {faces.length > 1 ? <span class="stack">{faces.slice(0, FACES).map((m) => <Avatar key={m.id} member={m} />)}</span> : <Avatar member={faces[0]} />}
          </Part>
        )}
      </span>
    </div>
  );
}

/** A part that a press changes. The keyboard has a key for each, so these are no stops of it. */
function Part({ field, plain, title, children }: { field: string; plain: boolean; title?: string; children: ComponentChildren }) {
  return <span class={`part of-${field}`} data-edit={plain || !mayEdit.value ? undefined : field} title={title}>{children}</span>;
}

/** The way to choose by mouse and finger; "x" does it by keyboard. */
function SelectBox({ chosen }: { chosen: boolean }) {
  if (!mayEdit.value) return null;
  return <span class={`check pick${chosen ? " on" : ""}`} data-pick aria-hidden="true"><Icon name="check" /></span>;
}

function ParentName({ id }: { id: Id }) {
  const parent = tables.task.get(id);
  if (!parent) return null;
  return <span class="pn" dir="auto"><Icon name="corner-down-right" small flip /><span class="cut">{parent.title}</span></span>;
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
  const kind = done ? "" : days < 0 ? " flag bad" : days <= SOON_DAYS ? " flag warn" : "";
  const words = !done && days < 0 ? t("due.late", { date: shortDate(date) }) : t("due.on", { date: shortDate(date) });
  return <span class={`it${kind}`} title={words}><Icon name="calendar" />{shortDate(date)}</span>;
}
