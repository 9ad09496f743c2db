// What was put into the trash, and the way back.

import { useEffect, useState } from "preact/hooks";
import { tasks } from "../api/calls";
import { asProblem, type Problem } from "../api/problem";
import type { Task } from "../api/types";
import { Button } from "../kit/button";
import { Tile } from "../kit/icon";
import { Bars, ProblemPage } from "../kit/state";
import { Title } from "../kit/words";
import { onReload, orgId } from "../org/org";
import { ProjectHead } from "../project/head";
import { mayEdit, project, projectId } from "../project/project";
import { putTasks, replayRecent, tables } from "../records/records";
import { fullMoment, moment } from "../text/dates";
import { t } from "../text/text";
import { restoreTask } from "./commands";

export function TrashScreen() {
  const now = project.value;
  const [known, setKnown] = useState(false);
  const [problem, setProblem] = useState<Problem | undefined>();
  const id = projectId.value;
  const load = () => {
    setProblem(undefined);
    tasks.trashed(orgId.peek(), id).then(
      (list) => {
        putTasks(list);
        replayRecent();
        setKnown(true);
      },
      (error) => setProblem(asProblem(error)),
    );
  };
  useEffect(load, [id]);
  useEffect(() => onReload(load), [id]);
  if (!now) return null;
  const list = tables.task.all().filter((task) => task.project === id && task.trashedAt).sort((a, b) => ((a.trashedAt ?? "") < (b.trashedAt ?? "") ? 1 : -1));

  return (
    <>
      <ProjectHead project={now} at="trash" />
      <div class="page">
        {problem ? (
          <ProblemPage problem={problem} retry={load} />
        ) : !known ? (
          <Bars />
        ) : list.length === 0 ? (
          <div class="emptybox"><h2 class="big">{t("trash.empty.title")}</h2><p class="mid">{t("trash.empty.body")}</p></div>
        ) : (
          <section class="block" aria-labelledby="trash-title">
            <div class="bh"><h2 id="trash-title">{t("task.count", { n: list.length })}</h2></div>
            <ul>{list.map((task) => <Row key={task.id} task={task} />)}</ul>
          </section>
        )}
      </div>
    </>
  );
}

function Row({ task }: { task: Task }) {
  const status = project.value?.statuses.find((s) => s.id === task.status);
  const [working, setWorking] = useState(false);
  return (
    <li class="wr">
      {status && <Tile group={status.group} label={status.name} />}
      <span class="key">{task.key}</span>
      <span class="cut" dir="auto"><Title text={task.title} /></span>
      <span class="sp" />
      <time class="meta" dateTime={task.trashedAt ?? ""} title={fullMoment(task.trashedAt!)}>{moment(task.trashedAt!)}</time>
      {mayEdit.value && (
        <Button
          icon="undo-2" working={working} aria-label={t("restore.key", { key: task.key })}
          onClick={async () => {
            setWorking(true);
            await restoreTask(task);
            setWorking(false);
          }}
        >
          {t("restore")}
        </Button>
      )}
    </li>
  );
}
