// On a phone: one column at a time. The board scrolls sideways and snaps, so a
// swipe is the browser's own; these are the names above it.

import { useEffect, useRef, useState } from "preact/hooks";
import type { Project } from "../api/types";
import { Tile } from "../kit/icon";
import { t } from "../text/text";
import { columns } from "./columns";

export function Lanes({ project }: { project: Project }) {
  const [at, setAt] = useState(0);
  const row = useRef<HTMLDivElement>(null);

  useEffect(() => {
    const board = document.querySelector<HTMLElement>(".board");
    if (!board) return;
    const scrolled = () => setAt(Math.round(Math.abs(board.scrollLeft) / Math.max(1, board.clientWidth)));
    board.addEventListener("scroll", scrolled, { passive: true });
    return () => board.removeEventListener("scroll", scrolled);
  });
  useEffect(() => {
    row.current?.children[at]?.scrollIntoView({ inline: "center", block: "nearest" });
  }, [at]);

  return (
    <nav class="lanes" aria-label={t("lanes")} ref={row}>
      {project.statuses.map((status, i) => {
        const count = columns.value.get(status.id)?.count ?? 0;
        const over = status.limit > 0 && count > status.limit;
        return (
          <button
            key={status.id} type="button" class={`lane${i === at ? " on" : ""}`} aria-current={i === at ? "true" : undefined}
            onClick={() => document.querySelectorAll(".board > [data-status]")[i]?.scrollIntoView({ inline: "start", block: "nearest" })}
          >
            <Tile group={status.group} />
            <span dir="auto">{status.name}</span>
            <span class={over ? "warn" : "dim"}>{status.limit ? t("limit.of", { count, limit: status.limit }) : count.toLocaleString("en")}</span>
          </button>
        );
      })}
    </nav>
  );
}
