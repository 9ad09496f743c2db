// The rows on the page. Only those near the window are there, each at its place
// inside its group; a group is as high as its rows, so that its head can stick
// to the top while one reads it.

import { batch, useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { isPhone } from "../kit/media";
import { mayEdit } from "../project/project";
import { t } from "../text/text";
import { ListHead } from "./list-head";
import { openTask } from "./focus";
import { carried } from "./list-carry";
import { current, focusPlace, type Place, refocus } from "./list-focus";
import { rowAt, shift } from "./list-model";
import { glideRows, topOf, topsIn } from "./list-glide";
import { hovered, listMouse } from "./list-mouse";
import { placed, RowView } from "./list-row";
import { AddRow, GroupHead } from "./list-section";
import { heights, listModel, room, shownColumns, viewNumber, widthOf } from "./list-state";
import { selected } from "./selection";

/** Beyond the window on each side. */
const MARGIN = 240;
/** Scrolling draws again in steps of this many pixels. */
const STEP = 120;
/** After a jump rows are bare until one has stayed this long. */
const REST = 120;
const MIDDLE = 60; // rem

export function Grid({ line }: { line?: ComponentChildren }) {
  const box = useRef<HTMLDivElement>(null);
  const view = useSignal({ top: 0, height: 900 });
  const flying = useSignal(false);
  const rest = useRef<ReturnType<typeof setTimeout>>(undefined);
  const model = listModel.value;
  const columns = shownColumns.value;
  const phone = isPhone.value;
  const here = current.value;
  const { rows, sections, offsets } = model;
  const top = view.value.top - MARGIN;
  const first = rowAt(offsets, Math.max(0, top));
  const last = Math.min(rows.length - 1, rowAt(offsets, top + view.value.height + 2 * MARGIN));
  const far = here && (here.index < first || here.index > last) ? here.index : -1;

  useMeasure(box, view);
  useSettle(box, view);
  useEffect(() => listMouse(box.current!), []);
  useLayoutEffect(() => box.current!.style.setProperty("--cols", template(columns)), [columns, ...columns.map(widthOf)]);

  const scrolled = () => {
    const now = Math.floor(box.current!.scrollTop / STEP) * STEP;
    const { top: before, height } = view.peek();
    if (now === before) return;
    batch(() => {
      // Who pulls the bar sees titles fly past; the rest comes where he stays.
      if (Math.abs(now - before) > height) {
        flying.value = true;
        clearTimeout(rest.current);
        rest.current = setTimeout(() => (flying.value = false), REST);
      }
      view.value = { ...view.peek(), top: now };
    });
  };
  const chosen = selected.value;
  const picking = chosen.size > 0;
  const shown = openTask.value;
  const inHand = carried.value?.row.key;
  const over = hovered.value;

  return (
    <div
      class={`tbl${picking ? " picking" : ""}${phone ? " phone" : ""}`} ref={box} onScroll={scrolled}
      role="treegrid" aria-label={t("list.name")} aria-rowcount={rows.length + 1} aria-colcount={columns.length + 1} aria-multiselectable="true" aria-describedby="list-keys"
    >
      <div class="lprobe" aria-hidden="true"><div class="group" /><div class="task" /><div class="add" /></div>
      <ListHead columns={columns} />
      <div class="lcanvas" role="presentation" ref={placed(0, offsets[rows.length])}>
        {line}
        {sections.map((section, at) => {
          const inView = section.end > first && section.start <= last;
          if (!inView && !(far >= section.start && far < section.end)) return null;
          const begin = offsets[section.start]!;
          const drawn = [];
          for (let i = inView ? Math.max(section.start, first) : far; i <= (inView ? Math.min(section.end - 1, last) : far); i++) drawn.push(i);
          if (far >= section.start && far < section.end && inView) drawn.push(far);
          return (
            <div class="lsec" role="rowgroup" key={`${model.by}/${section.key}`} ref={placed(begin, offsets[section.end]! - begin)}>
              {model.by !== "none" && (
                <GroupHead by={model.by} section={section} index={section.start} columns={columns.length} here={here?.key === `group/${section.key}`} mayAdd={mayEdit.value && !phone} />
              )}
              {drawn.map((i) => {
                const row = rows[i]!;
                if (row.kind === "task") {
                  return (
                    <RowView
                      key={row.key} id={row.id} name={row.key} index={i} top={offsets[i]! - begin} level={row.level} grouped={model.by !== "none"} parent={row.parent} open={row.open}
                      here={here?.key === row.key ? here.column || "row" : ""} columns={columns} phone={phone}
                      selected={chosen.has(row.id)} shown={shown === row.id} lifted={inHand === row.key} picking={picking} over={over === row.key} bare={flying.value}
                    />
                  );
                }
                return row.kind === "add" ? <AddRow key={row.key} by={model.by} group={sections[at]!.key} index={i} top={offsets[i]! - begin} columns={columns.length} /> : null;
              })}
            </div>
          );
        })}
      </div>
    </div>
  );
}

const template = (columns: ReturnType<typeof shownColumns.peek>) =>
  ["1.5rem", ...columns.map((name) => (name === "title" ? `minmax(${widthOf(name)}rem, 1fr)` : `${widthOf(name)}rem`))].join(" ");

/** Heights of rows and the room there is, in pixels and rem of this person. */
function useMeasure(box: { current: HTMLDivElement | null }, view: { value: { top: number; height: number }; peek: () => { top: number; height: number } }): void {
  useEffect(() => {
    const el = box.current!;
    const probe = el.querySelector<HTMLElement>(".lprobe")!;
    const measure = () => {
      const [group, task, add] = [...probe.children].map((child) => child.getBoundingClientRect().height) as [number, number, number];
      const now = heights.peek();
      if (now.group !== group || now.task !== task || now.add !== add) heights.value = { group, task, add };
      if (view.peek().height !== el.clientHeight) view.value = { ...view.peek(), height: el.clientHeight };
      const rem = parseFloat(getComputedStyle(document.documentElement).fontSize);
      const middle = el.clientWidth < MIDDLE * rem;
      if (room.peek().middle !== middle) room.value = { middle };
    };
    measure();
    const size = new ResizeObserver(measure);
    size.observe(el);
    for (const child of probe.children) size.observe(child);
    return () => size.disconnect();
  }, []);
}

/**
 * After the rows have changed: what is read stays where it is, rows travel to
 * their new places, and the keyboard stays with its row or with its place.
 */
function useSettle(box: { current: HTMLDivElement | null }, view: { value: { top: number; height: number }; peek: () => { top: number; height: number } }): void {
  const model = listModel.value;
  const was = useRef<{ model: typeof model; number: number; place: Place | undefined } | undefined>(undefined);
  useLayoutEffect(() => {
    const el = box.current!;
    const before = was.current;
    const number = viewNumber.peek();
    if (before && before.model !== model) {
      const scroll = el.scrollTop;
      if (before.number === number) {
        const tops = topsIn(before.model, scroll, scroll + el.clientHeight);
        const by = scroll > 0 ? shift(tops, (key) => topOf(model, key)) : 0;
        if (by !== 0) el.scrollTop = scroll + by;
        glideRows(el, tops, model, el.scrollTop - scroll);
      } else if (!topOf(model, current.peek()?.key ?? "")) el.scrollTop = 0;
      refocus(before.model, model, el);
      const top = Math.floor(el.scrollTop / STEP) * STEP;
      if (top !== view.peek().top) view.value = { ...view.peek(), top };
    }
    was.current = { model, number, place: current.peek() };
  }, [model]);
  useLayoutEffect(() => focusPlace(box.current!));
}
