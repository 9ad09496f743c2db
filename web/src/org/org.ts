// The organisation that is open: its people and projects, and its event stream.

import { batch, computed, effect, signal } from "@preact/signals";
import { people, projects as projectCalls } from "../api/calls";
import { isReadAfter, pause, whenAnswered } from "../api/client";
import { asProblem, type Problem } from "../api/problem";
import type { Change, Member, OrgRole, Project } from "../api/types";
import { toast } from "../kit/toast";
import { t } from "../text/text";
import { loadSession, me, session } from "../identity/session";
import { applyChanges, forgetAll, forgetForReset, replayRecent, tables } from "../records/records";
import { openQueue, sendAfter, senderConfirmed, sendNow, sentLately, unsent, useKeeper } from "../records/send";
import { openStream, type Stream, type StreamState } from "../stream/stream";
import { route } from "../routes";
import { loadPreferences, openPreferences, takePreferences } from "./preferences";
import { forgetPresence, openPresence, takePresence } from "./presence";

export const orgId = computed(() => ("org" in route.value ? route.value.org : (session.value?.organisations[0]?.id ?? "")));
export const role = computed<OrgRole | undefined>(() => session.value?.organisations.find((o) => o.id === orgId.value)?.role);
export const orgName = computed(() => tables.organisation.get(orgId.value)?.name ?? session.value?.organisations.find((o) => o.id === orgId.value)?.name ?? "");

export const loaded = signal(false);
export const loadProblem = signal<Problem | undefined>();
export const line = signal<StreamState>("live");
/** When the server was last heard of, where it is not heard now. */
export const lineHeard = signal(0);

export const members = computed<Member[]>(() => tables.member.all().sort((a, b) => a.name.localeCompare(b.name)));
export const projectList = computed<Project[]>(() =>
  tables.project.all().filter((p) => !p.trashedAt && !p.archived).sort((a, b) => a.name.localeCompare(b.name)),
);
export const memberById = (id: string | undefined): Member | undefined => (id ? tables.member.get(id) : undefined);
export const mayManagePeople = computed(() => role.value === "admin");
export const mayCreateProjects = computed(() => role.value === "admin" || role.value === "project_manager");

