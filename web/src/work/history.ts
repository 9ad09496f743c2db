// A task's history as sentences. Successive changes of one person within ten
// minutes are one line, which says what came of them: 3 → 5 and 5 → 8 are 3 → 8.

import type { HistoryEntry, Id, LinkType } from "../api/types";
import { t, type Message } from "../text/text";

export interface Names {
  status: (id: Id) => string;
  label: (id: Id) => string;
  member: (id: Id) => string;
  date: (date: string) => string;
  /** The key of another task. */
  task: (id: Id) => string;
  /** A link that is still there. */
  link: (id: Id) => { type: LinkType; other: Id } | undefined;
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
}

const TOGETHER = 10 * 60_000;

/** What somebody did within a while: for each field what it was and what it is, and what else happened. */
interface Doing {
  actor: Id;
  actorKind: string;
  at: string;
  key: number;
  ops: string[];
  created: boolean;
  fields: Map<string, { was: unknown; set: unknown }>;
  acts: string[];
  /** Subtasks that were made. */
  parts: Id[];
}

/** The history of one task. Entries come newest first; lines go oldest first. */
export function historyLines(task: Id, entries: readonly HistoryEntry[], names: Names): HistoryLine[] {
  // What came with the creation is not a change of its own.
  const creation = entries.find((entry) => entry.id === task && (entry.name === "task.created" || entry.name === "task.imported"))?.op;
  const doings: Doing[] = [];
  for (const entry of [...entries].reverse()) {
    const created = entry.op === creation;
    const own = entry.kind !== "task" || entry.id === task;
    if (created && (entry.kind !== "task" || !own)) continue;
    const acts = created ? [t(entry.name === "task.imported" ? "did.imported" : "did.created")] : own ? actsOf(entry, names) : [];
    const fields = created || !own ? [] : fieldsOf(entry);
    const part = !own && !created && entry.name === "task.created" ? entry.id : "";
    if (acts.length === 0 && fields.length === 0 && !part) continue;
    const last = doings[doings.length - 1];
    const joins = last && !last.created && !created && last.actor === entry.actor && last.actorKind === entry.actorKind && Date.parse(entry.at) - Date.parse(last.at) < TOGETHER;
    const into: Doing = joins ? last : { actor: entry.actor, actorKind: entry.actorKind, at: entry.at, key: entry.seq, ops: [], created, fields: new Map(), acts: [], parts: [] };
    if (!joins) doings.push(into);
    if (part) into.parts.push(part);
    for (const act of acts) if (!into.acts.includes(act)) into.acts.push(act);
    for (const [field, was, set] of fields) into.fields.set(field, { was: into.fields.has(field) ? into.fields.get(field)!.was : was, set });
    into.at = entry.at;
    into.key = entry.seq;
    // That it is there at all is not taken back by the way.
    if (entry.undoable && !created) into.ops = [entry.op, ...into.ops.filter((op) => op !== entry.op)];
  }
  return doings.map((doing) => lineOf(doing, names)).filter((line) => line.words.length > 0);
}

function lineOf({ fields, acts, parts, actor, actorKind, at, key, ops }: Doing, names: Names): HistoryLine {
  const status = fields.get("status");
  return { actor, actorKind, at, key, ops, status: status && !same(status) ? (status.set as Id) : undefined, words: [...[...fields].flatMap(([field, change]) => (same(change) ? [] : phrase(field, change, names))), ...acts, ...(parts.length > 0 ? [t("did.subtasks", { n: parts.length, keys: words(parts.map(names.task)) })] : [])] };
}

const same = ({ was, set }: { was: unknown; set: unknown }) => JSON.stringify(was ?? null) === JSON.stringify(set ?? null);

const FIELDS = ["status", "title", "description", "priority", "type", "points", "due", "assignees", "labels", "parent"];

function fieldsOf(entry: HistoryEntry): [field: string, was: unknown, set: unknown][] {
  if (entry.kind !== "task" || entry.name === "task.restored" || entry.name === "task.trashed") return [];
  return FIELDS.filter((field) => field in (entry.set ?? {})).map((field) => [field, entry.was?.[field], entry.set![field]]);
}

function actsOf(entry: HistoryEntry, names: Names): string[] {
  if (entry.kind === "comment") return entry.name === "comment.deleted" ? [t("did.commentDeleted")] : [];
  if (entry.kind === "taskText") return [t(entry.name === "task.described" ? "did.described" : "did.description")];
  if (entry.kind === "link") {
    const link = names.link(entry.id);
    if (entry.name === "link.deleted") return [t("did.unlinked")];
    return [link ? t(`did.link.${link.type}`, { key: names.task(link.other) }) : t("did.linked")];
  }
  if (entry.kind !== "task") return [];
  if (entry.name === "task.restored") return [t("did.restored")];
  if (entry.name === "task.trashed" || "trashedAt" in (entry.set ?? {})) return [t(entry.set?.trashedAt || entry.name === "task.trashed" ? "did.trashed" : "did.restored")];
  return [];
}

const ids = (value: unknown): Id[] => (Array.isArray(value) ? (value as Id[]) : []);

function phrase(field: string, { was, set }: { was: unknown; set: unknown }, names: Names): string[] {
  const word = (value: unknown, say: (value: string) => string) => (value === null || value === undefined || value === "" ? t("did.nothing") : say(String(value)));
  switch (field) {
    case "status": return [t("did.moved", { from: word(was, names.status), to: word(set, names.status) })];
    case "title": return [t("did.title", { from: word(was, (v) => v) })];
    case "description": return [t("did.description")];
    case "priority": return [t("did.priority", { from: word(was, priorityName), to: word(set, priorityName) })];
    case "type": return [t("did.type", { from: word(was, typeName), to: word(set, typeName) })];
    case "points": return [t("did.points", { from: word(was, (v) => v), to: word(set, (v) => v) })];
    case "due": return [set ? t("did.due", { to: names.date(String(set)) }) : t("did.due.none")];
    case "parent": return [set ? t("did.parent", { key: names.task(String(set)) }) : t("did.parent.none")];
    case "assignees": return joinedAndLeft(ids(was), ids(set), names.member, "did.assigned", "did.unassigned");
    case "labels": return joinedAndLeft(ids(was), ids(set), names.label, "did.labelled", "did.unlabelled");
    default: return [];
  }
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
