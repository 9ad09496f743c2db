// The names of the columns: a press sorts, with Shift by this as well; pulled
// sideways a column moves, pulled at its edge it is wider. By keyboard: arrows
// go along, with Shift they widen, with Ctrl they move; "." opens the menu.

import { useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import { Icon } from "../kit/icon";
import { type MenuRow, openMenu } from "../kit/menu";
import { announce } from "../kit/announce";
import { t, type Message } from "../text/text";
import { GROUPS, type GroupName, type SortKey } from "./filter";
import { type ColumnName, COLUMNS, fitting, movedBefore } from "./list-columns";
import { beyond, goTo } from "./list-focus";
import { changeLook, listModel, look, resizing, setGrouping, setSorting, sorting, widthOf } from "./list-state";
import { select, selected } from "./selection";

export const columnWords = (name: ColumnName): string => t(`column.${name}` as Message);

/** Numbers and moments are wanted from the high end first. */
const DOWN_FIRST: ReadonlySet<string> = new Set(["updatedAt", "createdAt", "points"]);

/** One way, then the other, then as it was. With `add` the other keys stay. */
export function sortBy(name: ColumnName, add: boolean): void {
  const by = COLUMNS[name].sort;
  if (!by) return;
  const now = sorting.peek();
  const key = now.find((other) => other.by === by);
  const first = DOWN_FIRST.has(by);
  const next: SortKey | undefined = !key ? { by, down: first } : key.down === first ? { by, down: !first } : undefined;
  const others = add ? now.filter((other) => other.by !== by) : [];
  const at = add && key ? now.indexOf(key) : others.length;
  setSorting(next ? [...others.slice(0, at), next, ...others.slice(at)] : others);
  announce(next ? t(next.down ? "sort.said.down" : "sort.said.up", { column: columnWords(name) }) : t("sort.said.off", { column: columnWords(name) }));
}

const WIDER = 1; // rem
export function widen(name: ColumnName, by: number): void {
  const width = fitting(name, widthOf(name) + by);
  changeLook({ widths: { ...look.peek().widths, [name]: width } });
  announce(t("column.width.said", { column: columnWords(name), n: Math.round(width * 10) / 10 }));
}

/** Past the next column that is shown. */
export function moveColumn(name: ColumnName, by: 1 | -1, shown: readonly ColumnName[]): void {
  const at = shown.indexOf(name);
  const beside = shown[at + by];
  if (!beside) return;
  changeLook({ columns: movedBefore(look.peek().columns, name, by < 0 ? beside : shown[at + 2]) });
  announce(t("column.moved.said", { column: columnWords(name), n: at + by + 1 }));
}

export function hideColumn(name: ColumnName): void {
  changeLook({ columns: look.peek().columns.filter((other) => other !== name) });
}

const GROUP_OF: Partial<Record<ColumnName, GroupName>> = { status: "status", assignees: "assignee", labels: "label", priority: "priority", type: "type", due: "due", parent: "parent" };

function openColumnMenu(anchor: HTMLElement, name: ColumnName, shown: readonly ColumnName[]): void {
  const { sort } = COLUMNS[name];
  const key = sorting.peek().find(({ by }) => by === sort);
  const at = shown.indexOf(name);
  const group = GROUP_OF[name];
  const sortTo = (down: boolean, add: boolean) => sort && setSorting([...(add ? sorting.peek().filter(({ by }) => by !== sort) : []), { by: sort, down }]);
  const rows: MenuRow[] = [
    ...(sort
      ? ([
          { label: t("sort.up"), icon: "arrow-up", checked: key?.down === false, radio: true, run: () => sortTo(false, false) },
          { label: t("sort.down"), icon: "arrow-down", checked: key?.down === true, radio: true, run: () => sortTo(true, false) },
          ...(sorting.peek().length > 0 && !key ? [{ label: t("sort.also"), keys: "Shift+Enter", run: () => sortTo(DOWN_FIRST.has(sort), true) }] : []),
          ...(key ? [{ label: t("sort.off"), run: () => setSorting(sorting.peek().filter(({ by }) => by !== sort)) }] : []),
          "rule",
        ] as MenuRow[])
      : []),
    ...(group && GROUPS.includes(group) ? ([{ label: t("group.byThis"), run: () => setGrouping(group) }, "rule"] as MenuRow[]) : []),
    { label: t("column.before"), icon: "arrow-left", keys: "Ctrl ←", disabled: at <= 0, run: () => moveColumn(name, -1, shown) },
    { label: t("column.after"), icon: "move-right", keys: "Ctrl →", disabled: at === shown.length - 1, run: () => moveColumn(name, 1, shown) },
    ...(name === "title" ? [] : ([
      { label: t("column.wider"), keys: "Shift →", run: () => widen(name, WIDER) },
      { label: t("column.narrower"), keys: "Shift ←", run: () => widen(name, -WIDER) },
      "rule",
      { label: t("column.hide"), icon: "x", run: () => hideColumn(name) },
    ] as MenuRow[])),
  ];
  openMenu(anchor, columnWords(name), rows);
}

const buttons = (e: Event) => [...(e.currentTarget as Element).querySelectorAll<HTMLElement>(".lhb")];

export function ListHead({ columns }: { columns: readonly ColumnName[] }) {
  const matching = listModel.value.matching;
  const count = selected.value.size;
  const all = count > 0 && count >= matching.length;
  const at = useSignal<ColumnName>(columns[0] ?? "title");
  const stop = columns.includes(at.value) ? at.value : columns[0];
  const row = useRef<HTMLDivElement>(null);

  const onKeyDown = (e: KeyboardEvent) => {
    const name = (e.target as HTMLElement).closest<HTMLElement>("[data-col]")?.dataset.col as ColumnName | undefined;
    if (!name || (e.target as HTMLElement).tagName === "INPUT") return;
    const side = getComputedStyle(row.current!).direction === "rtl" ? -1 : 1;
    const way = e.key === "ArrowRight" ? side : e.key === "ArrowLeft" ? -side : 0;
    const list = buttons(e);
    if (way !== 0) {
      if (e.shiftKey) {
        if (name !== "title") widen(name, way * WIDER);
      } else if (e.ctrlKey || e.metaKey || e.altKey) moveColumn(name, way as 1 | -1, columns);
      else list[list.indexOf(e.target as HTMLElement) + way]?.focus();
    } else if (e.key === "Enter" || e.key === " ") sortBy(name, e.shiftKey);
    else if (e.key === "." || e.key === "ContextMenu") openColumnMenu(e.target as HTMLElement, name, columns);
    else if (e.key === "ArrowDown") goTo(beyond(-1, 1));
    else return;
    e.preventDefault();
    e.stopPropagation();
  };

  return (
    <div role="row" class="lh" aria-rowindex={1} ref={row} onKeyDown={onKeyDown}>
      <div role="columnheader" class="lc box" data-col="box">
        <input
          type="checkbox" tabIndex={-1} checked={all} ref={(el) => void (el && (el.indeterminate = count > 0 && !all))} disabled={matching.length === 0}
          aria-label={t("list.selectAll", { n: matching.length })} onChange={() => select(all ? [] : matching)}
        />
      </div>
      {columns.map((name, i) => <HeadCell key={name} name={name} index={i} columns={columns} stop={stop === name} onFocus={() => (at.value = name)} />)}
    </div>
  );
}

function HeadCell({ name, index, columns, stop, onFocus }: { name: ColumnName; index: number; columns: readonly ColumnName[]; stop: boolean; onFocus: () => void }) {
  const { sort, end } = COLUMNS[name] as { sort?: string; end?: true };
  const keys = sorting.value;
  const place = keys.findIndex(({ by }) => by === sort);
  const key = keys[place];
  const words = columnWords(name);
  const bare = widthOf(name) < 2.5 || ((name === "status" || name === "priority") && widthOf(name) < 4);
  const drag = useRef(false);
  return (
    <div
      role="columnheader" class={`lc${end ? " num" : ""}`} data-col={name} aria-colindex={index + 2}
      aria-sort={place === 0 ? (key!.down ? "descending" : "ascending") : undefined}
    >
      <button
        type="button" class={`lhb${key ? " sorted" : ""}`} tabIndex={stop ? 0 : -1} aria-label={key && place > 0 ? t("sort.place", { column: words, n: place + 1 }) : words} title={words}
        onFocus={onFocus} aria-haspopup="menu"
        onClick={(e) => !drag.current && e.detail > 0 && sortBy(name, e.shiftKey)}
        onContextMenu={(e) => {
          e.preventDefault();
          openColumnMenu(e.currentTarget, name, columns);
        }}
        onPointerDown={(e) => {
          drag.current = false;
          if (e.button === 0 && e.pointerType !== "touch") carryColumn(e, name, () => (drag.current = true));
        }}
      >
        {bare ? null : <span class="cut">{words}</span>}
        {key && <Icon name={key.down ? "arrow-down" : "arrow-up"} small />}
        {key && keys.length > 1 && !bare && <small aria-hidden="true">{place + 1}</small>}
      </button>
      {name !== "title" && <span class={`lgrip${index < columns.indexOf("title") ? "" : " start"}`} aria-hidden="true" onPointerDown={(e) => resize(e, name, index >= columns.indexOf("title"))} onDblClick={() => changeLook({ widths: { ...look.peek().widths, [name]: undefined } })} />}
    </div>
  );
}

/** The edge is in the hand. Columns after the title are pulled at their beginning, since the title gives way. */
function resize(e: PointerEvent, name: ColumnName, atStart: boolean): void {
  e.preventDefault();
  e.stopPropagation();
  const grip = e.currentTarget as HTMLElement;
  grip.setPointerCapture(e.pointerId);
  const rem = parseFloat(getComputedStyle(document.documentElement).fontSize);
  const side = (getComputedStyle(grip).direction === "rtl" ? -1 : 1) * (atStart ? -1 : 1);
  const [from, width] = [e.clientX, widthOf(name)];
  const move = (e: PointerEvent) => {
    resizing.value = { name, width: fitting(name, Math.round((width + ((e.clientX - from) * side) / rem) * 4) / 4) };
  };
  const end = (keep: boolean) => () => {
    const now = resizing.peek();
    resizing.value = undefined;
    if (keep && now) changeLook({ widths: { ...look.peek().widths, [name]: now.width } });
    grip.removeEventListener("pointermove", move);
  };
  grip.addEventListener("pointermove", move);
  grip.addEventListener("pointerup", end(true), { once: true });
  grip.addEventListener("pointercancel", end(false), { once: true });
}

const PULL = 6;

/** The column is in the hand: a line shows where it would go. */
function carryColumn(down: PointerEvent, name: ColumnName, began: () => void): void {
  const cell = (down.currentTarget as HTMLElement).closest<HTMLElement>("[data-col]")!;
  const head = cell.parentElement!;
  let before: ColumnName | undefined;
  let carrying = false;
  const move = (e: PointerEvent) => {
    if (!carrying && Math.abs(e.clientX - down.clientX) < PULL) return;
    if (!carrying) {
      carrying = true;
      began();
      cell.classList.add("carried");
    }
    const cells = [...head.querySelectorAll<HTMLElement>("[data-col]")].slice(1);
    const rtl = getComputedStyle(head).direction === "rtl";
    const target = cells.find((other) => {
      const rect = other.getBoundingClientRect();
      const middle = rect.left + rect.width / 2;
      return rtl ? e.clientX > middle : e.clientX < middle;
    });
    for (const other of cells) other.classList.toggle("drop-before", other === target);
    cells[cells.length - 1]?.classList.toggle("drop-after", !target);
    before = target?.dataset.col as ColumnName | undefined;
  };
  const stop = (keep: boolean) => {
    removeEventListener("pointermove", move);
    removeEventListener("pointerup", up);
    removeEventListener("keydown", escape, true);
    for (const other of head.querySelectorAll(".drop-before, .drop-after, .carried")) other.classList.remove("drop-before", "drop-after", "carried");
    if (keep && carrying && before !== name) changeLook({ columns: movedBefore(look.peek().columns, name, before) });
  };
  const up = () => stop(true);
  const escape = (e: KeyboardEvent) => {
    if (e.key !== "Escape" || !carrying) return;
    e.preventDefault();
    e.stopPropagation();
    stop(false);
  };
  addEventListener("pointermove", move);
  addEventListener("pointerup", up);
  addEventListener("keydown", escape, true);
}
