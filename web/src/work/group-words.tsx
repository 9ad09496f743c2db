// What a group is called, and the mark before it; and what a task needs to stand in it.

import type { ComponentChildren } from "preact";
import type { NewTask, TaskSet } from "../api/calls";
import type { Priority, Status, TaskType } from "../api/types";
import { PriorityMark, Tile } from "../kit/icon";
import { Avatar } from "../kit/people";
import { memberById } from "../org/org";
import { project } from "../project/project";
import { tables } from "../records/records";
import { t, type Message } from "../text/text";
import { addDays, type GroupName, today } from "./filter";

export interface GroupWords {
  name: string;
  mark?: ComponentChildren;
  status?: Status;
}

export function groupWords(by: GroupName, key: string): GroupWords {
  switch (by) {
    case "status": {
      const status = project.value?.statuses.find((s) => s.id === key);
      return status ? { name: status.name, mark: <Tile group={status.group} />, status } : { name: t("did.formerColumn") };
    }
    case "assignee": {
      const member = key === "none" ? undefined : memberById(key);
      return { name: key === "none" ? t("people.nobody") : (member?.name ?? t("people.former")), mark: <Avatar member={member} silent /> };
    }
    case "label": {
      const label = project.value?.labels.find((l) => l.id === key);
      return { name: key === "none" ? t("labels.none") : (label?.name ?? t("did.formerLabel")), mark: label && <span class="sw" data-hue={label.hue} /> };
    }
    case "priority": return { name: t(`priority.${key}.long` as Message), mark: <PriorityMark priority={key as Priority} silent /> };
    case "type": return { name: t(`type.${key}` as Message) };
    case "due": return { name: t(`group.due.${key}` as Message) };
    case "parent": {
      const parent = tables.task.get(key);
      const status = project.value?.statuses.find((s) => s.id === parent?.status);
      if (key === "none") return { name: t("parent.none") };
      return { name: parent ? `${parent.key} ${parent.title}` : t("filter.formerTask"), mark: status && <Tile group={status.group} /> };
    }
    case "none": return { name: "" };
  }
}

export type Preset = Pick<NewTask, "status" | "type" | "priority" | "assignees" | "labels" | "due"> & { parent?: string };

/** What a new task gets to stand in this group; nothing where no value says so ("overdue"). */
export function presetOf(by: GroupName, key: string): Preset {
  switch (by) {
    case "status": return { status: key };
    case "assignee": return key === "none" ? {} : { assignees: [key] };
    case "label": return key === "none" ? {} : { labels: [key] };
    case "priority": return { priority: key as Priority };
    case "type": return { type: key as TaskType };
    case "due": return key === "today" ? { due: today.peek() } : key === "week" ? { due: addDays(today.peek(), 6) } : {};
    case "parent": return key === "none" ? {} : { parent: key };
    case "none": return {};
  }
}

/** The change that brings a task from one group into another; undefined where there is none. */
export function changeOf(by: GroupName, from: string, to: string): TaskSet | undefined {
  switch (by) {
    case "status": return { status: to };
    case "assignee": return { ...(from !== "none" ? { removeAssignees: [from] } : {}), ...(to !== "none" ? { addAssignees: [to] } : {}) };
    case "label": return { ...(from !== "none" ? { removeLabels: [from] } : {}), ...(to !== "none" ? { addLabels: [to] } : {}) };
    case "priority": return { priority: to as Priority };
    case "type": return { type: to as TaskType };
    case "due": return to === "none" ? { due: null } : to === "today" || to === "week" ? { due: presetOf(by, to).due } : undefined;
    case "parent": return { parent: to === "none" ? null : to };
    case "none": return undefined;
  }
}
