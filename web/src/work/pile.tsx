// The cards of one cell: a column, or where a lane crosses it. Only those near
// the window are on the page; the rest are the height of two spacers.

import { useComputed } from "@preact/signals";
import { useLayoutEffect, useMemo, useRef } from "preact/hooks";
import type { Id } from "../api/types";
import { Icon } from "../kit/icon";
import { t } from "../text/text";
import { Card } from "./card";
import { carry } from "./carry";
import { Drop } from "./drop";
import { openTask, reachable } from "./focus";
import { heightOf, isMeasured, layout, measured } from "./heights";
import { Heights } from "./window";

/** Beyond the window on each side; covers the error of a guess, too. */
const MARGIN = 500;
const LIMIT_ROW = 23;
const DROP_ROW = 46;

interface PileProps {
  status: Id;
  lane: string;
  ids: readonly Id[];
  /** The part that is in the window, from the top of the pile. */
  top: number;
  bottom: number;
  /** After how many cards the limit is drawn; 0: nowhere. */
  limit?: number;
  over?: number;
  heights: Heights;
}

/** The heights of a pile; the same until the pile or the look of its cards is another. */
export function useHeights(ids: readonly Id[]): Heights {
  return useMemo(() => new Heights(ids.length, (i) => heightOf(ids[i]!)), [ids, layout.value]);
}

export function Pile({ status, lane, ids, top, bottom, limit = 0, over = 0, heights }: PileProps) {
  const box = useRef<HTMLDivElement>(null);
  const slot = useComputed(() => {
    const now = carry.value;
    if (!now || now.to.status !== status || now.to.lane !== lane) return -1;
    const { from, to } = now;
    const unmoved = now.by === "pointer" && from.status === to.status && from.lane === to.lane && from.index === to.index;
    return unmoved && now.ids.length === 1 ? -1 : to.index;
  });
  const held = useComputed(() => carry.value?.held);
  const gone = useMemo(() => placesOf(ids, held.value), [ids, held.value]);
  const drop = slot.value < 0 ? -1 : dropAt(slot.value, gone, ids.length);

  const range = heights.window(top - MARGIN, bottom + MARGIN);
  const isLimited = limit > 0 && limit < ids.length;
  const before = range.before + (isLimited && limit < range.start ? LIMIT_ROW : 0) + (drop >= 0 && drop < range.start ? DROP_ROW : 0);
  const after = range.after + (isLimited && limit >= range.end ? LIMIT_ROW : 0) + (drop > range.end || (drop === range.end && range.end < ids.length) ? DROP_ROW : 0);

  useLayoutEffect(() => {
    for (const card of box.current!.querySelectorAll<HTMLElement>(":scope > [data-task]")) {
      const id = card.dataset.task!;
      if (isMeasured(id)) continue;
      const height = card.offsetHeight;
      measured(id, height);
      const at = Number(card.dataset.at);
      if (ids[at] === id && height > 0) heights.set(at, height);
    }
  });

  const tabStop = reachable(status, lane, ids);
  const rows = [];
  let carried = gone.findIndex((at) => at >= range.start);
  if (carried < 0) carried = gone.length;
  for (let at = range.start; at < range.end; at++) {
    const id = ids[at]!;
    const isGone = gone[carried] === at;
    if (isLimited && at === limit) rows.push(<LimitLine key="limit" limit={limit} over={over} />);
    if (at === drop) rows.push(<Drop key="drop" />);
    rows.push(
      <Card
        key={id} id={id} lane={lane} at={at} index={at - carried} open={openTask.value === id} gone={isGone}
        reachable={tabStop === id} over={isLimited && at >= limit}
      />,
    );
    if (isGone) carried++;
  }
  if (drop === ids.length && range.end === ids.length) rows.push(<Drop key="drop" />);
  return (
    <div class="pile" ref={box}>
      <div class="spacer" ref={(el) => void (el && (el.style.height = `${before}px`))} />
      {rows}
      <div class="spacer" ref={(el) => void (el && (el.style.height = `${after}px`))} />
    </div>
  );
}

const NONE: readonly number[] = [];

/** Where in the pile the carried cards stand. */
function placesOf(ids: readonly Id[], held: ReadonlySet<Id> | undefined): readonly number[] {
  if (!held) return NONE;
  const places: number[] = [];
  for (let at = 0; at < ids.length; at++) if (held.has(ids[at]!)) places.push(at);
  return places.length > 0 ? places : NONE;
}

/** A place among the cards that stay, as a place among all. */
function dropAt(slot: number, gone: readonly number[], length: number): number {
  let at = slot;
  for (const place of gone) if (place <= at) at++;
  return Math.min(at, length);
}

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
