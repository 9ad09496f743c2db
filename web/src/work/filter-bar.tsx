// The row above board and list: words, chips, and how many tasks that leaves.
// What builds chips comes when the first is wanted.

import type { ComponentChildren, ComponentType } from "preact";
import { useEffect } from "preact/hooks";
import { signal } from "@preact/signals";
import { Button } from "../kit/button";
import { copy } from "../kit/copy";
import { Icon } from "../kit/icon";
import { toast } from "../kit/toast";
import { useCommands } from "../keys/keys";
import { t } from "../text/text";
import { boardWhole } from "../project/project";
import { columns } from "./columns";
import { clearFilter, isFiltered, typeWords, view } from "./filter";

type Builder = typeof import("./filter-build");
const builder = signal<Builder | undefined>();

async function fetchBuilder(): Promise<Builder | undefined> {
  try {
    return (builder.value ??= await import("./filter-build"));
  } catch {
    toast({ words: t("problem.newer.title"), failed: true });
    return undefined;
  }
}

export function focusFilter(): void {
  document.querySelector<HTMLInputElement>("#board-filter")?.focus();
}

export function addFilter(): void {
  const anchor = document.querySelector<HTMLElement>("#filter-add");
  if (anchor) void fetchBuilder().then((module) => module?.openBuilder(anchor));
}

/** The address of what is shown, for somebody else. */
async function copyView(): Promise<void> {
  toast({ words: (await copy(location.href)) ? t("copy.link.done") : t("copy.failed", { text: location.href }) });
}

interface Counts {
  /** Where the view has counted already. */
  shown?: number;
  total?: number;
  /** What the view adds at the end. */
  children?: ComponentChildren;
}

export function FilterBar({ shown, total, children }: Counts) {
  const lists = total === undefined ? [...columns.value.values()] : [];
  const all = total ?? lists.reduce((sum, column) => sum + column.count, 0);
  const left = shown ?? lists.reduce((sum, column) => sum + column.ids.length, 0);
  const group = t("filter");
  useCommands(
    [
      { id: "filter.add", keys: "f", group, words: t("filter.add"), icon: "list-filter", run: addFilter },
      { id: "filter.clear", keys: "F", group, words: t("filter.clearAll"), icon: "x", run: clearFilter },
      { id: "view.link", keys: "", group, words: t("filter.link"), icon: "link", run: () => void copyView() },
    ],
    [],
  );

  return (
    <div class="fbar" role="search" aria-label={t("filter")}>
      <label class="fc word">
        <Icon name="search" small />
        <span class="vh">{t("filter.words")}</span>
        <input
          id="board-filter" type="search" dir="auto" placeholder={t("filter.placeholder")} value={view.value.q} autocomplete="off"
          onInput={(e) => typeWords(e.currentTarget.value)}
          onKeyDown={(e) => {
            if (e.key !== "Escape") return;
            e.stopPropagation();
            typeWords("");
            e.currentTarget.blur();
          }}
        />
        {!view.value.q && <kbd class="hide-s" aria-hidden="true">/</kbd>}
      </label>
      <Chips />
      <Button id="filter-add" kind="quiet" icon="list-filter" keys="F" aria-haspopup="listbox" onClick={addFilter}>{t("filter")}</Button>
      {isFiltered() && (
        <>
          <Button kind="quiet" onClick={clearFilter}>{t("filter.clear")}</Button>
          <Button kind="quiet" icon="link" label={t("filter.link")} onClick={() => void copyView()} />
        </>
      )}
      <span class="sp" />
      <span class="meta hide-s" role="status">{!boardWhole.value ? "" : isFiltered() ? t("filter.count", { shown: left, total: all }) : t("task.count", { n: all })}</span>
      {children}
    </div>
  );
}

function Chips() {
  const some = view.value.clauses.length > 0;
  useEffect(() => {
    if (some) void fetchBuilder();
  }, [some]);
  const Shown: ComponentType | undefined = some ? builder.value?.FilterChips : undefined;
  return Shown ? <Shown /> : null;
}
