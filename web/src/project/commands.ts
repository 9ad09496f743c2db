// What one does to a project: its name, columns and labels. The same path as
// for tasks: shown at once, taken back with a reason.

import { projects } from "../api/calls";
import type { Answer } from "../api/client";
import { newId } from "../api/ids";
import { asProblem } from "../api/problem";
import type { Id, Label, Project, Status, StatusGroup } from "../api/types";
import { toast, toastProblem } from "../kit/toast";
import { orgId } from "../org/org";
import { tables } from "../records/records";
import { send } from "../records/send";
import { t } from "../text/text";
import { offerUndo } from "../work/commands";

type Call = (org: Id, prj: Id) => Promise<Answer<Project>>;

async function changeProject(id: Id, words: string, apply: (now: Project) => Project, call: Call, tell = false): Promise<boolean> {
  const org = orgId.peek();
  try {
    const answer = await send<Project, Project>({
      table: tables.project,
      id,
      apply: (now) => now && apply(now),
      send: () => call(org, id),
      take: (data) => tables.project.put(data),
      done: words,
    });
    if (tell) offerUndo(words, answer);
    return true;
  } catch (error) {
    toastProblem(t("notDone", { what: words }), asProblem(error), () => void changeProject(id, words, apply, call, tell));
    return false;
  }
}

const withStatus = (now: Project, id: Id, change: Partial<Status>): Project => ({ ...now, statuses: now.statuses.map((s) => (s.id === id ? { ...s, ...change } : s)) });

/** Puts an item before another, or at the end. */
function placed<T extends { id: Id }>(list: T[], item: T, before: Id | undefined): T[] {
  const rest = list.filter((other) => other.id !== item.id);
  const at = before ? rest.findIndex((other) => other.id === before) : -1;
  return at < 0 ? [...rest, item] : [...rest.slice(0, at), item, ...rest.slice(at)];
}

export const changeDetails = (id: Id, set: Partial<Pick<Project, "name" | "key" | "description" | "hue" | "visibility">>, words: string) =>
  changeProject(id, words, (now) => ({ ...now, ...set }), (org, prj) => projects.change(org, prj, set));

export function addStatus(id: Id, name: string, group: StatusGroup, before: Id | undefined) {
  const status: Status = { id: newId("sts"), name, group, limit: 0 };
  return changeProject(
    id, t("column.added", { name }),
    (now) => (now.statuses.some((s) => s.id === status.id) ? now : { ...now, statuses: placed(now.statuses, status, before) }),
    (org, prj) => projects.addStatus(org, prj, { id: status.id, name, group, ...(before ? { before } : {}) }),
  );
}

export const renameStatus = (id: Id, status: Id, name: string) =>
  changeProject(id, t("column.renamed", { name }), (now) => withStatus(now, status, { name }), (org, prj) => projects.changeStatus(org, prj, status, { name }));

export const regroupStatus = (id: Id, status: Status, group: StatusGroup) =>
  changeProject(id, t("column.regrouped", { name: status.name }), (now) => withStatus(now, status.id, { group }), (org, prj) => projects.changeStatus(org, prj, status.id, { group }));

export const hueStatus = (id: Id, status: Status, hue: number) =>
  changeProject(id, t("column.coloured", { name: status.name }), (now) => withStatus(now, status.id, { hue }), (org, prj) => projects.changeStatus(org, prj, status.id, { hue }));

export const limitStatus = (id: Id, status: Status, limit: number) =>
  changeProject(
    id, limit ? t("column.limited", { name: status.name, limit }) : t("column.unlimited", { name: status.name }),
    (now) => withStatus(now, status.id, { limit }), (org, prj) => projects.changeStatus(org, prj, status.id, { limit }),
  );

/** Before another status; null: to the end. */
export const moveStatus = (id: Id, status: Status, before: Id | null) =>
  changeProject(
    id, t("column.moved", { name: status.name }),
    (now) => ({ ...now, statuses: placed(now.statuses, status, before ?? undefined) }), (org, prj) => projects.changeStatus(org, prj, status.id, { before }),
  );

export const removeStatus = (id: Id, status: Status, moveTo: Id) =>
  changeProject(
    id, t("column.removed", { name: status.name }),
    (now) => ({ ...now, statuses: now.statuses.filter((s) => s.id !== status.id) }), (org, prj) => projects.removeStatus(org, prj, status.id, moveTo), true,
  );

/** A new label, and whether the server took it: only then may a task carry it. */
export function addLabel(id: Id, name: string, hue: number): { label: Label; added: Promise<boolean> } {
  const label: Label = { id: newId("lbl"), name, hue };
  const added = changeProject(
    id, t("label.added", { name }),
    (now) => (now.labels.some((l) => l.id === label.id) ? now : { ...now, labels: [...now.labels, label] }), (org, prj) => projects.addLabel(org, prj, label),
  );
  return { label, added };
}

export const changeLabel = (id: Id, label: Label, set: Partial<Omit<Label, "id">>) =>
  changeProject(
    id, t("label.changed", { name: set.name ?? label.name }),
    (now) => ({ ...now, labels: now.labels.map((l) => (l.id === label.id ? { ...l, ...set } : l)) }), (org, prj) => projects.changeLabel(org, prj, label.id, set),
  );

export const removeLabel = (id: Id, label: Label) =>
  changeProject(
    id, t("label.removed", { name: label.name }),
    (now) => ({ ...now, labels: now.labels.filter((l) => l.id !== label.id) }), (org, prj) => projects.removeLabel(org, prj, label.id), true,
  );

export const archiveProject = (now: Project, archived: boolean) =>
  changeProject(now.id, t(archived ? "archive.done" : "archive.undone", { name: now.name }), (p) => ({ ...p, archived }), (org, prj) => projects.archived(org, prj, archived), true);

export async function restoreProject(gone: Project): Promise<void> {
  try {
    tables.project.put((await projects.restore(orgId.peek(), gone.id)).data);
    toast({ words: t("settings.restored", { name: gone.name }) });
  } catch (error) {
    toastProblem(t("settings.notRestored", { name: gone.name }), asProblem(error), () => void restoreProject(gone));
  }
}

/** The hue that fewest labels have. */
export function freeHue(labels: readonly { hue: number }[]): number {
  const uses = Array.from({ length: 8 }, (_, i) => labels.filter((label) => label.hue === i + 1).length);
  return uses.indexOf(Math.min(...uses)) + 1;
}
