// A row of the list. It reads its own record, so a change draws this row and no other.

import { useComputed } from "@preact/signals";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { Id, Member, Task } from "../api/types";
import { Icon, PriorityMark } from "../kit/icon";
import { useOnce } from "../kit/once";
import { Avatar } from "../kit/people";
import { memberById } from "../org/org";
import { mayEdit } from "../project/project";
import { tables } from "../records/records";
import { t } from "../text/text";
import { changeTask } from "./commands";
import { openTask } from "./focus";
import { carried } from "./list-carry";
import { CellContent, Due, isDone, labelsOf, StatusCell, TitleWords } from "./list-cells";
import { type ColumnName, COLUMNS } from "./list-columns";
import { toggleFold } from "./list-state";
import { editBeside, editingTitle } from "./list-edit";
import { current } from "./list-focus";
import { isSelected } from "./selection";

interface RowProps {
  id: Id;
  /** Names the row; see TaskRow. */
  name: string;
  /** Its place among all rows, the heads of groups included. */
  index: number;
  top: number;
  level: number;
  grouped: boolean;
  parent: boolean;
  open: boolean;
  /** Where the keyboard is: nowhere here, on the row, or on a cell. */
  here: "" | "row" | ColumnName;
  columns: readonly ColumnName[];
  phone: boolean;
}

export function placed(top: number, height?: number): (el: HTMLElement | null) => void {
  return (el) => {
    if (!el) return;
    el.style.top = `${top}px`;
    if (height !== undefined) el.style.height = `${height}px`;
  };
}

export function RowView({ id, name, index, top, level, grouped, parent, open, here, columns, phone }: RowProps) {
  const task = tables.task.get(id);
  const mark = tables.task.mark(id).value;
  const line = tables.task.line(id).value;
  const chosen = useComputed(() => isSelected(id)).value;
  const shown = useComputed(() => openTask.value === id).value;
  const lifted = useComputed(() => carried.value?.row.key === name).value;
  if (!task) return null;
  const by = mark && memberById(mark.actor);
  const classes = ["lr", chosen && "sel", shown && "open", by && "theirs", line, lifted && "lifted-row", isDone(task) && "done", here && here !== "row" && "celled"].filter(Boolean).join(" ");
  return (
    <div
      role="row" class={classes} ref={placed(top)} data-row={name} data-task={id} data-hue={by?.hue}
      aria-rowindex={index + 2} aria-level={level + (grouped ? 2 : 1)} aria-selected={chosen} aria-expanded={parent ? open : undefined} aria-current={shown ? "true" : undefined}
      aria-label={phone ? `${task.key} ${task.title}` : undefined}
      tabIndex={here ? 0 : -1}
    >
      <div role="gridcell" class="lc box" data-col="box">
        <input type="checkbox" tabIndex={-1} checked={chosen} aria-label={t("list.select", { key: task.key })} />
      </div>
      {phone ? <PhoneCells task={task} by={by} moved={mark?.moved ?? false} line={line} /> : columns.map((column) => (
        <Cell key={column} name={column} task={task} here={here === column}>
          {column === "title" ? <TitleCell task={task} name={name} level={level} parent={parent} open={open} by={by} moved={mark?.moved ?? false} line={line} /> : <CellContent name={column} task={task} />}
        </Cell>
      ))}
    </div>
  );
}

function Cell({ name, task, here, children }: { name: ColumnName; task: Task; here: boolean; children: preact.ComponentChildren }) {
  const { field, end } = COLUMNS[name] as { field?: string; end?: true };
  const editable = mayEdit.value && (field !== undefined || name === "title");
  return (
    <div
      role="gridcell" class={`lc c-${name}${end ? " num" : ""}${editable && field ? " edit" : ""}`} data-col={name} tabIndex={here ? 0 : -1}
      aria-readonly={editable ? undefined : true} aria-haspopup={editable && field ? "listbox" : undefined}
      // What it is of is said where the keyboard goes from cell to cell.
      aria-description={here ? task.key : undefined}
    >
      {children}
    </div>
  );
}