type Listener = (changes: readonly Change[]) => void;
const listeners = new Set<Listener>();
/** For what is not a record: marks, histories. Called after the records have changed. */
export function onChanges(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

type Reload = () => void;
const reloads = new Set<Reload>();
/** Called when what was loaded may be stale: after a reset, or a gap without resume. */
export function onReload(reload: Reload): () => void {
  reloads.add(reload);
  return () => reloads.delete(reload);
}

/** Loads what is shown again. */
export function reloadShown(): void {
  reloads.forEach((reload) => reload());
}

let stream: Stream | undefined;

/** What is shown and may be old is asked for again this often, until somebody answers. */
const AGAIN = 5_000;

export async function loadOrg(org: string): Promise<void> {
  loadProblem.value = undefined;
  try {
    const [organisation, memberList, list] = await Promise.all([people.organisation(org), people.members(org), projectCalls.list(org)]);
    if (orgId.peek() !== org) return;
    batch(() => {
      tables.organisation.put(organisation.data);
      tables.member.putAll(memberList);
      tables.member.forgetDoubted(() => true);
      tables.project.putAll(list);
      tables.project.forgetDoubted((known) => !known.trashedAt);
      replayRecent();
    });
    loaded.value = true;
  } catch (error) {
    const problem = asProblem(error);
    // While nobody answers, what is known goes on being shown: how old it is the state of the line says.
    if (!problem.unreached || !loaded.peek()) loadProblem.value = problem;
    else setTimeout(() => orgId.peek() === org && void loadOrg(org), AGAIN);
  }
}

function watch(org: string): void {
  stream?.close();
  stream = openStream(`/api/v1/orgs/${encodeURIComponent(org)}/events`, me.peek(), {
    changes(changes) {
      cameAt = Date.now();
      if (keeping && (unsent.peek() > 0 || sentLately())) void keeping.then((kept) => kept.notice(changes));
      applyChanges(changes);
      takePreferences(changes);
      listeners.forEach((listener) => listener(changes));
    },
    reset(project) {
      forgetForReset(project);
      if (!project) {
        void Promise.all([loadOrg(org), loadPreferences()]);
        if (loaded.peek()) void import("../records/keep").then(() => toast({ words: t("reset.done") }));
      }
      reloads.forEach((reload) => reload());
    },
    state(state, heard) {
      lineHeard.value = heard;
      line.value = state;
      if (state !== "live") {
        calmAt = 0;
        forgetPresence();
      }
    },
    opened(at) {
      // What was read already is as new as that: there was nothing in between.
      if (!loaded.peek() || isReadAfter(at)) return;
      void loadOrg(org);
      reloads.forEach((reload) => reload());
    },
    resumed() {
      if (senderConfirmed()) sendNow();
      else void loadSession();
      void loadPreferences();
      void keep().then(() => keeping?.then((kept) => kept.lookAgain()));
    },
    presence: takePresence,
    refused(status) {
      // Signed out elsewhere, or no longer a member: the pages themselves find out, and say so.
      if (status === 401) void loadSession();
      else void loadOrg(org);
    },
  });
}

// What makes changes outlive the page is not needed for the first paint. It comes when the first change is made, at
// once where an earlier page left something, and else when there is time.

let keeping: Promise<typeof import("../records/keep")> | undefined;
let keptFor = "";

async function keep(): Promise<void> {
  const user = me.peek();
  try {
    const loaded = await (keeping ??= import("../records/keep"));
    if (keptFor === user || user !== me.peek()) return;
    keptFor = user;
    await loaded.keepFor(user);
  } catch {
    keeping = undefined;
  }
}

function keepSoon(): void {
  let waiting: string | null = "";
  try {
    waiting = localStorage.getItem("kanvaro.waiting");
  } catch {
    // No storage: nothing was left.
  }
  if (waiting || keeping) void keep();
  else if (me.peek()) setTimeout(() => void keep(), 700);
}
useKeeper(() => void keep());

/** What was seen last is shown until the server has answered, and from then on kept for the next page. */
function seenSoon(org: string): void {
  let kept: string | null = "";
  try {
    kept = localStorage.getItem("kanvaro.seen");
  } catch {
    // No storage: nothing was kept.
  }
  const seen = () => import("../project/seen");
  if (kept === `${me.peek()}.${org}`) {
    const key = "key" in route.peek() ? (route.peek() as { key: string }).key : "";
    void seen().then(async (module) => {
      await module.showSeenLast(key).catch(() => {});
      module.keepSeen();
    }, () => {});
  } else setTimeout(() => void seen().then((module) => module.keepSeen(), () => {}), 1_500);
}

/** When changes last came: after a gap they come in pieces. */
let cameAt = 0;
const CALM = 250;
const MOST_CALM = 3_000;
/** Calm once, it is so for the changes that follow, until the line is lost again. */
const CALM_FOR = 30_000;
let calmAt = 0;
let hurriedAt = 0;

/** What was missed comes first, so that what waits here is not sent over something newer; but not for ever. */
async function calm(): Promise<void> {
  const since = Date.now();
  if (since - calmAt < CALM_FOR) return;
  if (line.peek() !== "live") stream?.check();
  do await pause(CALM);
  while ((line.peek() !== "live" || Date.now() - cameAt < CALM) && Date.now() - since < MOST_CALM);
  calmAt = Date.now();
}
sendAfter(calm);

// Somebody has answered: so the line may be there, too.
whenAnswered(() => {
  if (line.peek() === "live" || navigator.onLine === false || Date.now() - hurriedAt < MOST_CALM) return;
  hurriedAt = Date.now();
  stream?.check();
});

/** Opens the organisation of the address, once somebody is signed in. */
export function followOrganisation(): void {
  let current = "";
  effect(() => {
    const org = session.value ? orgId.value : "";
    if (`${me.value} ${org}` === current) return;
    current = `${me.value} ${org}`;
    loaded.value = false;
    stream?.close();
    stream = undefined;
    openPreferences(me.peek(), org);
    openPresence(me.peek(), org);
    openQueue(me.peek(), org);
    keepSoon();
    if (!org) return;
    forgetAll();
    watch(org);
    seenSoon(org);
    void loadOrg(org);
  });
}

/** "you" is only ever the person at this screen. */
export function isMe(id: string): boolean {
  return id === me.peek();
}
