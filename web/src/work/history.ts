// A task's history as sentences. Successive changes of one person within ten
// minutes are one line.

import type { HistoryEntry, Id } from "../api/types";
import { t, type Message } from "../text/text";

export interface Names {
  status: (id: Id) => string;
  label: (id: Id) => string;
  member: (id: Id) => string;
  date: (date: string) => string;
}

export interface HistoryLine {
  actor: Id;
  actorKind: string;
  at: string;
  /** The status it was moved to, for the tile before the line. */
  status: Id | undefined;
  words: string[];
  /** What undoing this line undoes, newest first; empty where it cannot be. */
  ops: string[];
  key: number;
  /** Where it all began: nothing is joined to that line. */
  created: boolean;
}

const TOGETHER = 10 * 60_000;
const ids = (value: unknown): Id[] => (Array.isArray(value) ? (value as Id[]) : []);

/** Entries come newest first; lines go oldest first. */
export function historyLines(entries: readonly HistoryEntry[], names: Names): HistoryLine[] {
  const lines: HistoryLine[] = [];
  // What came with the creation is not a change of its own.
  const creation = entries.find((entry) => entry.name === "task.created" || entry.name === "task.imported")?.op;
  for (const entry of [...entries].reverse()) {
    const created = entry.op === creation;
    const words = created && entry.kind !== "task" ? [] : phrases(entry, names);
    if (words.length === 0) continue;
    const status = typeof entry.set?.status === "string" && entry.name !== "task.created" ? entry.set.status : undefined;
    const last = lines[lines.length - 1];
    if (last && !last.created && last.actor === entry.actor && Date.parse(entry.at) - Date.parse(last.at) < TOGETHER) {
      last.words.push(...words);
      last.at = entry.at;
      last.status = status ?? last.status;
      last.key = entry.seq;
      last.ops = entry.undoable ? [entry.op, ...last.ops.filter((op) => op !== entry.op)] : last.ops;
    } else {
      lines.push({ actor: entry.actor, actorKind: entry.actorKind, at: entry.at, status, words, ops: entry.undoable ? [entry.op] : [], key: entry.seq, created });
    }
  }
  return lines;
}

function phrases(entry: HistoryEntry, names: Names): string[] {
  if (entry.kind === "comment") return entry.name === "comment.deleted" ? [t("did.commentDeleted")] : [];
  if (entry.kind === "taskText") return [t(entry.name === "task.described" ? "did.described" : "did.description")];
  if (entry.kind !== "task") return [];
  if (entry.name === "task.created" || entry.name === "task.imported") return [t(entry.name === "task.imported" ? "did.imported" : "did.created")];
  if (entry.name === "task.restored") return [t("did.restored")];
  const [set, was] = [entry.set ?? {}, entry.was ?? {}];
  const list: string[] = [];
  const word = (value: unknown, say: (value: string) => string) => (value === null || value === undefined || value === "" ? t("did.nothing") : say(String(value)));

  if ("trashedAt" in set) list.push(t(set.trashedAt ? "did.trashed" : "did.restored"));
  if ("status" in set) list.push(t("did.moved", { from: word(was.status, names.status), to: word(set.status, names.status) }));
  if ("title" in set) list.push(t("did.title", { from: word(was.title, (v) => v) }));
  if ("description" in set) list.push(t("did.description"));
  if ("priority" in set) list.push(t("did.priority", { from: word(was.priority, priorityName), to: word(set.priority, priorityName) }));
  if ("type" in set) list.push(t("did.type", { from: word(was.type, typeName), to: word(set.type, typeName) }));
  if ("points" in set) list.push(t("did.points", { from: word(was.points, (v) => v), to: word(set.points, (v) => v) }));
  if ("due" in set) list.push(set.due ? t("did.due", { to: names.date(String(set.due)) }) : t("did.due.none"));
  if ("assignees" in set) list.push(...joinedAndLeft(ids(was.assignees), ids(set.assignees), names.member, "did.assigned", "did.unassigned"));
  if ("labels" in set) list.push(...joinedAndLeft(ids(was.labels), ids(set.labels), names.label, "did.labelled", "did.unlabelled"));
  return list;
}

function joinedAndLeft(before: Id[], after: Id[], name: (id: Id) => string, joined: Message, left: Message): string[] {
  const say = (list: Id[]) => words(list.map(name));
  const added = after.filter((id) => !before.includes(id));
  const removed = before.filter((id) => !after.includes(id));
  return [...(added.length ? [t(joined, { who: say(added) })] : []), ...(removed.length ? [t(left, { who: say(removed) })] : [])];
}

const priorityName = (value: string) => t(`priority.${value}` as Message).toLowerCase();
const typeName = (value: string) => t(`type.${value}` as Message).toLowerCase();

/** "a, b and c". */
export function words(list: string[]): string {
  return list.length < 2 ? (list[0] ?? "") : `${list.slice(0, -1).join(", ")} ${t("and")} ${list[list.length - 1]}`;
}
