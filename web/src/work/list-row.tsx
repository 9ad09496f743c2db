// A row of the list. It reads its own record, so a change draws this row and no
// other. What only a pointer or the keyboard needs is there where they are.

import type { Id, Member, Task } from "../api/types";
import { Icon, PriorityMark } from "../kit/icon";
import { memberById } from "../org/org";
import { mayEdit } from "../project/project";
import { tables } from "../records/records";
import { t } from "../text/text";
import { cellContent, dueWords, faceOf, isDone, labelsOf, statusMark, titleWords } from "./list-cells";
import { type Column, type ColumnName, COLUMNS } from "./list-columns";
import { editingTitle } from "./list-edit";
import { toggleFold } from "./list-state";
import { TitleEditor } from "./list-title";

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
  selected: boolean;
  /** The task stands open beside the list. */
  shown: boolean;
  lifted: boolean;
  /** Boxes are wanted. */
  picking: boolean;
  /** A pointer is over it: it has what one presses. */
  over: boolean;
  /** It flies past: only what it is. */
  bare: boolean;
}

export function placed(top: number, height?: number): (el: HTMLElement | null) => void {
  return (el) => {
    if (!el) return;
    el.style.top = `${top}px`;
    if (height !== undefined) el.style.height = `${height}px`;
  };
}

export function RowView({ id, name, index, top, level, grouped, parent, open, here, columns, phone, selected, shown, lifted, picking, over, bare }: RowProps) {
  const task = tables.task.get(id);
  const mark = tables.task.mark(id).value;
  const line = tables.task.line(id).value;
  if (!task) return null;
  const by = mark && memberById(mark.actor);
  const classes = ["lr", selected && "sel", shown && "open", by && "theirs", line, lifted && "lifted-row", isDone(task) && "done", here && here !== "row" && "celled"].filter(Boolean).join(" ");
  const edits = mayEdit.value;
  const boxed = selected || picking || over || here !== "";
  return (
    <div
      role="row" class={classes} ref={placed(top)} data-row={name} data-task={id} data-hue={by?.hue}
      aria-rowindex={index + 2} aria-level={level + (grouped ? 2 : 1)} aria-selected={selected} aria-expanded={parent ? open : undefined} aria-current={shown ? "true" : undefined}
      aria-label={phone ? `${task.key} ${task.title}` : undefined}
      tabIndex={here ? 0 : -1}
    >
      <div role="gridcell" class="lc box" data-col="box">
        {boxed && <input type="checkbox" tabIndex={-1} checked={selected} aria-label={t("list.select", { key: task.key })} />}
      </div>
      {phone ? phoneCells(task, by, mark?.moved ?? false, line, bare) : columns.map((column) => {
        const { field, end } = COLUMNS[column] as Column;
        const editable = edits && (field !== undefined || column === "title");
        return (
          <div
            key={column} role="gridcell" class={`lc c-${column}${end ? " num" : ""}${editable && field ? " edit" : ""}`} data-col={column} tabIndex={here === column ? 0 : -1}
            aria-readonly={editable ? undefined : true} aria-haspopup={editable && field ? "listbox" : undefined}
            // What it is of is said where the keyboard goes from cell to cell.
            aria-description={here === column ? task.key : undefined}
          >
            {column === "title"
              ? editingTitle.value === name ? <TitleEditor task={task} row={name} /> : titleCell(task, level, parent, open, by, mark?.moved ?? false, line, edits && (over || here !== ""))
              : (!bare || column === "key") && cellContent(column, task)}
          </div>
        );
      })}
    </div>
  );
}

function titleCell(task: Task, level: number, parent: boolean, open: boolean, by: Member | undefined, moved: boolean, line: string, pen: boolean) {
  return (
    <div class={`ltw lv${Math.min(level, 3)}`}>
      {parent ? (
        <button type="button" class="fold" tabIndex={-1} aria-label={t(open ? "list.fold" : "list.unfold", { key: task.key })} onClick={() => toggleFold(task.id)}>
          <Icon name={open ? "chevron-down" : "chevron-right"} small flip={!open} />
        </button>
      ) : level > 0 ? <span class="under" aria-hidden="true" /> : null}
      {titleWords(task, by, moved, line)}
      {pen && <button type="button" class="pen" tabIndex={-1} data-edit-title aria-label={t("title.edit")} title={`${t("title.edit")} (F2)`}><Icon name="pencil" small /></button>}
    </div>
  );
}

/** Two lines on a phone: what it is, and what else there is to know. */
function phoneCells(task: Task, by: Member | undefined, moved: boolean, line: string, bare: boolean) {
  const [label, ...more] = bare ? [] : labelsOf(task);
  return [
    <div key="status" role="gridcell" class="lc c-status" data-col="status">{statusMark(task, true)}</div>,
    <div key="title" role="gridcell" class="lc c-title" data-col="title">
      <div class="ltw">{titleWords(task, by, moved, line)}</div>
      <div class="lmeta">
        <span class="key">{task.key}</span>
        {!bare && PriorityMark({ priority: task.priority })}
        {label && <span class="lab" data-hue={label.hue}><span class="sw" /><span class="cut" dir="auto">{label.name}</span>{more.length > 0 && <span>+{more.length}</span>}</span>}
        {task.due && dueWords(task.due, isDone(task))}
        {task.points !== null && <span>{t("points.short", { n: task.points })}</span>}
      </div>
    </div>,
    <div key="assignees" role="gridcell" class="lc c-assignees" data-col="assignees">{!bare && faceOf(task)}</div>,
  ];
}
