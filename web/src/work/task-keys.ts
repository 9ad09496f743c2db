// What the keyboard does on the task that is open, in the panel and on its page.

import type { Task } from "../api/types";
import { type Command, useCommands } from "../keys/keys";
import { mayEdit } from "../project/project";
import { t } from "../text/text";
import { focusComposer } from "./composer";
import { copyBranch, copyKey, copyLink, copyMarkdown, copyTitle } from "./copy-task";
import { chooseType } from "./links";
import { addingTo } from "./subtasks";

export interface Ways {
  task: Task | undefined;
  previous: (() => void) | undefined;
  next: (() => void) | undefined;
  /** To the page, or back beside the view. */
  enlarge: () => void;
}

export function useTaskKeys({ task, previous, next, enlarge }: Ways): void {
  const group = t("keys.panel");
  const copying = (keys: string, id: string, words: string, icon: string, run: (task: Task) => unknown, hidden?: boolean): Command => ({ id: hidden ? undefined : id, keys, group, words, icon, onTask: true, hidden, run: () => task && run(task) });
  const editing = (command: Omit<Command, "group">): Command[] => (mayEdit.value ? [{ ...command, group }] : []);
  const list: Command[] = [
    { keys: "j", group, words: t("keys.next"), palette: false, run: () => next?.() },
    { keys: "k", group, words: t("keys.previous"), palette: false, run: () => previous?.() },
    { keys: "]", group, words: t("keys.next"), hidden: true, run: () => next?.() },
    { keys: "[", group, words: t("keys.previous"), hidden: true, run: () => previous?.() },
    { keys: "Alt+ArrowDown", group, words: t("keys.next"), hidden: true, run: () => next?.() },
    { keys: "Alt+ArrowUp", group, words: t("keys.previous"), hidden: true, run: () => previous?.() },
    { id: "task.page", keys: "z", group, words: t("keys.page"), icon: "maximize-2", run: enlarge },
    ...editing({ id: "task.comment", keys: "m", words: t("keys.comment"), icon: "message-square", run: focusComposer }),
    ...editing({ id: "task.describe", keys: "E", words: t("keys.describe"), icon: "pencil", run: () => document.querySelector<HTMLElement>("[data-describe]")?.click() }),
    ...editing({ id: "task.subtask", keys: "+", words: t("keys.subtask"), icon: "list-tree", run: () => (addingTo.value = task?.id ?? "") }),
    ...editing({
      id: "task.link", keys: "r", words: t("keys.relate"), icon: "link",
      run: () => {
        const anchor = document.querySelector<HTMLElement>("[data-addlink]");
        if (anchor && task) chooseType(anchor, task);
      },
    }),
    copying("Ctrl+.", "copy.key", t("copy.key"), "copy", copyKey),
    copying("Ctrl+Shift+.", "copy.link", t("copy.link"), "link", copyLink),
    // On most keyboards Shift makes another sign of it.
    copying("Ctrl+Shift+>", "", t("copy.link"), "link", copyLink, true),
    copying("Ctrl+Shift+:", "", t("copy.link"), "link", copyLink, true),
    copying("Ctrl+Alt+.", "copy.branch", t("copy.branch"), "git-branch", copyBranch),
    copying("", "copy.title", t("copy.title"), "copy", copyTitle),
    copying("", "copy.markdown", t("copy.markdown"), "copy", copyMarkdown),
  ];
  useCommands(list, [task?.id, task?.key, Boolean(previous), Boolean(next), mayEdit.value]);
}
