// The board cut into lanes. It scrolls as a whole: the heads of the columns stay
// at the top, the head of a lane below them. Only lanes near the window are on
// the page.

import { useSignal } from "@preact/signals";
import { useEffect, useLayoutEffect, useMemo, useRef } from "preact/hooks";
import type { Id, Project, Status } from "../api/types";
import sheet from "../css/board-swim.css" with { type: "text" };
import { Icon, PriorityMark } from "../kit/icon";
import { isPhone } from "../kit/media";
import { Avatar } from "../kit/people";
import { memberById } from "../org/org";
import { mayEdit, project as openProject } from "../project/project";
import { tables } from "../records/records";
import { go, to } from "../routes";
import { orgId } from "../org/org";
import { addSheet } from "../kit/sheet";
import { board } from "../text/en/board";
import { addTexts, number, t } from "../text/text";
import { type Lane, lanes } from "./board-lanes";
import { fold, folded, laneField, laneName } from "./board-view";
import { carry } from "./carry";
import { useComputed } from "@preact/signals";
import { ColumnHead, isFolded } from "./column";
import { columnCarry } from "./column-open";
import { type Column, columns } from "./columns";
import { showRequest } from "./focus";
import { heightOf, laidOut, layout } from "./heights";
import { laneTitle } from "./lane-words";
import { Pile, useHeights } from "./pile";
import { QuickAdd } from "./quick-add";
import { Heights } from "./window";

addTexts(board);
addSheet(sheet);

const STEP = 160;
const MARGIN = 600;
const HEADS = 39;
const LANE_HEAD = 34;
/** The lowest cell has room for its add row. */
const FOOT = 34;

export interface SwimProps {
  project: Project;
  statuses: readonly Status[];
  box: HTMLDivElement;
}

/** How high a lane is, its head included. */
function laneHeight(lane: Lane): number {
  if (folded.peek().has(laneName(laneField.peek(), lane.key))) return LANE_HEAD;
  let most = 0;
  for (const [status, ids] of lane.cells) {
    if (folded.peek().has(status)) continue;
    let height = 0;
    for (const id of ids) height += heightOf(id);
    most = Math.max(most, height);
  }
  return LANE_HEAD + most + FOOT;
}

export function Swim({ project, statuses, box }: SwimProps) {
  const view = useSignal({ top: 0, height: 900 });
  const all = lanes.value;
  const heights = useMemo(() => new Heights(all.length, (i) => laneHeight(all[i]!)), [all, layout.value, folded.value]);
  const body = useRef<HTMLDivElement>(null);

  useEffect(() => {
    const look = () => {
      const column = body.current?.querySelector<HTMLElement>(".lcell:not(.folded)");
      if (column && column.clientWidth > 0) laidOut(column.clientWidth);
      const top = step(box.scrollTop);
      if (top !== view.peek().top || box.clientHeight !== view.peek().height) view.value = { top, height: box.clientHeight };
    };
    const size = new ResizeObserver(look);
    size.observe(box);
    box.addEventListener("scroll", look, { passive: true });
    look();
    return () => {
      size.disconnect();
      box.removeEventListener("scroll", look);
    };
  }, [box]);

  const { top, height } = view.value;
  const range = heights.window(top - MARGIN - HEADS, top + height + MARGIN);

  // What turned out higher than was thought.
  useLayoutEffect(() => {
    for (const lane of body.current!.querySelectorAll<HTMLElement>(":scope > .lane")) {
      const at = Number(lane.dataset.at);
      if (lane.offsetHeight > 0) heights.set(at, lane.offsetHeight);
    }
  });

  useLayoutEffect(() => {
    const wanted = showRequest.value;
    if (wanted) reveal(box, all, heights, wanted);
  }, [showRequest.value, all]);

  return (
    <>
      <div class="heads">
        {statuses.map((status) => <Head key={status.id} project={project} status={status} column={columns.value.get(status.id)!} />)}
      </div>
      <div class="lbody" ref={body}>
        <div class="spacer" ref={(el) => void (el && (el.style.height = `${range.before}px`))} />
        {all.slice(range.start, range.end).map((lane, i) => {
          const at = range.start + i;
          return <LaneView key={lane.key} lane={lane} at={at} statuses={statuses} top={top - HEADS - heights.before(at)} height={height} />;
        })}
        <div class="spacer" ref={(el) => void (el && (el.style.height = `${range.after}px`))} />
      </div>
      {all.length === 0 && <p class="teach">{t("lane.none")}</p>}
    </>
  );
}

