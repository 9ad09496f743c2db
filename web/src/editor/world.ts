// What a text refers to outside itself: people, tasks, files.

import { find } from "../api/calls";
import type { Id, Member, Task } from "../api/types";
import { memberById, members, orgId, projectList } from "../org/org";
import { project } from "../project/project";
import { tables } from "../records/records";
import { fold } from "../work/filter-rules";

/** People who may be meant, the best first. */
export function peopleFor(words: string): Member[] {
  const needle = fold(words.trim());
  const grade = (member: Member) => {
    const name = fold(member.name);
    return name.startsWith(needle) ? 0 : ` ${name}`.includes(` ${needle}`) ? 1 : name.includes(needle) ? 2 : 3;
  };
  return members.peek().filter((member) => !member.disabled && grade(member) < 3).sort((a, b) => grade(a) - grade(b)).slice(0, 8);
}

/** Those that are loaded already; tasksFound asks the server. */
export function tasksHere(words: string): Task[] {
  const needles = fold(words).split(/\s+/).filter(Boolean);
  const here = project.peek()?.id;
  const found = tables.task.all().filter((task) => !task.trashedAt && task.key && needles.every((needle) => fold(`${task.key} ${task.title}`).includes(needle)));
  const grade = (task: Task) => Number(String(task.number) !== needles[0] && task.key.toLowerCase() !== needles[0]) * 2 + Number(task.project !== here);
  return found.sort((a, b) => grade(a) - grade(b) || (a.updatedAt < b.updatedAt ? 1 : -1)).slice(0, 8);
}

export async function tasksFound(words: string, signal: AbortSignal): Promise<Task[]> {
  const { data } = await find.search(orgId.peek(), words, { kind: "task", limit: 8, signal });
  return data.items.flatMap((one) => (one.task ? [one.task] : []));
}

/** Is there a project whose tasks have such keys? */
export function isKey(key: string): boolean {
  const prefix = key.slice(0, key.lastIndexOf("-"));
  return projectList.peek().some((one) => one.key === prefix) || project.peek()?.key === prefix;
}

export function nameOf(member: Id): string | undefined {
  return memberById(member)?.name;
}

export function fileAddress(file: Id): string {
  return `/api/v1/orgs/${encodeURIComponent(orgId.peek())}/files/${encodeURIComponent(file)}/content`;
}

/** Where a picture of a text is on this server; "" for those of others, which the page may not load. */
export function pictureAddress(src: string): string {
  return /^fil_[0-9a-z]{20}$/.test(src) ? fileAddress(src) : "";
}
