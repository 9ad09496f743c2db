// The board: ruled columns from edge to edge, a task beside it.

import { useEffect, useRef } from "preact/hooks";
import type { Project } from "../api/types";
import { announce } from "../kit/announce";
import { isNarrow, isPhone } from "../kit/media";
import { popupIsOpen } from "../kit/popup";
import { Bars, ProblemPage } from "../kit/state";
import { dismissToasts } from "../kit/toast";
import { useCommands, type Command } from "../keys/keys";
import { ProjectHead } from "../project/head";
import { boardLoaded, boardProblem, loadBoard, mayEdit, project, reloadBoard } from "../project/project";
import { onReload, orgId } from "../org/org";
import { tables } from "../records/records";
import { go, route, to } from "../routes";
import { t } from "../text/text";
import { carry, letGo, lift, putBack, step } from "./carry";
import { ColumnView } from "./column";
import { columns } from "./columns";
import { redo, trashTask, undo } from "./commands";
import { dragCards } from "./drag";
import { EmptyBoard } from "./empty";
import { FilterBar, focusFilter } from "./filter-bar";
import { clearFilter, isFiltered } from "./filter";
import { beside, currentCard, firstCard, focusCard, openTask, visit } from "./focus";
import { glideOn, remember } from "./glide";
import { Lanes } from "./lanes";
import { followMarks, seen } from "./marks";
import { openCardMenu, openMoveMenu } from "./move-menu";
import { Panel } from "./panel";
import { adding } from "./quick-add";
import { fieldKeys } from "./field-keys";

export function BoardScreen() {
  const now = project.value;
  useEffect(() => {
    if (now) void loadBoard(now.id);
  }, [now?.id]);
  useEffect(() => onReload(reloadBoard), []);
  useEffect(followMarks, []);
  if (!now) return null;
  const key = route.value.name === "board" ? route.value.task : undefined;
  // Where it is narrow the panel covers the page, with a way back.
  if (key && isNarrow.value) return <Panel key={key} taskKey={key} />;
  return (
    <>
      <ProjectHead project={now} at="board" />
      {boardLoaded.value ? <BoardBody project={now} task={key} /> : boardProblem.value ? <ProblemPage problem={boardProblem.value} retry={() => void loadBoard(now.id)} /> : <LoadingBoard project={now} />}
    </>
  );
}

function BoardBody({ project: now, task }: { project: Project; task: string | undefined }) {
  const lists = columns.value;
  const empty = [...lists.values()].every((column) => column.count === 0);
  return (
    <>
      {!empty && <FilterBar />}
      {isPhone.value && <Lanes project={now} />}
      <div class={`split${task ? " with-panel" : ""}`}>
        {empty && mayEdit.value && !task ? (
          <EmptyBoard project={now} />
        ) : (
          <Columns project={now} />
        )}
        {task && <Panel key={task} taskKey={task} />}
      </div>
    </>
  );
}

function Columns({ project: now }: { project: Project }) {
  const board = useRef<HTMLDivElement>(null);
  const lists = columns.value;
  useEffect(() => dragCards(board.current!, () => mayEdit.peek()), []);
  useEffect(() => glideOn(board.current!), []);
  useEffect(() => {
    tables.task.beforeChange = remember;
    return () => {
      tables.task.beforeChange = undefined;
    };
  }, []);
  // The open card stays in sight beside its panel.
  useEffect(() => {
    const id = openTask.value;
    if (!id) return;
    requestAnimationFrame(() => board.current?.querySelector(`[data-task="${CSS.escape(id)}"]`)?.scrollIntoView({ block: "nearest", inline: "nearest" }));
  }, [openTask.value]);
  useBoardKeys(now);

  return (
    <div
      class="board"
      ref={board}
      onClick={(e) => {
        const id = cardOf(e);
        if (id && !(e.ctrlKey || e.metaKey)) {
          e.preventDefault();
          open(id);
        }
      }}
      onContextMenu={(e) => {
        const id = cardOf(e);
        if (!id || e.shiftKey) return;
        e.preventDefault();
        openCardMenu(new DOMRect(e.clientX, e.clientY, 0, 0), id);
      }}
      onFocusIn={(e) => {
        const id = cardOf(e);
        if (!id) return;
        visit(id);
        seen(id);
      }}
    >
      <p class="vh" id="board-keys">{t("board.keys")}</p>
      {now.statuses.map((status) => (
        <ColumnView key={status.id} project={now} status={status} column={lists.get(status.id)!} />
      ))}
    </div>
  );
}

