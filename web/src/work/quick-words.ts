// The words of quick add: "Fix the hinge #carpentry @lin !2 ~3 due:fri". What is
// understood becomes a field, all other words are the title. Pure functions.
//
//   #label #"needs design"   @person @"Lin Wei" @me   !urgent !2   ~3   *bug   due:fri due:"27 nov"
//
// A backslash before the sign leaves the word as it is.

import type { Id, Priority, TaskType } from "../api/types";
import { fold } from "./filter-rules";

export type WordKind = "label" | "assignee" | "priority" | "points" | "type" | "due";

export interface Known {
  labels: readonly { id: Id; name: string }[];
  members: readonly { id: Id; name: string }[];
  me: Id;
  /** May labels be made that are not there? */
  mayAddLabels: boolean;
  /** The day that words mean, as "2026-11-27". */
  readDay: (words: string) => string | undefined;
}

/** A word that is understood. */
export interface Word {
  kind: WordKind;
  start: number;
  end: number;
  /** The id or value; "" for a label that is to be made. */
  value: string;
  /** As it was written, without sign and quotes. */
  name: string;
}

export interface Understood {
  title: string;
  words: Word[];
  labels: Id[];
  newLabels: string[];
  assignees: Id[];
  priority?: Priority;
  points?: number;
  type?: TaskType;
  due?: string;
}

const SIGNS: Record<string, WordKind> = { "#": "label", "@": "assignee", "!": "priority", "~": "points", "*": "type", "due:": "due" };
export const signOf: Record<WordKind, string> = { label: "#", assignee: "@", priority: "!", points: "~", type: "*", due: "due:" };
// A sign at the beginning of a word, then the rest of the word or a text in quotes, which may still lack its end.
const WORD = /(^|\s)(\\?)(#|@|!|~|\*|due:)("[^"]*"?|[^\s"]*)/gi;

const PRIORITIES: Priority[] = ["urgent", "high", "medium", "low", "none"];
const TYPES: TaskType[] = ["task", "bug", "story", "chore"];
const MOST_POINTS = 1000;

interface Raw {
  kind: WordKind;
  start: number;
  end: number;
  name: string;
  escaped: boolean;
}

function rawWords(text: string): Raw[] {
  return [...text.matchAll(WORD)].map((found) => {
    const start = found.index + found[1]!.length;
    const name = found[4]!.replace(/^"|"$/g, "");
    return { kind: SIGNS[found[3]!.toLowerCase()]!, start, end: found.index + found[0].length, name, escaped: found[2] === "\\" };
  });
}

export function understand(text: string, known: Known): Understood {
  const words: Word[] = [];
  const escapes: number[] = [];
  for (const raw of rawWords(text)) {
    if (raw.escaped) {
      escapes.push(raw.start);
      continue;
    }
    const value = meaning(raw, known);
    if (value !== undefined) words.push({ kind: raw.kind, start: raw.start, end: raw.end, value, name: raw.name });
  }
  return { title: titleOf(text, words, escapes), words, ...fieldsOf(words) };
}

function titleOf(text: string, words: readonly Word[], escapes: readonly number[]): string {
  let title = "";
  let at = 0;
  for (const { start, end } of [...words, ...escapes.map((start) => ({ start, end: start + 1 }))].sort((a, b) => a.start - b.start)) {
    title += text.slice(at, start);
    at = end;
  }
  return (title + text.slice(at)).replace(/\s+/g, " ").trim();
}

/** Several labels and people add up; of the rest the last one holds. */
function fieldsOf(words: readonly Word[]): Omit<Understood, "title" | "words"> {
  const of = (kind: WordKind) => words.filter((word) => word.kind === kind);
  const last = (kind: WordKind) => of(kind).at(-1)?.value;
  const newLabels = new Map(of("label").filter((word) => !word.value).map((word) => [fold(word.name), word.name]));
  const points = last("points");
  return {
    labels: [...new Set(of("label").map((word) => word.value).filter(Boolean))],
    newLabels: [...newLabels.values()],
    assignees: [...new Set(of("assignee").map((word) => word.value))],
    priority: last("priority") as Priority | undefined,
    points: points === undefined ? undefined : Number(points),
    type: last("type") as TaskType | undefined,
    due: last("due"),
  };
}

/** What a word means; undefined where it means nothing and is a part of the title. */
function meaning({ kind, name }: Raw, known: Known): string | undefined {
  const word = name.trim();
  if (!word) return undefined;
  switch (kind) {
    case "label":
      return labelOf(word, known);
    case "assignee":
      return personOf(word, known);
    case "priority":
      return priorityOf(word);
    case "points":
      return pointsOf(word);
    case "type":
      return word.length > 1 ? TYPES.find((type) => type.startsWith(word.toLowerCase())) : undefined;
    case "due":
      return known.readDay(word);
  }
}

/** Names are compared without case, accents, spaces and hyphens. */
export const plain = (name: string): string => fold(name).replace(/[\s_-]+/g, "");

function labelOf(word: string, { labels, mayAddLabels }: Known): string | undefined {
  const found = labels.find((label) => plain(label.name) === plain(word));
  if (found) return found.id;
  // "#1234" is a number of something.
  return mayAddLabels && /\p{L}/u.test(word) ? "" : undefined;
}

function personOf(word: string, { members, me }: Known): string | undefined {
  if (word.toLowerCase() === "me") return me;
  // The whole name, else a part of it, else how one begins; where two are meant, none is.
  const ways = [
    (name: string) => plain(name) === plain(word),
    (name: string) => name.split(/\s+/).some((part) => fold(part) === fold(word)),
    (name: string) => plain(name).startsWith(plain(word)),
  ];
  for (const fits of ways) {
    const found = members.filter((member) => fits(member.name));
    if (found.length > 0) return found.length === 1 ? found[0]!.id : undefined;
  }
  return undefined;
}

/** "!1" is the most urgent, "!4" low, "!0" none. */
function priorityOf(word: string): string | undefined {
  if (/^[0-4]$/.test(word)) return word === "0" ? "none" : PRIORITIES[Number(word) - 1];
  const found = PRIORITIES.filter((priority) => priority.startsWith(word.toLowerCase()));
  return found.length === 1 ? found[0] : undefined;
}

function pointsOf(word: string): string | undefined {
  const points = Number(word.replace(",", ".").replace(/p(ts?)?$/i, ""));
  return Number.isFinite(points) && points >= 0 && points <= MOST_POINTS ? String(points) : undefined;
}

/** The word that is being written: from its sign to where one writes. */
export interface Writing {
  kind: WordKind;
  start: number;
  end: number;
  typed: string;
}

export function wordAt(text: string, caret: number): Writing | undefined {
  const raw = rawWords(text).find(({ start, end, escaped }) => !escaped && caret > start && caret <= end);
  if (!raw) return undefined;
  const sign = signOf[raw.kind].length;
  if (caret < raw.start + sign) return undefined;
  return { kind: raw.kind, start: raw.start, end: raw.end, typed: text.slice(raw.start + sign, caret).replace(/^"/, "") };
}

/** The text with a word in the place of the one that is being written, and where one goes on. */
export function withWord(text: string, { kind, start, end }: Writing, name: string): { text: string; caret: number } {
  const word = `${signOf[kind]}${/[\s"]/.test(name) ? `"${name.replaceAll('"', "")}"` : name} `;
  const rest = text.slice(end).replace(/^\s/, "");
  return { text: text.slice(0, start) + word + rest, caret: start + word.length };
}

export function withoutWord(text: string, { start, end }: Word): string {
  return `${text.slice(0, start).trimEnd()} ${text.slice(end).trimStart()}`.trim();
}
