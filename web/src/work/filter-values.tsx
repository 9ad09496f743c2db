// What stands in a chip and is offered for it: the words and marks of values.

import type { ComponentChildren } from "preact";
import type { Priority, TaskType } from "../api/types";
import { PriorityMark, Tile } from "../kit/icon";
import { Avatar } from "../kit/people";
import type { Choice } from "../kit/picker";
import { memberById } from "../org/org";
import { project } from "../project/project";
import { tables } from "../records/records";
import { dateWords, day, shortDate } from "../text/dates";
import { t, type Message } from "../text/text";
import { labelChoices, memberChoices, pointChoices, priorityChoices, statusChoices, taskChoices, typeChoices } from "./choices";
import { readDay } from "./due-words";
import { type Clause, type FilterField, isoDay } from "./filter";

export const fieldWords = (field: FilterField): string => t(`filter.field.${field}` as Message);

/** "is", "is any of", "is none of", as the field and the number of values ask for. */
export function relationWords({ field, not, values }: Clause): string {
  const many = values.length > 1;
  if (field === "label") return t(not ? (many ? "filter.hasNone" : "filter.hasNot") : many ? "filter.hasAny" : "filter.has");
  return t(not ? (many ? "filter.isNone" : "filter.isNot") : many ? "filter.isAny" : "filter.is");
}

export interface ValueWords {
  label: string;
  mark?: ComponentChildren;
}

export function valueWords(field: FilterField, value: string): ValueWords {
  switch (field) {
    case "status": {
      const status = project.value?.statuses.find((s) => s.id === value);
      return status ? { label: status.name, mark: <Tile group={status.group} /> } : { label: t("did.formerColumn") };
    }
    case "assignee":
    case "reporter": {
      if (value === "me") return { label: t("filter.me") };
      if (value === "none") return { label: t("people.nobody"), mark: <Avatar member={undefined} silent /> };
      const member = memberById(value);
      return member ? { label: member.name, mark: <Avatar member={member} silent /> } : { label: t("people.former") };
    }
    case "label": {
      if (value === "none") return { label: t("labels.none") };
      const label = project.value?.labels.find((l) => l.id === value);
      return label ? { label: label.name, mark: <span class="sw" data-hue={label.hue} /> } : { label: t("did.formerLabel") };
    }
    case "type":
      return { label: t(`type.${value as TaskType}` as Message) };
    case "priority":
      return { label: t(`priority.${value}.long` as Message), mark: <PriorityMark priority={value as Priority} silent /> };
    case "points":
      return { label: value === "none" ? t("points.none") : t("task.points", { n: Number(value) }) };
    case "parent": {
      const task = tables.task.get(value);
      return { label: value === "none" ? t("parent.none") : task ? `${task.key} ${task.title}` : t("filter.formerTask") };
    }
    case "due":
      return { label: dueWords(value) };
  }
}

function dueWords(value: string): string {
  if (value === "overdue" || value === "today" || value === "week" || value === "none") return t(`filter.due.${value}` as Message);
  const days = /^(\d+)d$/.exec(value);
  if (days) return t("filter.due.days", { n: Number(days[1]) });
  const [from = "", to = from] = value.split("..");
  if (from && to) return from === to ? dateWords(day(from)) : t("filter.due.between", { from: shortDate(day(from)), to: shortDate(day(to)) });
  return from ? t("filter.due.from", { from: shortDate(day(from)) }) : t("filter.due.until", { to: shortDate(day(to)) });
}

/** The choices of a field's picker; a function where they follow from what is typed. */
export function valueChoices(field: FilterField, chosen: readonly string[]): Choice[] | ((typed: string) => Choice[]) {
  const choice = (id: string): Choice => ({ id, ...valueWords(field, id) });
  switch (field) {
    case "status": return statusChoices();
    case "assignee": return [{ ...choice("me"), also: "me @me" }, choice("none"), ...memberChoices(chosen)];
    case "reporter": return [{ ...choice("me"), also: "me @me" }, ...memberChoices(chosen)];
    case "label": return [choice("none"), ...labelChoices()];
    case "type": return typeChoices();
    case "priority": return priorityChoices();
    case "points": return [choice("none"), ...pointChoices()];
    case "parent": return (typed) => {
      const found = [...(typed ? [] : [choice("none")]), ...taskChoices(typed)];
      return typed ? found : [...chosen.filter((id) => !found.some((one) => one.id === id)).map(choice), ...found];
    };
    case "due": return (typed) => dueChoices(typed, chosen).map(choice);
  }
}

const DUE = ["overdue", "today", "week", "14d", "30d", "none"];

/** Words first; a day that was typed gives the day, until it and from it; two days give what lies between. */
function dueChoices(typed: string, chosen: readonly string[]): string[] {
  if (!typed) return [...DUE, ...chosen.filter((value) => !DUE.includes(value))];
  const now = new Date();
  const [a, b] = typed.split(/\.\.|\s[–-]\s|\s+(?:to|bis)\s+/).map((part) => readDay(part, now)).map((date) => date && isoDay(date));
  const days = /^(\d{1,3})\s*(d|days?|w|weeks?)?$/i.exec(typed);
  const span = days && Number(days[1]) > 0 ? [`${Math.min(999, Number(days[1]) * (/^w/i.test(days[2] ?? "") ? 7 : 1))}d`] : [];
  const dates = a && b ? [a < b ? `${a}..${b}` : `${b}..${a}`] : a ? [a, `..${a}`, `${a}..`] : [];
  const needle = typed.toLowerCase();
  return [...new Set([...dates, ...span, ...DUE.filter((value) => ` ${dueWords(value).toLowerCase()}`.includes(` ${needle}`))])];
}