function cardOf(e: Event): string | undefined {
  return (e.target as Element).closest<HTMLElement>("[data-task]")?.dataset.task;
}

function open(id: string): void {
  const task = tables.task.peek(id);
  const now = project.peek();
  if (task?.key && now) go(to.board(orgId.peek(), now.key, task.key));
}

function useBoardKeys(now: Project): void {
  const board = t("keys.board");
  const walk = (direction: "up" | "down" | "before" | "after") => () => {
    if (carry.peek()?.by === "keys") return step(direction);
    const id = currentCard();
    const next = id ? beside(id, direction) : firstCard();
    if (next) focusCard(next);
  };
  const withCard = (run: (id: string, card: HTMLElement | undefined) => void) => () => {
    const id = currentCard();
    if (id) run(id, document.querySelector<HTMLElement>(`[data-task="${CSS.escape(id)}"]`) ?? undefined);
  };
  const list: Command[] = [
    { keys: "c", group: board, words: t("keys.new"), run: () => mayEdit.peek() && (adding.value = now.statuses[0]?.id ?? "") },
    { keys: "/", group: board, words: t("keys.filter"), run: focusFilter },
    { keys: "ArrowDown", group: board, words: t("keys.down"), run: walk("down"), hidden: true },
    { keys: "ArrowUp", group: board, words: t("keys.up"), run: walk("up"), hidden: true },
    { keys: "ArrowRight", group: board, words: t("keys.after"), run: walk(isRtl() ? "before" : "after"), hidden: true },
    { keys: "ArrowLeft", group: board, words: t("keys.before"), run: walk(isRtl() ? "after" : "before"), hidden: true },
    { keys: "j", group: board, words: t("keys.down"), run: walk("down") },
    { keys: "k", group: board, words: t("keys.up"), run: walk("up") },
    { keys: "n", group: board, words: t("keys.after"), run: walk("after") },
    { keys: "N", group: board, words: t("keys.before"), run: walk("before") },
    { keys: "Enter", group: board, words: t("keys.open"), run: enter },
    { keys: " ", group: board, words: t("keys.lift"), run: space },
    { keys: "s", group: board, words: t("keys.move"), run: withCard((id, card) => mayEdit.peek() && openMoveMenu(card ?? new DOMRect(200, 200, 0, 0), id)) },
    { keys: ".", group: board, words: t("keys.more"), run: withCard((id, card) => openCardMenu(card ?? new DOMRect(200, 200, 0, 0), id)) },
    { keys: "Delete", group: board, words: t("keys.trash"), run: withCard((id) => mayEdit.peek() && void trashTask(id)) },
    ...fieldKeys(withCard),
    { keys: "Ctrl+Z", group: board, words: t("undo"), run: () => void undo() },
    { keys: "Ctrl+Shift+Z", group: board, words: t("redo"), run: () => void redo() },
    { keys: "Escape", group: board, words: t("keys.escape"), run: peel },
  ];
  useCommands(list, [now.id, now.statuses]);
}

function isRtl(): boolean {
  return document.documentElement.dir === "rtl";
}

function enter(e: KeyboardEvent): unknown {
  if (carry.peek()?.by === "keys") return drop();
  const id = (e.target as HTMLElement).dataset?.task;
  return id ? open(id) : false;
}

function space(e: KeyboardEvent): unknown {
  if (carry.peek()?.by === "keys") return drop();
  const id = (e.target as HTMLElement).dataset?.task;
  if (!id) return false;
  if (mayEdit.peek()) lift(id, "keys");
  else announce(t("board.readOnly"));
  return true;
}

function drop(): void {
  const id = carry.peek()?.id;
  letGo();
  if (id) focusCard(id);
}

/** Escape takes away one layer at a time. */
function peel(): void {
  const now = carry.peek();
  if (now) {
    putBack();
    focusCard(now.id);
  } else if (popupIsOpen()) return;
  else if (route.peek().name === "board" && openTask.peek()) {
    const id = openTask.peek();
    go(to.board(orgId.peek(), project.peek()?.key ?? ""));
    focusCard(id);
  } else if (!dismissToasts() && isFiltered()) clearFilter();
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
