// The pages before one is in: left the form on paper, right the ruled board
// without words.

import type { ComponentChildren } from "preact";
import { Mark } from "../kit/icon";

export function Door({ children, foot }: { children: ComponentChildren; foot?: ComponentChildren }) {
  return (
    <div class="door">
      <main class="form">
        <div class="row strong"><Mark />Kanvaro</div>
        {children}
        <p class="meta">{foot}</p>
      </main>
      <div class="plate"><Plate /></div>
    </div>
  );
}

const WIDTH = 136;
const HEIGHTS = [72, 96, 120, 144];
/** One board for everyone: the same numbers each time. */
const COLUMNS = [
  { tile: "dash", cells: [2, 3, 2, 2, 3, 3, 1, 2], tint: [3] },
  { tile: "dash", cells: [2, 3, 1, 1, 2, 2, 1, 1, 3], tint: [1, 6] },
  { tile: "open", cells: [2, 2, 3, 1, 3, 1, 3, 1], tint: [4, 7], limit: 4 },
  { tile: "half", cells: [1, 1, 3, 1, 2, 2, 3, 2, 2], tint: [5], deep: [0] },
  { tile: "half", cells: [1, 2, 2, 1, 1, 2, 1, 3, 2], you: 2, limit: 3, tint: [] },
  { tile: "most", cells: [2, 1, 3, 2, 1, 1, 3, 2, 2], tint: [0], deep: [4], limit: 6 },
  { tile: "full", cells: [2, 1, 1, 1, 2, 1, 1, 2, 3], tint: [3], deep: [6] },
] as const;

function Plate() {
  return (
    <svg viewBox="0 0 952 900" preserveAspectRatio="xMinYMin slice" aria-hidden="true">
      {COLUMNS.map((column, c) => {
        let y = 0;
        const x = c * WIDTH;
        return (
          <g key={c}>
            {column.cells.map((size, i) => {
              const height = HEIGHTS[size]!;
              const top = y;
              y += height;
              const you = "you" in column && column.you === i;
              const deep = "deep" in column && (column.deep as readonly number[]).includes(i);
              const fill = you ? "var(--accent)" : deep ? "var(--accent-tint-2)" : (column.tint as readonly number[]).includes(i) ? "var(--accent-tint)" : "none";
              return (
                <g key={i} transform={`translate(${x} ${top})`}>
                  <rect width={WIDTH} height={height} fill={fill} />
                  <path d={`M0 .5H${WIDTH}`} stroke="var(--rule)" />
                  <PlateTile kind={column.tile} you={you} />
                  {"limit" in column && column.limit === i && <path d={`M0 ${height}H${WIDTH}`} stroke="var(--accent)" stroke-width="2" />}
                </g>
              );
            })}
            <path d={`M${x + 0.5} 0V2000`} stroke="var(--rule)" />
          </g>
        );
      })}
    </svg>
  );
}

function PlateTile({ kind, you }: { kind: (typeof COLUMNS)[number]["tile"]; you: boolean }) {
  const line = you ? "var(--on-accent)" : "var(--control)";
  const fill = you ? "var(--on-accent)" : "var(--accent)";
  if (kind === "full") return <rect x="16" y="16" width="14" height="14" rx="3" fill="var(--accent)" />;
  return (
    <>
      <rect x="16.75" y="16.75" width="12.5" height="12.5" rx="2.8" fill="none" stroke={line} stroke-width="1.5" stroke-dasharray={kind === "dash" ? "3 2.6" : undefined} />
      {kind === "half" && <rect x="19.5" y="23" width="7" height="3.6" rx=".6" fill={fill} />}
      {kind === "most" && <rect x="19.5" y="20.4" width="7" height="6.2" rx=".6" fill={fill} />}
    </>
  );
}
