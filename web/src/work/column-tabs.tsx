// On a phone: one column at a time. The board scrolls sideways and snaps, so a
// swipe is the browser's own; these are the names above it.

import { signal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import type { Status } from "../api/types";
import { Tile } from "../kit/icon";
import { number, t } from "../text/text";
import { boardWhole } from "../project/project";
import { laneField } from "./board-view";
import { columns } from "./columns";

/** The column that a phone shows. */
export const phoneColumn = signal(0);

export function ColumnTabs({ statuses }: { statuses: readonly Status[] }) {
  const row = useRef<HTMLDivElement>(null);
  const at = Math.min(phoneColumn.value, Math.max(0, statuses.length - 1));
  const swim = laneField.value !== "none";

  useEffect(() => {
    const board = document.querySelector<HTMLElement>(".board");
    if (!board || swim) return;
    const scrolled = () => {
      phoneColumn.value = Math.round(Math.abs(board.scrollLeft) / Math.max(1, board.clientWidth));
    };
    board.addEventListener("scroll", scrolled, { passive: true });
    return () => board.removeEventListener("scroll", scrolled);
  });
  useEffect(() => {
    row.current?.children[at]?.scrollIntoView({ inline: "center", block: "nearest" });
  }, [at]);

  const go = (to: number) => {
    if (swim) phoneColumn.value = to;
    else document.querySelectorAll(".board > [data-status]")[to]?.scrollIntoView({ inline: "start", block: "nearest" });
  };
  return (
    <nav class="ctabs" aria-label={t("lanes")} ref={row}>
      {statuses.map((status, i) => {
        const count = columns.value.get(status.id)?.count ?? 0;
        const over = status.limit > 0 && count > status.limit;
        return (
          <button key={status.id} type="button" class={`ctab${i === at ? " on" : ""}`} data-hue={status.hue || undefined} aria-current={i === at ? "true" : undefined} onClick={() => go(i)}>
            <Tile group={status.group} />
            <span dir="auto">{status.name}</span>
            <span class={over ? "warn" : "dim"}>{!boardWhole.value ? "" : status.limit ? t("limit.of", { count, limit: status.limit }) : number(count)}</span>
          </button>
        );
      })}
    </nav>
  );
}
