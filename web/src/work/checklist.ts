// A checklist in a text that becomes tasks of their own.

import { toast } from "../kit/toast";
import { project } from "../project/project";
import { tables } from "../records/records";
import type { Task } from "../api/types";
import { t } from "../text/text";
import { createTask } from "./commands";
import { changeText, knownText } from "./text-session";

const OPEN = /^([\s>]*(?:[-+*]|\d{1,9}[.)])\s+)\[ \]\s+(.*\S)\s*$/;

export interface Item {
  line: number;
  title: string;
}

/** The items that are not ticked, outside of code. */
export function checklist(markdown: string): Item[] {
  const items: Item[] = [];
  let fence = "";
  markdown.split("\n").forEach((text, line) => {
    const mark = /^\s*(`{3,}|~{3,})/.exec(text)?.[1];
    if (fence) {
      if (mark?.startsWith(fence)) fence = "";
      return;
    }
    if (mark) {
      fence = mark;
      return;
    }
    const title = OPEN.exec(text)?.[2];
    if (title) items.push({ line, title: plainWords(title) });
  });
  return items;
}

/** A line of markdown as a title has it: its words. */
export function plainWords(markdown: string): string {
  return markdown
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, "$1")
    .replace(/(\*\*|__|~~)(.+?)\1/g, "$2")
    .replace(/(^|\s)[*_](\S.*?)[*_](?=\s|$)/g, "$1$2")
    .replace(/\\([!-/:-@[-`{-~])/g, "$1")
    .replace(/\s+/g, " ")
    .trim()
    .slice(0, 300);
}

/** Makes a subtask of each open item, and takes the items out of the text: they stand below it now. */
export async function makeSubtasks(task: Task, markdown: string): Promise<void> {
  const items = checklist(markdown);
  const status = tables.project.peek(task.project)?.statuses ?? project.peek()?.statuses ?? [];
  const into = status.find((one) => one.group === "ready") ?? status[0];
  if (!into || items.length === 0) return;
  for (const { title } of items) createTask(title, into.id, { parent: task.id });
  const gone = new Set(items.map((item) => item.line));
  const rest = markdown.split("\n").filter((_, line) => !gone.has(line)).join("\n").replace(/\n{3,}/g, "\n\n");
  if (await changeText(task, rest, knownText(task.id).version)) toast({ words: t("checklist.made", { n: items.length }) });
}
