// How one wants the board of a project: which fields cards show, lanes, what is
// left out, which columns are folded. It is the person's own, on every browser;
// lanes and what is left out stand in the address too, since they are part of
// what a link shows.

import { computed } from "@preact/signals";
import type { Id } from "../api/types";
import { preference } from "../org/preferences";
import { projectId } from "../project/project";
import { changeView, view } from "./filter";

export const CARD_FIELDS = ["key", "parent", "type", "priority", "labels", "subtasks", "comments", "due", "points", "assignees", "age"] as const;
export type CardField = (typeof CARD_FIELDS)[number];

export const LANE_FIELDS = ["none", "assignee", "label", "priority", "parent"] as const;
export type LaneField = (typeof LANE_FIELDS)[number];

/** Finished work is left out after so many days; 0: never. */
export const DONE_DAYS = [0, 1, 7, 14, 30, 90] as const;

interface Kept {
  /** Fields that cards do not show. */
  without?: CardField[];
  lanes?: LaneField;
  emptyLanes?: boolean;
  done?: number;
  /** Columns, and lanes by "field key", that are folded. */
  folded?: string[];
}

const MOST_FOLDED = 200;

const mine = () => preference<Kept>(`board:${projectId.value}`, {});
const kept = computed<Kept>(() => {
  const value: unknown = projectId.value ? mine().value : {};
  return value && typeof value === "object" ? (value as Kept) : {};
});

function keep(change: Kept): void {
  preference<Kept>(`board:${projectId.peek()}`, {}).set({ ...kept.peek(), ...change });
}

const list = (value: unknown): string[] => (Array.isArray(value) ? value.filter((one) => typeof one === "string") : []);

const withoutText = computed(() => list(kept.value.without).sort().join(" "));
/** The fields that cards show; the same set until it is another. */
export const cardFields = computed<ReadonlySet<CardField>>(() => {
  const without = new Set(withoutText.value.split(" "));
  return new Set(CARD_FIELDS.filter((field) => !without.has(field)));
});

export function showField(field: CardField, shown: boolean): void {
  const without = list(kept.peek().without).filter((other) => other !== field) as CardField[];
  keep({ without: shown ? without : [...without, field] });
}

const fromAddress = (name: string): string | undefined => view.value.rest.find(([other]) => other === name)?.[1];

function toAddress(name: string, value: string): void {
  const now = view.peek();
  changeView({ ...now, rest: [...now.rest.filter(([other]) => other !== name), [name, value]] });
}

export const laneField = computed<LaneField>(() => {
  const wanted = fromAddress("lanes") ?? kept.value.lanes;
  return LANE_FIELDS.find((field) => field === wanted) ?? "none";
});

export function chooseLanes(field: LaneField): void {
  keep({ lanes: field });
  toAddress("lanes", field);
}

export const emptyLanes = computed(() => kept.value.emptyLanes === true);
export const showEmptyLanes = (shown: boolean): void => keep({ emptyLanes: shown });

export const hideDone = computed<number>(() => {
  const days = Number(fromAddress("done") ?? kept.value.done ?? 0);
  return Number.isInteger(days) && days > 0 && days <= 3650 ? days : 0;
});

export function hideDoneAfter(days: number): void {
  keep({ done: days });
  toAddress("done", String(days));
}

const foldedText = computed(() => list(kept.value.folded).join("\n"));
/** What is folded, by the id of its column or the name of its lane. */
export const folded = computed<ReadonlySet<string>>(() => new Set(foldedText.value.split("\n").filter(Boolean)));

export function fold(name: string, on: boolean): void {
  const others = list(kept.peek().folded).filter((other) => other !== name);
  keep({ folded: on ? [...others, name].slice(-MOST_FOLDED) : others });
}

export const laneName = (field: LaneField, key: Id): string => `${field} ${key}`;