interface TitleProps {
  task: Task;
  name: string;
  level: number;
  parent: boolean;
  open: boolean;
  by: Member | undefined;
  moved: boolean;
  line: string;
}

function TitleCell({ task, name, level, parent, open, by, moved, line }: TitleProps) {
  if (editingTitle.value === name) return <TitleEditor task={task} row={name} />;
  return (
    <div class={`ltw lv${Math.min(level, 3)}`}>
      {parent ? (
        <button type="button" class="fold" tabIndex={-1} aria-label={t(open ? "list.fold" : "list.unfold", { key: task.key })} onClick={() => toggleFold(task.id)}>
          <Icon name={open ? "chevron-down" : "chevron-right"} small flip={!open} />
        </button>
      ) : level > 0 ? <span class="under" aria-hidden="true" /> : null}
      <TitleWords task={task} by={by} moved={moved} line={line} />
      {mayEdit.value && <button type="button" class="pen" tabIndex={-1} data-edit-title aria-label={t("title.edit")} title={`${t("title.edit")} (F2)`}><Icon name="pencil" small /></button>}
    </div>
  );
}

const LONGEST = 300;

function TitleEditor({ task, row }: { task: Task; row: string }) {
  const [title, setTitle] = useState(task.title);
  const input = useRef<HTMLInputElement>(null);
  const once = useOnce();
  useLayoutEffect(() => {
    input.current!.focus();
    // All of it, seen from its beginning.
    input.current!.setSelectionRange(0, task.title.length, "backward");
  }, []);
  const close = (keep: boolean) => once(() => {
    editingTitle.value = "";
    const next = title.replace(/\s+/g, " ").trim();
    if (keep && next && next !== task.title) void changeTask(task.id, { title: next }, t("done.title"));
  });
  // Scrolled away is left, too.
  const leave = useRef(close);
  leave.current = close;
  useEffect(() => () => leave.current(true), []);
  return (
    <input
      ref={input} class="in" dir="auto" maxLength={LONGEST} aria-label={t("title")} value={title} enterkeyhint="done" autocomplete="off"
      onInput={(e) => setTitle(e.currentTarget.value)}
      onBlur={() => close(true)}
      onKeyDown={(e) => {
        if (e.isComposing || (e.key !== "Enter" && e.key !== "Escape" && e.key !== "Tab")) return;
        const cell = e.currentTarget.closest<HTMLElement>(current.peek()?.column ? "[data-col]" : "[data-row]");
        close(e.key !== "Escape");
        e.stopPropagation();
        if (e.key === "Tab") {
          if (editBeside(row, "title", e.shiftKey ? -1 : 1)) e.preventDefault();
          return;
        }
        e.preventDefault();
        cell?.focus({ preventScroll: true });
      }}
    />
  );
}

/** Two lines on a phone: what it is, and what else there is to know. */
function PhoneCells({ task, by, moved, line }: { task: Task; by: Member | undefined; moved: boolean; line: string }) {
  const labels = labelsOf(task);
  const assignees = task.assignees.map((id) => memberById(id)).filter((member) => member !== undefined);
  return (
    <>
      <div role="gridcell" class="lc c-status" data-col="status"><StatusCell task={task} slim /></div>
      <div role="gridcell" class="lc c-title" data-col="title">
        <div class="ltw"><TitleWords task={task} by={by} moved={moved} line={line} /></div>
        <div class="lmeta">
          <span class="key">{task.key}</span>
          <PriorityMark priority={task.priority} />
          {labels[0] && <span class="lab" data-hue={labels[0].hue}><span class="sw" /><span class="cut" dir="auto">{labels[0].name}</span>{labels.length > 1 && <span>+{labels.length - 1}</span>}</span>}
          {task.due && <Due due={task.due} done={isDone(task)} />}
          {task.points !== null && <span>{t("points.short", { n: task.points })}</span>}
        </div>
      </div>
      <div role="gridcell" class="lc c-assignees" data-col="assignees">
        {assignees.length > 1 ? <span class="stack">{assignees.slice(0, 2).map((member) => <Avatar key={member.id} member={member} />)}</span> : <Avatar member={assignees[0]} />}
      </div>
    </>
  );
}
