// What can be chosen for each field of a task: one list for the cells, the
// panel, the bulk bar and the filter.

import type { Id, Task } from "../api/types";
import { PriorityMark, Tile } from "../kit/icon";
import { Avatar } from "../kit/people";
import type { Choice } from "../kit/picker";
import { me } from "../identity/session";
import { members } from "../org/org";
import { project, tasksOf } from "../project/project";
import { tables } from "../records/records";
import { t, type Message } from "../text/text";
import { fold } from "./filter-rules";
import { PRIORITIES, TYPES } from "./values";

const POINTS = [0, 1, 2, 3, 5, 8, 13, 20];

export function statusChoices(): Choice[] {
  return (project.peek()?.statuses ?? []).map((status) => ({ id: status.id, label: status.name, mark: <Tile group={status.group} /> }));
}

export function priorityChoices(): Choice[] {
  return PRIORITIES.map((priority) => ({ id: priority, label: t(`priority.${priority}` as Message), mark: <PriorityMark priority={priority} silent /> }));
}

export function typeChoices(): Choice[] {
  return TYPES.map((type) => ({ id: type, label: t(`type.${type}` as Message) }));
}

/** Oneself first. Who left is offered only where he is chosen already. */
export function memberChoices(chosen: readonly Id[] = []): Choice[] {
  const people = members.peek().filter((member) => !member.disabled || chosen.includes(member.id));
  const mine = people.findIndex((member) => member.id === me.peek());
  if (mine > 0) people.unshift(...people.splice(mine, 1));
  return people.map((member) => ({
    id: member.id, label: member.id === me.peek() ? t("people.you", { name: member.name }) : member.name, mark: <Avatar member={member} silent />,
  }));
}

export function labelChoices(): Choice[] {
  return (project.peek()?.labels ?? []).map((label) => ({ id: label.id, label: label.name, mark: <span class="sw" data-hue={label.hue} /> }));
}

export function pointChoices(): Choice[] {
  return POINTS.map((n) => ({ id: String(n), label: t("task.points", { n }) }));
}

const MOST = 40;

/** Tasks that have the words in key or title; those that are parents already come first. */
export function taskChoices(typed: string, offered: (task: Task) => boolean = () => true): Choice[] {
  const needles = fold(typed).split(/\s+/).filter(Boolean);
  const all = tasksOf(project.peek()?.id ?? "");
  const parents = new Set(all.map((task) => task.parent));
  const found = all.filter((task) => offered(task) && needles.every((needle) => fold(`${task.key} ${task.title}`).includes(needle)));
  found.sort((a, b) => Number(parents.has(b.id)) - Number(parents.has(a.id)) || b.number - a.number);
  return found.slice(0, MOST).map((task) => ({ id: task.id, label: task.title, mark: <span class="key">{task.key}</span> }));
}

/** May this task be under that one? Not under itself, nor under what is under it. */
export function mayBeUnder(ids: ReadonlySet<Id>): (task: Task) => boolean {
  return (task) => {
    for (let at: Task | undefined = task, depth = 0; at && depth < 8; at = at.parent ? tables.task.peek(at.parent) : undefined, depth++) if (ids.has(at.id)) return false;
    return true;
  };
}
