// The cells of one column. Only those near the window are on the page; the rest
// are the height of two spacers.

import { useComputed, useSignal } from "@preact/signals";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import type { Id, Status } from "../api/types";
import { Icon } from "../kit/icon";
import { tables } from "../records/records";
import { t } from "../text/text";
import { Card } from "./card";
import { carry } from "./carry";
import { Drop } from "./drop";
import { isFiltered } from "./filter";
import { openTask, reachable, showRequest } from "./focus";
import { topOf, visibleRows } from "./window";

/** Beyond the window on each side; covers the error of an estimate, too. */
const MARGIN = 500;
/** Scrolling draws again in steps of this many pixels. */
const STEP = 160;
const LIMIT_ROW = 23;
const DROP_ROW = 46;

type Row = { kind: "card"; id: Id; index: number } | { kind: "limit" } | { kind: "drop" };

export function Cells({ status, ids, count }: { status: Status; ids: Id[]; count: number }) {
  const box = useRef<HTMLDivElement>(null);
  const view = useSignal({ top: 0, height: 900, width: 240 });
  const known = useRef(new Map<Id, number>());
  const slot = useComputed(() => {
    const now = carry.value;
    if (!now || now.to.status !== status.id) return -1;
    return now.by === "pointer" && now.from.status === status.id && now.from.index === now.to.index ? -1 : now.to.index;
  });
  const goneId = useComputed(() => (carry.value?.from.status === status.id ? carry.value.id : ""));

  const rows = rowsOf(ids, goneId.value, slot.value, isFiltered() || count <= status.limit ? 0 : status.limit);
  const width = view.value.width;
  const heights = rows.map((row) => (row.kind === "limit" ? LIMIT_ROW : row.kind === "drop" ? DROP_ROW : (known.current.get(row.id) ?? guess(row.id, width))));
  const range = visibleRows(heights, view.value.top - MARGIN, view.value.top + view.value.height + MARGIN);
  const limitAt = rows.findIndex((row) => row.kind === "limit");

  useLayoutEffect(() => {
    for (const card of box.current!.querySelectorAll<HTMLElement>("[data-task]")) known.current.set(card.dataset.task!, card.offsetHeight);
  });

  useEffect(() => {
    const el = box.current!;
    const size = new ResizeObserver(() => {
      if (el.clientWidth !== view.peek().width) known.current.clear();
      view.value = { top: step(el.scrollTop), height: el.clientHeight, width: el.clientWidth };
    });
    size.observe(el);
    return () => size.disconnect();
  }, []);

  // Somebody wants a card on the page that may be far from the window.
  useLayoutEffect(() => {
    const wanted = showRequest.value;
    const at = wanted ? rows.findIndex((row) => row.kind === "card" && row.id === wanted) : -1;
    if (at < 0) return;
    const el = box.current!;
    const top = topOf(heights, at);
    if (top < el.scrollTop || top + heights[at]! > el.scrollTop + el.clientHeight) el.scrollTop = Math.max(0, top - el.clientHeight / 3);
  }, [showRequest.value, ids]);

  const scrolled = () => {
    const top = step(box.current!.scrollTop);
    if (top !== view.peek().top) view.value = { ...view.peek(), top };
  };

  const tabStop = reachable(status.id, ids);
  return (
    <div class="cells" ref={box} onScroll={scrolled}>
      <div class="spacer" ref={(el) => void (el && (el.style.height = `${range.before}px`))} />
      {rows.slice(range.start, range.end).map((row, i) => {
        if (row.kind === "drop") return <Drop key="drop" />;
        if (row.kind === "limit") return <LimitLine key="limit" limit={status.limit} over={count - status.limit} />;
        return (
          <Card
            key={row.id}
            id={row.id}
            index={row.index}
            open={openTask.value === row.id}
            gone={goneId.value === row.id}
            reachable={tabStop === row.id}
            over={limitAt >= 0 && range.start + i > limitAt}
          />
        );
      })}
      <div class="spacer" ref={(el) => void (el && (el.style.height = `${range.after}px`))} />
    </div>
  );
}

/** Cards in order; an index leaves the carried card out, as the place to drop does. */
function rowsOf(ids: Id[], gone: Id, slot: number, limit: number): Row[] {
  const rows: Row[] = [];
  let index = 0;
  let cards = 0;
  for (const id of ids) {
    if (limit > 0 && cards === limit) rows.push({ kind: "limit" });
    if (id !== gone && index === slot) rows.push({ kind: "drop" });
    rows.push({ kind: "card", id, index });
    cards++;
    if (id !== gone) index++;
  }
  if (slot >= index) rows.push({ kind: "drop" });
  return rows;
}

/** Before a card has been on the page: by the length of its title. */
function guess(id: Id, width: number): number {
  const letters = tables.task.peek(id)?.title.length ?? 40;
  const lines = Math.min(3, Math.max(1, Math.ceil((letters * 6.7) / Math.max(80, width - 24))));
  return 65 + lines * 18;
}

const step = (top: number) => Math.floor(top / STEP) * STEP;

export function LimitLine({ limit, over }: { limit: number; over: number }) {
  return (
    <div class="limit">
      <Icon name="triangle-alert" small />
      {t("limit.line", { limit })}
      <span class="sp" />
      {t("limit.over", { n: over })}
    </div>
  );
}
