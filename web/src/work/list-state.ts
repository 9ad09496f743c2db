// What the list shows now: the person's look of it, the rows that follow from
// tasks, filter and look, and where the keyboard is.

import { computed, effect, signal, untracked } from "@preact/signals";
import type { Id, Task } from "../api/types";
import { me } from "../identity/session";
import { isPhone } from "../kit/media";
import { members } from "../org/org";
import { preference } from "../org/preferences";
import { mayEdit, project, projectId, tasksOf } from "../project/project";
import { tables } from "../records/records";
import { changeView, finished, type GroupName, GROUPS, matchesNow, parseSort, printSort, type SortKey, today, view } from "./filter";
import { isMany, type Order } from "./group";
import { BESIDE, type ColumnName, COLUMN_NAMES, COLUMNS, fitting, SPARE, USUAL } from "./list-columns";
import { type Asked, buildModel, type Heights, NO_MODEL } from "./list-model";
import { openTask } from "./focus";
import { keepShown, selectedCount } from "./selection";
import { listMatching, listOrder } from "./view-order";

/** What a person's list of a project looks like, kept by the server. */
interface Look {
  columns: ColumnName[];
  widths: Partial<Record<ColumnName, number>>;
  sort: string;
  group: GroupName;
  /** Groups that are closed: "status/sts_1". */
  closed: string[];
  empty: boolean;
  nested: boolean;
}
const PLAIN: Look = { columns: USUAL, widths: {}, sort: "", group: "status", closed: [], empty: false, nested: true };
const MOST_CLOSED = 200;

const kept = () => preference<Partial<Look>>(`list:${projectId.value}`, {});

export const look = computed<Look>(() => {
  const value = kept().value;
  const columns = value.columns?.filter((name) => COLUMN_NAMES.includes(name)) ?? USUAL;
  return { ...PLAIN, ...value, columns: columns.includes("title") ? columns : ["title", ...columns], group: GROUPS.find((group) => group === value.group) ?? PLAIN.group };
});

export function changeLook(set: Partial<Look>): void {
  const now = kept();
  now.set({ ...now.peek(), ...set });
}

export function usualLook(): void {
  kept().set({});
  changeView({ ...view.peek(), sort: [], group: "" });
}

export const sorting = computed<SortKey[]>(() => (view.value.sort.length > 0 ? view.value.sort : parseSort(look.value.sort)));
export const grouping = computed<GroupName>(() => view.value.group || look.value.group);
/** Cards may be put between others only where their rank decides. */
export const byRankOnly = computed(() => sorting.value.length === 0 || (sorting.value[0]!.by === "rank" && !sorting.value[0]!.down));

/** What one chooses is kept, and stands in the address for others. */
export function setSorting(keys: SortKey[]): void {
  changeLook({ sort: printSort(keys) });
  changeView({ ...view.peek(), sort: keys });
}

export function setGrouping(group: GroupName): void {
  changeLook({ group });
  changeView({ ...view.peek(), group });
}

export function toggleGroup(key: string): void {
  const name = `${grouping.peek()}/${key}`;
  const { closed } = look.peek();
  changeLook({ closed: closed.includes(name) ? closed.filter((other) => other !== name) : [...closed, name].slice(-MOST_CLOSED) });
}

export function closeAllGroups(close: boolean): void {
  const by = grouping.peek();
  const others = look.peek().closed.filter((name) => !name.startsWith(`${by}/`));
  changeLook({ closed: close ? [...others, ...listModel.peek().sections.map(({ key }) => `${by}/${key}`)].slice(-MOST_CLOSED) : others });
}

/** Parents whose subtasks are put away, until the page is left. */
export const folded = signal<ReadonlySet<Id>>(new Set());
export function toggleFold(id: Id): void {
  const next = new Set(folded.peek());
  if (!next.delete(id)) next.add(id);
  folded.value = next;
}

/** How much room there is: set by the grid. */
export const room = signal({ middle: false });

