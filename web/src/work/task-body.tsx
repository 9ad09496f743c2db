// A task: its title, fields, text, parts, links, and what was said and done.

import { useEffect, useRef } from "preact/hooks";
import { useSignal } from "@preact/signals";
import { find, tasks } from "../api/calls";
import { asProblem, type Problem } from "../api/problem";
import type { Task } from "../api/types";
import { Icon } from "../kit/icon";
import { isNarrow } from "../kit/media";
import { addSheet } from "../kit/sheet";
import { Bars, Note, ProblemPage } from "../kit/state";
import { Typing } from "../org/viewers";
import { onReload, orgId } from "../org/org";
import { mayEdit, project } from "../project/project";
import { putTask, tables } from "../records/records";
import { moment } from "../text/dates";
import sheet from "../css/task.css" with { type: "text" };
import { task as texts } from "../text/en/task";
import { addTexts, t } from "../text/text";
import { restoreTask } from "./commands";
import { Composer } from "./composer";
import { Description } from "./description";
import { Feed } from "./feed";
import { Fields } from "./fields";
import { blockersOf, Links, useLinks } from "./links";
import { Quoting } from "./quoting";
import { Subtasks } from "./subtasks";
import icons from "./task.sprite";
import { TitleField } from "./title";

addTexts(texts);
addSheet(sheet);
document.querySelector("svg.sprite")?.insertAdjacentHTML("beforeend", icons);

export interface Opened {
  task: Task | undefined;
  problem: Problem | undefined;
  load: () => void;
}

/** Loads the task that an address names; `moved` is told its key where that is another. */
export function useTask(taskKey: string, moved: (key: string) => void): Opened {
  const problem = useSignal<Problem | undefined>(undefined);
  const found = useSignal("");
  const prj = project.value!.id;
  const load = () => {
    problem.value = undefined;
    tasks.get(orgId.peek(), prj, taskKey).then(
      ({ data }) => {
        putTask(data);
        found.value = data.id;
        if (data.parent && !tables.task.peek(data.parent)) void find.cards(orgId.peek(), [data.parent]).then((answer) => answer.data.items.forEach(putTask), () => {});
        if (data.key !== taskKey) moved(data.key);
      },
      (error) => (problem.value = asProblem(error)),
    );
  };
  useEffect(load, [taskKey, prj]);
  useEffect(() => onReload(load), [taskKey, prj]);
  const id = found.value || tables.task.all().find((task) => task.key === taskKey || task.id === taskKey)?.id;
  return { task: id ? tables.task.get(id) : undefined, problem: problem.value, load };
}

export function TaskBody({ opened, own }: { opened: Opened; own: boolean }) {
  const { task, problem, load } = opened;
  if (!task) return <div class="pb">{problem ? <ProblemPage problem={problem} retry={load} /> : <Bars count={4} />}</div>;
  return <Whole key={task.id} task={task} own={own && !isNarrow.value} />;
}

function Whole({ task, own }: { task: Task; own: boolean }) {
  const root = useRef<HTMLDivElement>(null);
  useLinks(task);
  useKeyboardRoom(root);
  const may = mayEdit.value && !task.trashedAt;
  const fields = <Fields task={task} />;
  return (
    <div class="pw" ref={root}>
      <div class="pm">
        <div class="pb" tabIndex={-1}>
          {task.trashedAt && (
            <Note kind="warn" icon="trash-2">
              {t("panel.trashed", { at: moment(task.trashedAt) })} <button type="button" class="link" onClick={() => void restoreTask(task)}>{t("restore")}</button>
            </Note>
          )}
          <Blocked task={task} />
          <TitleField task={task} />
          {!own && fields}
          <Description task={task} />
          <Subtasks task={task} />
          <Links task={task} />
          <Feed task={task} />
          {may && <Quoting within={root} />}
        </div>
        {may ? <Composer task={task} /> : <Typing task={task.id} field="comment" />}
      </div>
      {own && <aside class="ps" aria-label={t("task.fields")}>{fields}</aside>}
    </div>
  );
}

/** What keeps it from being done. */
function Blocked({ task }: { task: Task }) {
  const by = blockersOf(task.id);
  if (by.length === 0) return null;
  return <p class="flag bad blocked"><Icon name="octagon-x" small />{t("task.blocked.by", { keys: by.map((one) => one.key).join(", ") })}</p>;
}

/** Where a keyboard on the screen covers the foot of the page, what is written stands above it. */
function useKeyboardRoom(root: { current: HTMLElement | null }): void {
  useEffect(() => {
    const screen = window.visualViewport;
    if (!screen) return;
    const fit = () => {
      const covered = Math.max(0, innerHeight - screen.height - screen.offsetTop);
      root.current?.style.setProperty("padding-block-end", covered > 40 ? `${covered}px` : "0");
    };
    screen.addEventListener("resize", fit);
    screen.addEventListener("scroll", fit);
    return () => {
      screen.removeEventListener("resize", fit);
      screen.removeEventListener("scroll", fit);
    };
  }, []);
}