function Head({ project, status, column }: { project: Project; status: Status; column: Column }) {
  const target = useComputed(() => carry.value?.to.status === status.id && carry.value.from.status !== status.id);
  const lifted = useComputed(() => columnCarry.value?.id === status.id);
  const looks = `${target.value ? " target" : ""}${lifted.value ? " moving" : ""}`;
  return (
    <div class={`lhead${looks}${isFolded(status) ? " folded" : ""}`} data-head={status.id} data-hue={status.hue || undefined}>
      {isFolded(status) ? (
        <button type="button" class="fh" aria-expanded="false" title={t("column.unfold", { name: status.name })} onClick={() => fold(status.id, false)}>
          <span class="vh">{t("column.unfold.count", { name: status.name, n: column.count })}</span>
          <span class="n" aria-hidden="true">{number(column.count)}</span>
        </button>
      ) : (
        <ColumnHead project={project} status={status} column={column} />
      )}
    </div>
  );
}

interface LaneProps {
  lane: Lane;
  at: number;
  statuses: readonly Status[];
  /** The window's top from the top of the lane, and its height. */
  top: number;
  height: number;
}

function LaneView({ lane, at, statuses, top, height }: LaneProps) {
  const field = laneField.value;
  const name = laneName(field, lane.key);
  const isClosed = folded.value.has(name);
  const title = laneTitle(lane.key);
  return (
    <section class={`lane${isClosed ? " closed" : ""}`} data-at={at} data-lane-key={lane.key} role="group" aria-label={t("lane.name", { name: title, n: lane.count })}>
      <header class="lh">
        <h2>
          <button type="button" class="lname" aria-expanded={!isClosed} onClick={() => fold(name, !isClosed)}>
            <span class={isClosed ? "turn" : "turn open"}><Icon name="chevron-down" small /></span>
            <LaneMark laneKey={lane.key} />
            <span class="cut strong" dir="auto">{title}</span>
            <span class="n">{number(lane.count)}</span>
            {lane.points > 0 && <span class="n">{t("points.short", { n: lane.points })}</span>}
          </button>
        </h2>
        {field === "parent" && lane.key !== "none" && (
          <button type="button" class="link" onClick={() => openParent(lane.key)}>{t("task.open")}</button>
        )}
      </header>
      {!isClosed && (
        <div class="lcells">
          {statuses.map((status) => (
            <LaneCell key={status.id} status={status} lane={lane.key} ids={lane.cells.get(status.id) ?? []} top={top - LANE_HEAD} height={height} />
          ))}
        </div>
      )}
    </section>
  );
}

function openParent(id: Id): void {
  const parent = tables.task.peek(id);
  if (parent) go(to.board(orgId.peek(), openProject.peek()?.key ?? "", parent.key));
}

function LaneMark({ laneKey }: { laneKey: string }) {
  const field = laneField.value;
  if (field === "assignee") return <Avatar member={laneKey === "none" ? undefined : memberById(laneKey)} silent />;
  if (field === "priority") return <PriorityMark priority={laneKey as "none"} silent />;
  if (field === "label" && laneKey !== "none") return <span class="sw" data-hue={openProject.value?.labels.find((label) => label.id === laneKey)?.hue} />;
  return null;
}

function LaneCell({ status, lane, ids, top, height }: { status: Status; lane: string; ids: readonly Id[]; top: number; height: number }) {
  const heights = useHeights(ids);
  const target = useComputed(() => carry.value?.to.status === status.id && carry.value.to.lane === lane);
  if (isFolded(status)) return <div class="lcell folded" data-cell data-status={status.id} data-lane={lane}>{ids.length > 0 && <span class="n">{ids.length}</span>}</div>;
  return (
    <div class={`lcell${target.value ? " target" : ""}`} data-cell data-status={status.id} data-lane={lane} data-hue={status.hue || undefined} role="group" aria-label={t("lane.cell", { column: status.name, lane: laneTitle(lane), n: ids.length })}>
      <Pile status={status.id} lane={lane} ids={ids} heights={heights} top={top} bottom={top + height} />
      {mayEdit.value && <QuickAdd status={status} lane={lane} />}
    </div>
  );
}

function reveal(box: HTMLElement, all: readonly Lane[], heights: Heights, id: Id): void {
  const task = tables.task.peek(id);
  if (!task) return;
  for (const [at, lane] of all.entries()) {
    const ids = lane.cells.get(task.status) ?? [];
    const index = ids.indexOf(id);
    if (index < 0) continue;
    const name = laneName(laneField.peek(), lane.key);
    if (folded.peek().has(name)) fold(name, false);
    let top = heights.before(at) + LANE_HEAD;
    for (let i = 0; i < index; i++) top += heightOf(ids[i]!);
    const room = box.clientHeight - HEADS - LANE_HEAD;
    const from = box.scrollTop;
    if (top - LANE_HEAD < from || top + heightOf(id) > from + HEADS + LANE_HEAD + room) box.scrollTop = Math.max(0, top - LANE_HEAD - room / 3);
    return;
  }
}

const step = (top: number) => Math.floor(top / STEP) * STEP;

/** On a phone one column at a time; the others are a press away. */
export const onePhoneColumn = (statuses: readonly Status[], at: number): readonly Status[] => (isPhone.value ? statuses.slice(at, at + 1) : statuses);
