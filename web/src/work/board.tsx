// The board: ruled columns from edge to edge, a task beside it.

import { signal } from "@preact/signals";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { Project } from "../api/types";
import { Button } from "../kit/button";
import { isNarrow, isPhone } from "../kit/media";
import { Bars, ProblemPage } from "../kit/state";
import { toast } from "../kit/toast";
import { onReload } from "../org/org";
import { ProjectHead } from "../project/head";
import { boardLoaded, boardProblem, boardWhole, loadBoard, mayEdit, mayManage, project, reloadBoard } from "../project/project";
import { tables } from "../records/records";
import { route } from "../routes";
import { t } from "../text/text";
import { fetchMore, more, withMore } from "./board-open";
import { laneField } from "./board-view";
import { ColumnView, isFolded } from "./column";
import { shownStatuses } from "./column-open";
import { ColumnTabs, phoneColumn } from "./column-tabs";
import { BulkHost } from "./bulk-host";
import { columns } from "./columns";
import { EmptyBoard } from "./empty";
import { FilterBar } from "./filter-bar";
import { cardElement, openTask, visit } from "./focus";
import { followMarks, seen } from "./marks";
import { openField, type FieldName } from "./open-field";
import { clearSelection, keepShown, selectedCount, toggle } from "./selection";

type PanelModule = typeof import("./panel");
const panel = signal<PanelModule | undefined>();

/** The panel comes when the first task is opened. */
function LaterPanel({ taskKey }: { taskKey: string }) {
  useEffect(() => {
    import("./panel").then((module) => (panel.value = module), () => toast({ words: t("problem.newer.title"), failed: true }));
  }, []);
  const Panel = panel.value?.Panel;
  return Panel ? <Panel taskKey={taskKey} /> : <aside class="panel" aria-busy="true"><div class="pb"><Bars count={4} /></div></aside>;
}

export function BoardScreen() {
  const now = project.value;
  useEffect(() => {
    if (now) void loadBoard(now.id);
  }, [now?.id]);
  useEffect(() => onReload(reloadBoard), []);
  useEffect(followMarks, []);
  // Beside the tasks, not after them: what one does first is to press a key.
  useEffect(() => void fetchMore().catch(() => {}), []);
  if (!now) return null;
  const key = route.value.name === "board" ? route.value.task : undefined;
  // Where it is narrow the panel covers the page, with a way back.
  if (key && isNarrow.value) return <LaterPanel key={key} taskKey={key} />;
  return (
    <>
      <ProjectHead project={now} at="board" />
      {boardLoaded.value ? <BoardBody project={now} task={key} /> : boardProblem.value ? <ProblemPage problem={boardProblem.value} retry={() => void loadBoard(now.id)} /> : <LoadingBoard project={now} />}
    </>
  );
}

function BoardBody({ project: now, task }: { project: Project; task: string | undefined }) {
  const lists = columns.value;
  const empty = boardWhole.value && [...lists.values()].every((column) => column.count === 0);
  return (
    <>
      {!empty && (
        <FilterBar>
          <Button id="board-display" kind="quiet" icon="sliders-horizontal" label={isPhone.value ? t("display") : undefined} aria-haspopup="dialog" onClick={(e) => { const anchor = e.currentTarget; withMore(({ openDisplay }) => openDisplay(anchor)); }}>{isPhone.value ? undefined : t("display")}</Button>
        </FilterBar>
      )}
      {isPhone.value && <ColumnTabs statuses={now.statuses} />}
      <div class={`split${task ? " with-panel" : ""}`}>
        {empty && mayEdit.value && !task ? <EmptyBoard project={now} /> : <Columns key={now.id} project={now} />}
        {task && <LaterPanel key={task} taskKey={task} />}
      </div>
      <BulkHost />
    </>
  );
}

type SwimModule = typeof import("./board-swim");
const swim = signal<SwimModule | undefined>();

