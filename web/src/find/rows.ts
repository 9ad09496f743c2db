// What the palette lists: found by what was typed, in groups, the best first.

import { computed, signal } from "@preact/signals";
import type { Found, Id, Project, Task } from "../api/types";
import { caps, type Command, registered } from "../keys/keys";
import { orgId, projectList } from "../org/org";
import { mayEdit, project } from "../project/project";
import { tables } from "../records/records";
import { go, to } from "../routes";
import { t } from "../text/text";
import { fold, type Match, match } from "./match";
import { creating } from "./open";
import { recent, uses } from "./places";
import { used, weight } from "./use";

export type Kind = "all" | "tasks" | "go" | "run";
export const KINDS: Kind[] = ["all", "tasks", "go", "run"];

export interface Row {
  id: string;
  label: string;
  marks: [number, number][];
  run: () => void;
  icon?: string;
  keys?: string[];
  task?: Task;
  project?: Project;
  /** A piece of text in which something was found. */
  snippet?: Pick<Found, "snippet" | "marks" | "field">;
}

export interface Group {
  title: string;
  rows: Row[];
  count?: number;
}

export const typed = signal("");
export const kind = signal<Kind>("all");
/** What the server found for `of`. */
export const found = signal<{ of: string; items: Found[] }>({ of: "", items: [] });
/** What the palette was opened over: tasks that are selected, or the one in focus. */
export const subject = signal<Id[]>([]);

const MOST = { tasks: 8, recent: 6, texts: 5, go: 5, run: 6 };

export const groups = computed<Group[]>(() => {
  const words = typed.value.trim();
  const of = kind.value;
  const all: Group[] = [];
  const add = (when: boolean, title: string, rows: Row[], count?: number) => when && rows.length > 0 && all.push({ title, rows, count });
  add(of === "all" || of === "run", withTitle(), commandRows(words, true), undefined);
  const tasks = taskRows(words);
  add(of === "all" || of === "tasks", t(words ? "find.tasks" : "find.recent"), tasks);
  add(Boolean(words) && (of === "all" || of === "tasks"), t("find.comments"), textRows());
  add(of === "all" || of === "go", t("find.go"), placeRows(words, of === "go"));
  add(of === "all" || of === "run", t("find.run"), [...commandRows(words, false), ...createRow(words)]);
  return all;
});

function withTitle(): string {
  const ids = subject.value;
  return ids.length > 1 ? t("find.with.many", { n: ids.length }) : t("find.with", { what: tables.task.peek(ids[0] ?? "")?.key ?? "" });
}

const nameOf = (command: Command) => command.id ?? command.keys;
const isPlace = (command: Command) => command.group === t("keys.go");

function commandRows(words: string, onTask: boolean): Row[] {
  if (onTask && subject.value.length === 0) return [];
  const commands = registered.value.filter((command) => command.palette !== false && !command.hidden && Boolean(command.onTask) === onTask && !isPlace(command));
  return bestCommands(words, commands, MOST.run);
}

function bestCommands(words: string, commands: Command[], most: number): Row[] {
  const now = Date.now();
  const seen = new Set<string>();
  return commands
    .map((command) => ({ command, hit: match(words, command.words) }))
    .filter(({ command, hit }) => hit.score > 0 && !seen.has(command.words) && seen.add(command.words))
    .map((one) => ({ ...one, score: one.hit.score + Math.min(2, weight(uses.value, nameOf(one.command), now)) }))
    .sort((a, b) => b.score - a.score)
    .slice(0, most)
    .map(({ command, hit }) => ({
      id: `run ${nameOf(command)}`, label: command.words, marks: hit.marks, icon: command.icon ?? "corner-down-right", keys: command.keys ? caps(command.keys) : undefined,
      run: () => {
        uses.set(used(uses.peek(), nameOf(command), Date.now()));
        command.run(new KeyboardEvent("keydown"));
      },
    }));
}

