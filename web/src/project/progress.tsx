// How far the projects are: what is done of what is to be done.

import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { projects as calls } from "../api/calls";
import type { Id, Progress, StatusGroup } from "../api/types";
import { Icon } from "../kit/icon";
import { onChanges, onReload, orgId } from "../org/org";
import { t } from "../text/text";

const known = signal<Record<Id, Progress>>({});
/** Changes come in crowds; the counts are asked for once they have passed. */
const GATHER = 1500;

/** Keeps the counts true while the screen is shown. */
export function useProgress(): Record<Id, Progress> {
  const org = orgId.value;
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const load = () => {
      timer = undefined;
      calls.progress(org).then(({ data }) => {
        known.value = Object.fromEntries((data.items ?? []).map((one) => [one.project, one]));
      }, () => undefined); // without an answer the list stands without bars
    };
    const soon = () => (timer ??= setTimeout(load, GATHER));
    load();
    const stop = [onChanges((changes) => changes.some(({ kind }) => kind === "task" || kind === "project") && soon()), onReload(load)];
    return () => {
      clearTimeout(timer);
      stop.forEach((end) => end());
    };
  }, [org]);
  return known.value;
}

const GROUPS: StatusGroup[] = ["done", "review", "doing"];

export function ProgressBar({ progress }: { progress: Progress | undefined }) {
  if (!progress) return <span class="pbar" />;
  const of = progress.total - progress.dropped;
  if (of === 0) return <span class="pbar meta">{t("progress.none")}</span>;
  const words = t("progress.of", { done: progress.done, of });
  return (
    <span class="pbar">
      <span class="bar" role="img" aria-label={words}>
        {GROUPS.map((group) => <i key={group} class={group === "done" ? "" : group === "review" ? "r" : "d"} ref={(el) => {
          if (el) el.style.inlineSize = `${(100 * (progress.byGroup[group] ?? 0)) / of}%`;
        }} />)}
      </span>
      <span class="meta" aria-hidden="true">{words}</span>
      {progress.overdue > 0 && <span class="flag bad"><Icon name="calendar" small />{t("progress.overdue", { n: progress.overdue })}</span>}
    </span>
  );
}
