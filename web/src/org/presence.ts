// Who is where: what this tab looks at and types in is told to the server, and
// what it tells of others is kept as long as the line holds. Nothing of it is
// in the log, and nothing depends on it.

import { computed, signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { presence as calls } from "../api/calls";
import { newId } from "../api/ids";
import type { Doing, Id, Presence, TypedField } from "../api/types";

const RENEW = 20_000;
/** Not more often than this, however much happens. */
const APART = 1_000;
/** Who typed this long ago has stopped. */
const TYPED = 5_000;

const everyone = signal<ReadonlyMap<string, Presence>>(new Map());
const self = signal("");

/** The other people, each once: with what they do most actively in whichever tab. */
function others(where: (one: Presence) => boolean): Presence[] {
  const found = new Map<Id, Presence>();
  for (const one of everyone.value.values()) {
    if (one.member === self.value || !where(one)) continue;
    const known = found.get(one.member);
    if (!known || ACTIVE.indexOf(one.doing) > ACTIVE.indexOf(known.doing)) found.set(one.member, one);
  }
  return [...found.values()].sort((a, b) => (a.member < b.member ? -1 : 1));
}
const ACTIVE: Doing[] = ["viewing", "editing", "typing"];

/** Who else looks at this task, or with project at anything in it. Reading it in a component subscribes. */
export function viewers(where: { project?: Id; task?: Id }): Presence[] {
  return others((one) => (where.task ? one.task === where.task : one.project === where.project));
}

/** Who else types (or has the editor open) in this text now. */
export function typing(task: Id, field: TypedField, doing: Doing = "typing"): Presence[] {
  return others((one) => one.task === task && one.field === field && (one.doing === doing || one.doing === "typing"));
}

/** Whether anybody else is here at all: cheap to ask before anything is drawn. */
export const notAlone = computed(() => everyone.value.size > 0);

// What comes by the stream.

export function takePresence(said: Presence): void {
  const next = new Map(everyone.peek());
  if (said.gone || !said.project) next.delete(said.client);
  else if (said.client !== client) next.set(said.client, said);
  everyone.value = next;
}

/** The line is gone, or has come anew and tells who is there: what was known is no longer true. */
export function forgetPresence(): void {
  if (everyone.peek().size > 0) everyone.value = new Map();
}

// What is told.

const client = newId("tab");
let org = "";
let looking: { project: Id; task: Id | null }[] = [];
let editing: { task: Id; field: TypedField } | undefined;
let typed: { task: Id; field: TypedField; until: number } | undefined;
let said = "";
let saidAt = 0;
let timer: ReturnType<typeof setTimeout> | undefined;

/** Called when the organisation is opened, with who looks at it; with "" nobody does any more. */
export function openPresence(user: string, organisation: string): void {
  if (org && org !== organisation) tell({ leaving: true });
  org = organisation;
  self.value = user;
  said = "";
  forgetPresence();
  soon(0);
}

/** While the component is shown, its person looks at this project, and at this task of it. */
export function useLooking(project: Id | undefined, task?: Id): void {
  useEffect(() => {
    if (!project) return;
    const here = { project, task: task ?? null };
    looking = [...looking, here];
    soon(200);
    return () => {
      looking = looking.filter((one) => one !== here);
      soon(200);
    };
  }, [project, task]);
}

/** While the component is shown with on, its person has this text open to be changed. */
export function useEditing(task: Id, field: TypedField, on = true): void {
  useEffect(() => {
    if (!on) return;
    const here = { task, field };
    editing = here;
    soon(200);
    return () => {
      if (editing === here) editing = undefined;
      if (typed?.task === task && typed.field === field) typed = undefined;
      soon(200);
    };
  }, [task, field, on]);
}

/** Called with each key that changes a text. */
export function tellTyping(task: Id, field: TypedField): void {
  const fresh = !typed || typed.task !== task || typed.field !== field;
  typed = { task, field, until: Date.now() + TYPED };
  if (fresh) soon(0);
}

/** The text was sent or left. */
export function stoppedTyping(): void {
  if (!typed) return;
  typed = undefined;
  soon(0);
}

function now(): Omit<Presence, "member" | "gone"> {
  if (typed && typed.until <= Date.now()) typed = undefined;
  const place = looking.findLast((one) => one.task) ?? looking.at(-1);
  const open = typed ?? editing;
  if (!place || (typeof document !== "undefined" && document.hidden)) return { client, project: null, doing: "viewing" };
  const doing: Doing = open ? (typed ? "typing" : "editing") : "viewing";
  return { client, project: place.project, task: open?.task ?? place.task, doing, ...(open ? { field: open.field } : {}) };
}

function soon(ms: number): void {
  clearTimeout(timer);
  timer = setTimeout(() => tell(), Math.max(ms, saidAt + APART - Date.now()));
}

function tell({ leaving }: { leaving?: boolean } = {}): void {
  clearTimeout(timer);
  if (!org) return;
  const body = leaving ? ({ client, project: null, doing: "viewing" } as const) : now();
  const words = JSON.stringify(body);
  const gone = body.project === null;
  // Not there, and not there a moment ago either.
  if (!(gone && (said === "" || said === words)) && (said !== words || Date.now() - saidAt > RENEW / 2)) {
    said = words;
    saidAt = Date.now();
    calls.tell(org, body).catch(() => {
      // It is told again soon enough.
    });
  }
  if (!gone) timer = setTimeout(() => tell(), typed ? TYPED + 100 : RENEW);
}

if (typeof document !== "undefined") {
  document.addEventListener("visibilitychange", () => soon(document.hidden ? 10_000 : 0));
  addEventListener("pagehide", () => tell({ leaving: true }));
}
