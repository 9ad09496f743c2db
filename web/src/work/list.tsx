// The list of a project's tasks: a chunk of its own, loaded when it is asked for.

import { useEffect } from "preact/hooks";
import type { Project } from "../api/types";
import { Button } from "../kit/button";
import { isNarrow, isPhone } from "../kit/media";
import { addSheet } from "../kit/sheet";
import { Bars, ProblemPage } from "../kit/state";
import { useCommands } from "../keys/keys";
import { onReload, orgId } from "../org/org";
import { ProjectHead } from "../project/head";
import { boardLoaded, boardProblem, boardWhole, loadBoard, mayEdit, mayManage, project, reloadBoard } from "../project/project";
import { route, to } from "../routes";
import sheet from "../css/list.css" with { type: "text" };
import { list } from "../text/en/list";
import { addTexts, t, type Message } from "../text/text";
import { BulkHost } from "./bulk-host";
import { clearFilter, isFiltered } from "./filter";
import { FilterBar } from "./filter-bar";
import { openTask } from "./focus";
import { carried, lineTop } from "./list-carry";
import { openDisplay } from "./list-display";
import { listAdding } from "./list-add";
import { ListAdd } from "./list-add-row";
import { reveal } from "./list-focus";
import { Grid } from "./list-grid";
import icons from "./list.sprite";
import { cellKeys, listKeys } from "./list-keys";
import { followList, grouping, listModel, look } from "./list-state";
import { placed } from "./list-row";
import { followMarks } from "./marks";
import { fetchPickers } from "./open-field";
import { Panel } from "./panel";
import { clearSelection } from "./selection";

addTexts(list);
addSheet(sheet);
fetchPickers(0);
document.querySelector("svg.sprite")?.insertAdjacentHTML("beforeend", icons);

export function ListScreen() {
  const now = project.value;
  useEffect(() => {
    if (now) void loadBoard(now.id);
  }, [now?.id]);
  useEffect(() => onReload(reloadBoard), []);
  useEffect(followMarks, []);
  if (!now) return null;
  const key = route.value.name === "list" ? route.value.task : undefined;
  // Where it is narrow the panel covers the page, with a way back.
  if (key && isNarrow.value) return <Panel key={key} taskKey={key} />;
  return (
    <>
      <ProjectHead project={now} at="list" />
      {boardLoaded.value ? <ListBody key={now.id} project={now} task={key} /> : boardProblem.value ? <ProblemPage problem={boardProblem.value} retry={() => void loadBoard(now.id)} /> : <LoadingList />}
    </>
  );
}

function ListBody({ project: now, task }: { project: Project; task: string | undefined }) {
  useEffect(() => {
    const stop = followList();
    return () => {
      stop();
      clearSelection();
      listAdding.value = undefined;
    };
  }, [now.id]);
  useCommands(listKeys(), [now.id]);
  useOpenInSight();
  const { total, shown } = listModel.value;
  const nothing = shown === 0;
  return (
    <>
      {total > 0 && (
        <FilterBar shown={shown} total={total}>
          {!isPhone.value && grouping.value !== "none" && <span class="meta hide-s">{t(`grouped.${grouping.value}` as Message)}</span>}
          <Button kind="quiet" icon="sliders-horizontal" aria-haspopup="dialog" onClick={(e) => openDisplay(e.currentTarget)}>{t("display")}</Button>
        </FilterBar>
      )}
      <div class={`split${task ? " with-panel" : ""}`} onKeyDown={cellKeys}>
        <div class="lwrap">
          <p class="vh" id="list-keys">{t("list.keys")}</p>
          {total === 0 && boardWhole.value ? <EmptyList project={now} /> : nothing && boardWhole.value && !look.value.empty ? <NothingLeft /> : <Grid line={carried.value && <div class="lline" ref={placed(lineTop(carried.value))} />} />}
          <BulkHost />
        </div>
        {task && <Panel key={task} taskKey={task} />}
      </div>
    </>
  );
}

/** The row of the open task stays in sight beside its panel. */
function useOpenInSight(): void {
  useEffect(() => {
    const id = openTask.value;
    if (!id) return;
    requestAnimationFrame(() => {
      const box = document.querySelector<HTMLElement>(".tbl");
      const at = listModel.peek().rows.findIndex((row) => row.kind === "task" && row.id === id);
      if (box && at >= 0) reveal(box, at);
    });
  }, [openTask.value]);
}

function NothingLeft() {
  return (
    <div class="emptybox lempty">
      <h2 class="big">{t("list.nothing.title")}</h2>
      <p class="mid">{t("list.nothing.body")}</p>
      {isFiltered() && <div class="row"><Button onClick={clearFilter}>{t("filter.clearAll")}</Button></div>}
    </div>
  );
}

/** A list without tasks is the first task's input, with the cursor in it. */
function EmptyList({ project: now }: { project: Project }) {
  const status = now.statuses.find((s) => s.group === "ready") ?? now.statuses[0];
  return (
    <div class="emptybox lempty">
      <h2 class="big">{t("empty.board.title")}</h2>
      <p class="mid">{t(mayEdit.value ? "list.empty.body" : "list.empty.viewer")}</p>
      {mayEdit.value && status && <ListAdd status={status.id} preset={{}} name="" />}
      {mayManage.value && <div class="row"><a class="btn" href={to.import(orgId.value, now.key)}>{t("empty.board.import")}</a></div>}
    </div>
  );
}

function LoadingList() {
  return <div class="split"><div class="tbl" aria-busy="true">{Array.from({ length: 8 }, (_, i) => <div class="lload" key={i}><Bars count={1} /></div>)}</div></div>;
}
