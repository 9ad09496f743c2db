// The cells of one column where there are no lanes: each column scrolls by itself.

import { useSignal } from "@preact/signals";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import type { Id, Status } from "../api/types";
import { Icon } from "../kit/icon";
import { t } from "../text/text";
import { boardWhole } from "../project/project";
import { hideDoneAfter } from "./board-view";
import type { Column } from "./columns";
import { isFiltered } from "./filter";
import { showRequest } from "./focus";
import { laidOut } from "./heights";
import { Pile, useHeights } from "./pile";

/** Scrolling draws again in steps of this many pixels. */
const STEP = 160;

export function Cells({ status, column: { ids, count, old } }: { status: Status; column: Column }) {
  const box = useRef<HTMLDivElement>(null);
  const view = useSignal({ top: 0, height: 900 });
  const heights = useHeights(ids);

  useEffect(() => {
    const el = box.current!;
    const size = new ResizeObserver(() => {
      if (el.clientWidth > 0) laidOut(el.clientWidth);
      view.value = { top: step(el.scrollTop), height: el.clientHeight };
    });
    size.observe(el);
    return () => size.disconnect();
  }, []);

  // Somebody wants a card on the page that may be far from the window.
  useLayoutEffect(() => reveal(box.current!, ids, showRequest.value, heights), [showRequest.value, ids]);

  const scrolled = () => {
    const top = step(box.current!.scrollTop);
    if (top !== view.peek().top) view.value = { ...view.peek(), top };
  };
  const { top, height } = view.value;
  return (
    <div class="cells" ref={box} onScroll={scrolled}>
      <Pile
        status={status.id} lane="" ids={ids} heights={heights} top={top} bottom={top + height}
        limit={isFiltered() || !boardWhole.value ? 0 : status.limit} over={count - status.limit}
      />
      {old > 0 && <OldOnes n={old} />}
    </div>
  );
}

function reveal(el: HTMLElement, ids: readonly Id[], wanted: Id, heights: ReturnType<typeof useHeights>): void {
  const at = wanted ? ids.indexOf(wanted) : -1;
  if (at < 0) return;
  const top = heights.before(at);
  if (top < el.scrollTop || top + heights.of(at) > el.scrollTop + el.clientHeight) el.scrollTop = Math.max(0, top - el.clientHeight / 3);
}

/** What is left out is said where it would stand. */
export function OldOnes({ n }: { n: number }) {
  return (
    <button type="button" class="oldones" onClick={() => hideDoneAfter(0)}>
      <Icon name="history" small />
      {t("old.hidden", { n })}
    </button>
  );
}

const step = (top: number) => Math.floor(top / STEP) * STEP;