/** The columns as they are shown: without those that say the same in every row, and without those that do not fit. */
export const shownColumns = computed<ColumnName[]>(() => {
  const single = new Set(view.value.clauses.filter(({ not, values }) => !not && values.length === 1).map(({ field }) => field));
  const beside = openTask.value !== "";
  return look.value.columns.filter((name) => {
    const { filter } = COLUMNS[name];
    if (filter && single.has(filter)) return false;
    return beside ? BESIDE.has(name) : !(room.value.middle && SPARE.has(name));
  });
});

/** A column whose edge is in the hand. */
export const resizing = signal<{ name: ColumnName; width: number } | undefined>();
export function widthOf(name: ColumnName): number {
  // Beside an open task there is room for what it is, and a face.
  if (openTask.value && (name === "title" || name === "assignees")) return COLUMNS[name].least;
  return fitting(name, resizing.value?.name === name ? resizing.value.width : look.value.widths[name]);
}

/** Heights follow from text size and density: the grid measures them. */
export const heights = signal<Heights>({ group: 34, task: 34, add: 34 });

const order = computed<Order>(() => ({
  statuses: project.value?.statuses ?? [], labels: project.value?.labels ?? [], members: members.value, me: me.value, today: today.value, finished: finished.value,
}));

export const listModel = signal(NO_MODEL);
/** Changes when somebody asked for another view, not when the tasks changed. */
export const viewNumber = signal(0);

const closedSet = computed(() => new Set(look.value.closed));
const asked = computed<Asked>(() => ({
  matches: matchesNow.value, sort: sorting.value, group: grouping.value, order: order.value, closed: closedSet.value, withEmpty: look.value.empty,
  nested: look.value.nested, folded: folded.value, mayAdd: mayEdit.value && !isPhone.value, heights: heights.value,
}));

/** In the order in which they stood before, so that sorting has little to do. */
function lastOrder(tasks: Task[], before: readonly Id[]): Task[] {
  if (before.length === 0) return tasks;
  const left = new Map(tasks.map((task) => [task.id, task]));
  const ordered: Task[] = [];
  for (const id of before) {
    const task = left.get(id);
    if (!task) continue;
    ordered.push(task);
    left.delete(id);
  }
  for (const task of left.values()) ordered.push(task);
  return ordered;
}

/**
 * Follows the tasks while the list is shown: at once where the view was changed,
 * else with the next frame, and more seldom where there are very many to sort.
 */
export function followList(): () => void {
  let due: ReturnType<typeof setTimeout> | undefined;
  let frame = 0;
  let last = 0;
  let took = 0;
  const build = () => {
    const start = performance.now();
    listModel.value = buildModel(lastOrder(tasksOf(projectId.peek()), listModel.peek().matching), asked.peek());
    const { keys, matching, rows, by } = listModel.peek();
    listOrder.value = isMany(by) ? [...new Set(rows.flatMap((row) => (row.kind === "task" ? [row.id] : [])))] : keys;
    listMatching.value = matching;
    if (selectedCount.peek() > 0) {
      const shown = new Set(matching);
      keepShown((id) => shown.has(id));
    }
    last = performance.now();
    took = last - start;
  };
  const stopView = effect(() => {
    void asked.value;
    void projectId.value;
    untracked(() => {
      viewNumber.value++;
      build();
    });
  });
  let known = tables.task.revision.peek();
  const stopTasks = effect(() => {
    const revision = tables.task.revision.value;
    if (revision === known || due !== undefined) return;
    known = revision;
    due = setTimeout(() => {
      frame = requestAnimationFrame(() => {
        due = undefined;
        known = tables.task.revision.peek();
        untracked(build);
      });
    }, Math.max(0, last + 4 * took - performance.now()));
  });
  return () => {
    stopView();
    stopTasks();
    clearTimeout(due);
    cancelAnimationFrame(frame);
    listModel.value = NO_MODEL;
    listOrder.value = [];
    listMatching.value = [];
  };
}