function Columns({ project: now }: { project: Project }) {
  const board = useRef<HTMLDivElement>(null);
  const [box, setBox] = useState<HTMLDivElement | null>(null);
  const lists = columns.value;
  const inLanes = laneField.value !== "none";
  useLayoutEffect(() => setBox(board.current), []);
  useHands(board);
  useShown(board);
  useEffect(() => {
    if (inLanes) void import("./board-swim").then((module) => (swim.value = module));
  }, [inLanes]);

  const statuses = shownStatuses.value.filter((_, i) => !inLanes || !isPhone.value || i === phoneColumn.value);
  const folds = statuses.map((status) => (isFolded(status) ? "2.5rem" : "minmax(var(--column), 1fr)")).join(" ");
  const strip = mayManage.value && more.value && !isPhone.value ? " auto" : "";
  useLayoutEffect(() => {
    const open = statuses.filter((status) => !isFolded(status)).length;
    board.current!.style.setProperty("--cols", isPhone.value ? "" : folds + (inLanes ? "" : strip));
    board.current!.style.setProperty("--wide", `calc(${open} * var(--column) + ${statuses.length - open} * 2.5rem)`);
  }, [folds, strip, inLanes, isPhone.value]);
  const Keys = more.value?.BoardKeys;
  const End = more.value?.EndStrip;
  const Swim = inLanes ? swim.value?.Swim : undefined;

  return (
    <div class={`board${inLanes ? " swim" : ""}${selectedCount.value > 0 ? " choosing" : ""}`} ref={board} aria-busy={more.value === undefined} onClick={press} onContextMenu={menu} onFocusIn={focused}>
      {Keys && <Keys project={now} />}
      <p class="vh" id="board-keys">{t("board.keys")}</p>
      <p class="vh" id="column-keys">{t("column.keys")}</p>
      {inLanes ? (
        Swim && box && <Swim project={now} statuses={statuses} box={box} />
      ) : (
        <>
          {statuses.map((status) => <ColumnView key={status.id} project={now} status={status} column={lists.get(status.id)!} />)}
          {strip && End && <End project={now} />}
        </>
      )}
    </div>
  );
}

/** What hands do here comes once the board is on the page. */
function useHands(board: { current: HTMLDivElement | null }): void {
  useEffect(() => {
    let undo: (() => void)[] = [];
    let gone = false;
    fetchMore().then(
      ({ dragCards, dragColumns, glideOn, remember }) => {
        if (gone) return;
        tables.task.beforeChange = remember;
        undo = [glideOn(board.current!), dragCards(board.current!, () => mayEdit.peek()), dragColumns(board.current!, () => mayManage.peek())];
      },
      () => toast({ words: t("problem.newer.title"), failed: true }),
    );
    return () => {
      gone = true;
      tables.task.beforeChange = undefined;
      for (const one of undo) one();
    };
  }, []);
}

/** The open card stays in sight beside its panel; what is no longer shown is no longer selected. */
function useShown(board: { current: HTMLDivElement | null }): void {
  const lists = columns.value;
  useEffect(() => {
    const id = openTask.value;
    if (id) requestAnimationFrame(() => board.current && cardElement(id)?.scrollIntoView({ block: "nearest", inline: "nearest" }));
  }, [openTask.value]);
  useEffect(() => {
    if (selectedCount.peek() === 0) return;
    const shown = new Set([...lists.values()].flatMap(({ ids }) => ids));
    keepShown((id) => shown.has(id));
  }, [lists]);
  useEffect(() => () => void clearSelection(), []);
}

function cardOf(e: Event): HTMLElement | undefined {
  return (e.target as Element).closest<HTMLElement>("[data-task]") ?? undefined;
}

/** A press opens; with Ctrl and Shift it selects, as does a press on the box; on what a card tells it changes that. */
function press(e: MouseEvent): void {
  const card = cardOf(e);
  const id = card?.dataset.task;
  if (!card || !id) return;
  const lane = card.dataset.lane ?? "";
  const part = (e.target as Element).closest<HTMLElement>("[data-edit]");
  const picks = (e.target as Element).closest("[data-pick]") !== null;
  const many = e.ctrlKey || e.metaKey;
  if ((many || e.shiftKey) && !mayEdit.peek()) return;
  e.preventDefault();
  if ((many || picks) && !e.shiftKey) {
    toggle(id, lane ? `${lane}\n${id}` : id);
    if (!picks) card.focus({ preventScroll: true });
  } else if (e.shiftKey) withMore(({ rangeToCard }) => rangeToCard(id, lane));
  else if (part) openField(part.dataset.edit as FieldName, part, id);
  else withMore(({ openCard }) => openCard(id));
}

function menu(e: MouseEvent): void {
  const id = cardOf(e)?.dataset.task;
  if (!id || e.shiftKey) return;
  e.preventDefault();
  const at = new DOMRect(e.clientX, e.clientY, 0, 0);
  withMore(({ openCardMenu }) => openCardMenu(at, id));
}

function focused(e: FocusEvent): void {
  const card = cardOf(e);
  if (!card?.dataset.task) return;
  visit(card.dataset.task, card.dataset.lane);
  seen(card.dataset.task);
}

function LoadingBoard({ project: now }: { project: Project }) {
  return (
    <div class="split">
      <div class="board" aria-busy="true">
        {now.statuses.map((status, i) => (
          <section class="col" key={status.id} aria-label={status.name}>
            <header class="ch"><h2 class="cut">{status.name}</h2></header>
            <div class="cells">{Array.from({ length: 3 - (i % 3) }, (_, n) => <div class="card loading" key={n}><Bars /></div>)}</div>
          </section>
        ))}
      </div>
    </div>
  );
}
