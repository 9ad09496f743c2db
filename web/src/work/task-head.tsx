// The head of an open task: what it belongs to, its key, who looks at it, and
// the ways from it.

import type { Task } from "../api/types";
import { Button } from "../kit/button";
import { Icon } from "../kit/icon";
import { isNarrow } from "../kit/media";
import { type MenuRow, openMenu } from "../kit/menu";
import { firstName } from "../kit/people";
import { isFavourite, toggleFavourite } from "../find/places";
import { memberById } from "../org/org";
import { Viewers } from "../org/viewers";
import { mayEdit } from "../project/project";
import { tables } from "../records/records";
import { t } from "../text/text";
import { checklist, makeSubtasks } from "./checklist";
import { trashTask } from "./commands";
import { copyBranch, copyKey, copyLink, copyMarkdown, copyTitle } from "./copy-task";
import { openMoveMenu } from "./move-menu";
import { openField } from "./open-field";
import { toTask } from "./task-address";
import type { Ways } from "./task-keys";

interface HeadProps extends Ways {
  taskKey: string;
  /** On a page of its own. */
  own: boolean;
  close: () => void;
}

export function TaskHead({ task, taskKey, own, close, previous, next, enlarge }: HeadProps) {
  return (
    <div class="pt">
      {isNarrow.value && <Button kind="quiet" icon="arrow-left" label={t("panel.back")} onClick={close} />}
      <div class="crumb">
        {task && <Parent task={task} />}
        <b>{task?.key || taskKey}</b>
        {task && <Button kind="quiet" icon="link" label={t("copy.link")} keys="Ctrl+Shift+." onClick={() => void copyLink(task)} />}
        {task && <Touched id={task.id} />}
      </div>
      <span class="sp" />
      {task && <Viewers project={task.project} task={task.id} />}
      <Button kind="quiet" icon="chevron-up" label={t("panel.previous")} keys="K" disabled={!previous} onClick={() => previous?.()} />
      <Button kind="quiet" icon="chevron-down" label={t("panel.next")} keys="J" disabled={!next} onClick={() => next?.()} />
      {!isNarrow.value && <Button kind="quiet" icon={own ? "panel-right" : "maximize-2"} label={t(own ? "task.beside" : "task.page")} keys="Z" onClick={enlarge} />}
      {task && <Button kind="quiet" icon="ellipsis" label={t("more")} aria-haspopup="menu" onClick={(e) => openTaskMenu(e.currentTarget, task)} />}
      {!isNarrow.value && !own && <Button kind="quiet" icon="x" label={t("panel.close")} keys="Escape" onClick={close} />}
    </div>
  );
}

/** The task above, with a way to change it. */
function Parent({ task }: { task: Task }) {
  const parent = task.parent ? tables.task.get(task.parent) : undefined;
  const may = mayEdit.value;
  if (!parent && !may) return null;
  const words = parent ? t("task.parent.change", { parent: `${parent.key} ${parent.title}` }) : t("task.parent.add");
  return (
    <>
      {may ? (
        <Button kind="quiet" icon="corner-left-up" class={parent ? "" : "hide-s"} label={words} aria-haspopup="listbox" onClick={(e) => openField("parent", e.currentTarget, task.id)} />
      ) : (
        <Icon name="corner-left-up" small flip />
      )}
      {parent && (
        <>
          <a class="parent cut" href={toTask(parent)} title={parent.title}>{parent.key} <span class="hide-s" dir="auto">{parent.title}</span></a>
          <span aria-hidden="true">/</span>
        </>
      )}
    </>
  );
}

function Touched({ id }: { id: string }) {
  const mark = tables.task.mark(id).value;
  const by = mark && memberById(mark.actor);
  if (!by) return null;
  return <span class="by" data-hue={by.hue}><Icon name="pencil" small />{t("mark.justNow", { name: firstName(by.name) })}</span>;
}

function openTaskMenu(anchor: HTMLElement, task: Task): void {
  const may = mayEdit.peek();
  const open = checklist(tables.taskText.peek(task.id)?.markdown ?? "");
  const favourite = isFavourite("task", task.id);
  const rows: MenuRow[] = [
    ...(may && !task.trashedAt ? [{ label: t("move"), keys: "S", icon: "move-right", run: () => openMoveMenu(anchor, task.id) }] : []),
    ...(may && open.length > 0 ? [{ label: t("checklist.toSubtasks", { n: open.length }), icon: "list-checks", run: () => void makeSubtasks(task, tables.taskText.peek(task.id)?.markdown ?? "") }] : []),
    { label: t(favourite ? "task.unfavourite" : "task.favourite"), icon: "star", run: () => toggleFavourite("task", task.id) },
    "rule",
    { label: t("copy.key"), icon: "copy", keys: "Ctrl+.", run: () => void copyKey(task) },
    { label: t("copy.link"), icon: "link", keys: "Ctrl+Shift+.", run: () => void copyLink(task) },
    { label: t("copy.title"), icon: "copy", run: () => void copyTitle(task) },
    { label: t("copy.markdown"), icon: "copy", run: () => void copyMarkdown(task) },
    { label: t("copy.branch"), icon: "git-branch", keys: "Ctrl+Alt+.", run: () => void copyBranch(task) },
    ...(may && !task.trashedAt ? (["rule", { label: t("task.trash"), icon: "trash-2", danger: true, keys: "Delete", run: () => void trashTask(task.id) }] as MenuRow[]) : []),
  ];
  openMenu(anchor, t("task.menu", { key: task.key }), rows);
}
