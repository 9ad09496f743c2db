// What a lane is called.

import type { Priority } from "../api/types";
import { memberById } from "../org/org";
import { project } from "../project/project";
import { tables } from "../records/records";
import { t, type Message } from "../text/text";
import { laneField } from "./board-view";

export function laneTitle(key: string): string {
  const field = laneField.value;
  const none = key === "none";
  if (field === "assignee") return none ? t("people.nobody") : (memberById(key)?.name ?? t("people.former"));
  if (field === "priority") return t(`priority.${key as Priority}.long` as Message);
  if (field === "label") return none ? t("lane.noLabel") : (project.value?.labels.find((label) => label.id === key)?.name ?? t("lane.former"));
  if (field !== "parent") return "";
  if (none) return t("lane.noParent");
  const parent = tables.task.get(key);
  return parent ? `${parent.key} ${parent.title}` : t("lane.former");
}
