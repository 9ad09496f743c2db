// One feed of comments and changes, in order of time.

import { useEffect, useState } from "preact/hooks";
import { tasks } from "../api/calls";
import { asProblem } from "../api/problem";
import type { HistoryEntry, Id, Task } from "../api/types";
import { Icon, Tile } from "../kit/icon";
import { firstName } from "../kit/people";
import { toastProblem } from "../kit/toast";
import { memberById, onChanges, onReload, orgId } from "../org/org";
import { mayEdit, project } from "../project/project";
import { tables } from "../records/records";
import { dateWords, day, fullMoment, moment } from "../text/dates";
import { t, type Message } from "../text/text";
import { CommentView, commentsOf } from "./comments";
import { undo } from "./commands";
import { historyLines, type HistoryLine, words } from "./history";

type Show = "all" | "comments" | "history";
const SHOWS: Show[] = ["all", "comments", "history"];

export function Feed({ task }: { task: Task }) {
  const [show, setShow] = useState<Show>("all");
  const [entries, setEntries] = useState<HistoryEntry[]>([]);
  const id = task.id;

  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let gone = false;
    const load = () => {
      tasks.history(orgId.peek(), task.project, id).then((list) => !gone && setEntries(list), () => {});
    };
    const loadAll = () => {
      load();
      tasks.comments(orgId.peek(), task.project, id).then((list) => tables.comment.putAll(list), (error) => toastProblem(t("comment.notLoaded"), asProblem(error), loadAll));
    };
    loadAll();
    const stopWatching = onChanges((changes) => {
      if (!changes.some((change) => change.id === id && change.kind !== "taskTally")) return;
      clearTimeout(timer);
      timer = setTimeout(load, 300);
    });
    const stopReloading = onReload(loadAll);
    return () => {
      gone = true;
      clearTimeout(timer);
      stopWatching();
      stopReloading();
    };
  }, [id]);

  const comments = commentsOf(id);
  const lines = historyLines(entries, {
    status: (s) => project.value?.statuses.find((status) => status.id === s)?.name ?? t("did.formerColumn"),
    label: (l) => project.value?.labels.find((label) => label.id === l)?.name ?? t("did.formerLabel"),
    member: (m) => personName(m),
    date: (d) => dateWords(day(d)),
  });
  const items = [
    ...(show === "history" ? [] : comments.map((comment) => ({ at: comment.createdAt, key: comment.id, view: <CommentView key={comment.id} task={task} comment={comment} /> }))),
    ...(show === "comments" ? [] : lines.map((line) => ({ at: line.at, key: `h${line.key}`, view: <Line key={`h${line.key}`} line={line} /> }))),
  ].sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));

  return (
    <section class="sec act" aria-label={t("feed")}>
      <div class="sh">
        <div class="tabs" role="group" aria-label={t("feed.show")}>
          {SHOWS.map((name) => (
            <button type="button" key={name} class={`tab${name === show ? " on" : ""}`} aria-pressed={name === show} onClick={() => setShow(name)}>
              {name === "comments" && comments.length > 0 ? t("feed.comments.count", { n: comments.length }) : t(`feed.${name}` as Message)}
            </button>
          ))}
        </div>
      </div>
      <div class="feed">
        {items.map((item) => item.view)}
        {items.length === 0 && <p class="dim">{t(show === "comments" ? "feed.noComments" : "feed.nothing")}</p>}
      </div>
    </section>
  );
}

function personName(id: Id): string {
  const member = memberById(id);
  return member ? firstName(member.name) : t("people.former");
}

function Line({ line }: { line: HistoryLine }) {
  const status = project.value?.statuses.find((s) => s.id === line.status);
  const takeBack = async () => {
    for (const op of line.ops) await undo(op);
  };
  return (
    <div class="ev">
      <span class="gl">{status ? <Tile group={status.group} /> : <Icon name="pencil" small />}</span>
      <span dir="auto">
        <b>{personName(line.actor)}</b> {words(line.words)} · <time dateTime={line.at} title={fullMoment(line.at)}>{moment(line.at)}</time>
        {line.ops.length > 0 && mayEdit.value && (
          <>
            {" · "}
            <button type="button" class="link" onClick={() => void takeBack()}>{t("undo")}</button>
          </>
        )}
      </span>
    </div>
  );
}
