// The view of the open project that board and list share: what stands in the
// address is what is shown, so the back button, a copied link and the switch
// from board to list all keep it.

import { batch, computed, effect, signal } from "@preact/signals";
import { me } from "../identity/session";
import { project } from "../project/project";
import { go, keepQuery, path, query, route } from "../routes";
import { NO_VIEW, type Clause, type Matches, matcher, parseView, printView, type View, withClause } from "./filter-rules";

export * from "./filter-rules";

const shown = signal<View>(NO_VIEW);
/** What is asked now. Change it by changeView. */
export const view = computed(() => shown.value);

export const isView = computed(() => route.value.name === "board" || route.value.name === "list");

/** The text of the address that `shown` was read from, or will be written to. */
let written = "";

// The address leads; what was typed and is not in it yet is written soon.
effect(() => {
  const search = query.value;
  void path.value;
  if (!isView.value || search === written) return;
  clearTimeout(later);
  written = search;
  shown.value = parseView(search);
});

const QUIET = 300; // browsers count how often an address changes
let later: ReturnType<typeof setTimeout> | undefined;

/** Shows another view. The step can be taken back with the back button; `replace` makes it none. */
export function changeView(next: View, how: { replace?: boolean } = {}): void {
  const search = printView(next);
  clearTimeout(later);
  batch(() => {
    written = search;
    shown.value = next;
    keepQuery(search);
    write(how.replace ?? false);
  });
}

/** Words change with each key: the first is a step, the others change it. */
export function typeWords(q: string): void {
  const before = shown.peek();
  if (before.q === q) return;
  const next = { ...before, q };
  if (!before.q.trim() || !q.trim()) {
    changeView(next);
    return;
  }
  clearTimeout(later);
  written = printView(next);
  shown.value = next;
  keepQuery(written);
  later = setTimeout(() => write(true), QUIET);
}

function write(replace: boolean): void {
  if (isView.peek() && written !== query.peek()) go(`${path.peek()}${written || "?"}`, { replace });
}

export function setClause(at: number, clause: Clause | undefined): void {
  changeView(withClause(shown.peek(), at, clause));
}

export function isFiltered(): boolean {
  return view.value.clauses.length > 0 || view.value.q.trim() !== "";
}

export function clearFilter(): void {
  changeView({ ...shown.peek(), clauses: [], q: "" });
}

/** The reader's day; whoever leaves the page open overnight sees tomorrow's. */
export const today = signal(isoDay(new Date()));
if (typeof document !== "undefined") {
  const look = () => {
    today.value = isoDay(new Date());
  };
  document.addEventListener("visibilitychange", look);
  setInterval(look, 60_000);
}

export function isoDay(date: Date): string {
  return `${date.getFullYear()}-${String(date.getMonth() + 1).padStart(2, "0")}-${String(date.getDate()).padStart(2, "0")}`;
}

export const finished = computed<ReadonlySet<string>>(() => new Set(project.value?.statuses.filter((s) => s.group === "done" || s.group === "dropped").map((s) => s.id)));

export const meaning = computed(() => ({ me: me.value, today: today.value, finished: finished.value }));

/** Does the view show this task? The same function until the view changes. */
export const matchesNow = computed<Matches>(() => matcher(view.value, meaning.value));
