// A task on a page of its own, and the short address that leads there.

import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { tasks } from "../api/calls";
import { asProblem, type Problem } from "../api/problem";
import { isNarrow } from "../kit/media";
import { popupIsOpen } from "../kit/popup";
import { ProjectTile } from "../kit/people";
import { Bars, ProblemPage } from "../kit/state";
import { dismissToasts } from "../kit/toast";
import { useCommands } from "../keys/keys";
import { MenuButton } from "../org/frame";
import { orgId } from "../org/org";
import { boardLoaded, loadBoard, mayEdit, project, reloadBoard } from "../project/project";
import { onReload } from "../org/org";
import { putTask, tables } from "../records/records";
import { go, route, to } from "../routes";
import { t } from "../text/text";
import { redo, trashTask, undo } from "./commands";
import { fieldKeys } from "./field-keys";
import { focusCard } from "./focus";
import { followMarks } from "./marks";
import { openCardMenu, openMoveMenu } from "./move-menu";
import { TaskBody, useTask } from "./task-body";
import { TaskHead } from "./task-head";
import { useTaskKeys } from "./task-keys";
import { neighbourKey } from "./view-order";

export function TaskPage() {
  const now = route.value;
  const key = now.name === "page" ? now.task : "";
  return project.value && key ? <One key={key} taskKey={key} /> : null;
}

function One({ taskKey }: { taskKey: string }) {
  const now = project.value!;
  const opened = useTask(taskKey, (key) => go(to.page(orgId.peek(), now.key, key) + location.hash, { replace: true }));
  const { task } = opened;
  useEffect(followMarks, []);
  useEffect(() => onReload(reloadBoard), []);

  const beside = () => {
    go(to.board(orgId.peek(), now.key, task?.key ?? taskKey));
  };
  const close = () => {
    go(to.board(orgId.peek(), now.key));
    if (task) focusCard(task.id);
  };
  // The order is the board's: it comes when somebody first goes by it.
  const walk = (by: 1 | -1) => async () => {
    if (!boardLoaded.peek()) await loadBoard(now.id);
    const key = task && neighbourKey(task.id, by);
    if (key && route.peek().name === "page") go(to.page(orgId.peek(), now.key, key), { replace: true });
  };
  const known = boardLoaded.value;
  const may = (by: 1 | -1) => (!known || (task && neighbourKey(task.id, by)) ? () => void walk(by)() : undefined);
  const ways = { task, previous: may(-1), next: may(1), enlarge: beside };
  useTaskKeys(ways);
  usePageKeys(task?.id, close);
  return (
    <section class="panel own" aria-label={t("panel", { key: task?.key || taskKey })}>
      {!isNarrow.value && (
        <header class="top">
          <MenuButton />
          <ProjectTile name={now.name} hue={now.hue} large />
          <a class="strong cut" dir="auto" href={to.board(orgId.value, now.key)}>{now.name}</a>
        </header>
      )}
      <TaskHead {...ways} taskKey={taskKey} own close={close} />
      <TaskBody opened={opened} own />
    </section>
  );
}

/** What the board offers for a card works here too. */
function usePageKeys(id: string | undefined, close: () => void): void {
  const group = t("keys.task");
  const withCard = (run: (id: string, card: HTMLElement | undefined) => void) => () => {
    // A subtask that has the focus is meant before the task itself.
    const focused = (document.activeElement as HTMLElement | null)?.closest?.<HTMLElement>("[data-task]");
    const one = focused?.dataset.task ?? id;
    if (one) run(one, focused ?? undefined);
  };
  const field = () => document.querySelector<HTMLElement>("[data-field=status]") ?? new DOMRect(200, 200, 0, 0);
  useCommands(
    [
      { keys: "s", group, onTask: true, words: t("keys.move"), run: withCard((one, card) => mayEdit.peek() && openMoveMenu(card ?? field(), one)) },
      { keys: ".", group, onTask: true, words: t("keys.more"), run: withCard((one, card) => openCardMenu(card ?? field(), one, { inPanel: one === id })) },
      { keys: "Delete", group, onTask: true, words: t("keys.trash"), run: withCard((one) => mayEdit.peek() && void trashTask(one)) },
      ...fieldKeys(withCard),
      { keys: "Ctrl+Z", group, words: t("undo"), run: () => void undo() },
      { keys: "Ctrl+Shift+Z", group, words: t("redo"), run: () => void redo() },
      { keys: "Escape", group, words: t("keys.escape"), run: () => void (!popupIsOpen() && !dismissToasts() && close()) },
    ],
    [id],
  );
}

/** A task by its key or id alone: whichever project it is in. */
export function ShortAddress() {
  const problem = useSignal<Problem | undefined>(undefined);
  const now = route.value;
  const wanted = now.name === "short" ? now.task : "";
  const load = () => {
    problem.value = undefined;
    tasks.byKey(orgId.peek(), wanted).then(
      ({ data }) => {
        putTask(data);
        const key = tables.project.peek(data.project)?.key ?? data.project;
        if (route.peek().name === "short") go(to.page(orgId.peek(), key, data.key) + location.hash, { replace: true });
      },
      (error) => (problem.value = asProblem(error)),
    );
  };
  useEffect(load, [wanted]);
  return (
    <>
      <header class="top"><MenuButton /></header>
      <div class="page">{problem.value ? <ProblemPage problem={problem.value} retry={load} /> : <Bars />}</div>
    </>
  );
}