function placeRows(words: string, more: boolean): Row[] {
  const most = more ? 50 : MOST.go;
  const projects = projectList.value
    .map((p) => ({ p, hit: better(match(words, p.name), words && match(words, p.key).score > 3 ? { score: 5, marks: [] } : undefined) }))
    .filter(({ hit }) => hit.score > 0)
    .sort((a, b) => b.hit.score - a.hit.score)
    .map(({ p, hit }): Row => ({ id: `project ${p.id}`, label: p.name, marks: hit.marks, project: p, run: () => go(to.board(orgId.peek(), p.key)) }));
  const places = bestCommands(words, registered.value.filter(isPlace), most);
  return words ? [...projects.slice(0, most), ...places].slice(0, most) : places;
}

const better = (a: Match, b: Match | undefined) => (b && b.score > a.score ? b : a);

/** Tasks that are loaded are found at once; those that the server found take their place in its order. */
function taskRows(words: string): Row[] {
  if (!words) {
    const known = recent.value.map((id) => tables.task.get(id)).filter((task) => task !== undefined && !task.trashedAt) as Task[];
    return known.slice(0, MOST.recent).map((task) => taskRow(task, []));
  }
  const answered = found.value.of === words ? found.value.items.filter((one) => one.kind === "task" && one.task && one.field !== "text") : [];
  const first = answered.map((one) => taskRow(tables.task.peek(one.id) ?? one.task!, titleMarks(one, words)));
  const ids = new Set(answered.map((one) => one.id));
  const rest = loadedMatches(words).filter(({ task }) => !ids.has(task.id)).map(({ task, hit }) => taskRow(task, hit.marks));
  return [...first, ...rest].slice(0, kind.value === "tasks" ? 50 : MOST.tasks);
}

function titleMarks(one: Found, words: string): [number, number][] {
  return one.field === "title" && one.snippet === one.task?.title ? (one.marks ?? []) : match(words, one.task!.title).marks;
}

const folded = new WeakMap<Task, string>();
function foldedTitle(task: Task): string {
  let text = folded.get(task);
  if (text === undefined) folded.set(task, (text = `${task.key} ${fold(task.title)}`.toLowerCase()));
  return text;
}

function loadedMatches(words: string): { task: Task; hit: Match }[] {
  const needles = fold(words).split(/\s+/).filter(Boolean);
  const here = project.value?.id;
  const hits: { task: Task; hit: Match }[] = [];
  for (const task of tables.task.all()) {
    if (task.trashedAt || !needles.every((needle) => foldedTitle(task).includes(needle))) continue;
    const hit = match(words, task.title);
    const key = task.key.toLowerCase();
    hits.push({ task, hit: { marks: hit.marks, score: (key === needles[0] || String(task.number) === needles[0] ? 20 : 0) + hit.score + (task.project === here ? 0.5 : 0) } });
    if (hits.length > 2000) break;
  }
  return hits.sort((a, b) => b.hit.score - a.hit.score).slice(0, 50);
}

function taskRow(task: Task, marks: [number, number][]): Row {
  return { id: `task ${task.id}`, label: task.title, marks, task, run: () => go(addressOf(task)) };
}

export function addressOf(task: Task, comment?: Id): string {
  const at = tables.project.peek(task.project)?.key;
  const address = at ? to.board(orgId.peek(), at, task.key) : to.task(orgId.peek(), task.key);
  return comment ? `${address}#${comment}` : address;
}

function textRows(): Row[] {
  if (found.value.of !== typed.value.trim()) return [];
  return found.value.items
    .filter((one) => one.task && (one.kind === "comment" || one.field === "text"))
    .slice(0, MOST.texts)
    .map((one) => ({ id: `text ${one.comment ?? one.id}`, label: one.task!.title, marks: [], task: one.task!, snippet: one, run: () => go(addressOf(one.task!, one.comment)) }));
}

function createRow(words: string): Row[] {
  if (!words) return [];
  const all: Row[] = [{ id: "all results", label: t("find.more", { q: words }), marks: [], icon: "search", run: () => go(to.search(orgId.peek(), words)) }];
  if (project.value && !mayEdit.value) return all;
  return [...all, { id: "create", label: t("find.create", { title: words }), marks: [], icon: "plus", keys: caps("Ctrl+Enter"), run: () => (creating.value = { title: words }) }];
}
