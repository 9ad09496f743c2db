// The organisation that is open: its people and projects, and its event stream.

import { computed, effect, signal } from "@preact/signals";
import { people, projects as projectCalls } from "../api/calls";
import { asProblem, type Problem } from "../api/problem";
import type { Change, Member, OrgRole, Project } from "../api/types";
import { me, session } from "../identity/session";
import { applyChanges, forgetAll, replayRecent, tables } from "../records/records";
import { sendNow } from "../records/send";
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

let stream: Stream | undefined;

export async function loadOrg(org: string): Promise<void> {
  loadProblem.value = undefined;
  try {
    const [organisation, memberList, list] = await Promise.all([people.organisation(org), people.members(org), projectCalls.list(org)]);
    if (orgId.peek() !== org) return;
    tables.organisation.put(organisation.data);
    tables.member.putAll(memberList);
    tables.project.putAll(list);
    replayRecent();
    loaded.value = true;
  } catch (error) {
    loadProblem.value = asProblem(error);
  }
}

function watch(org: string): void {
  stream?.close();
  stream = openStream(`/api/v1/orgs/${encodeURIComponent(org)}/events`, {
    changes(changes) {
      applyChanges(changes);
      takePreferences(changes);
      listeners.forEach((listener) => listener(changes));
    },
    reset(project) {
      forgetAll(project);
      if (!project) void Promise.all([loadOrg(org), loadPreferences()]);
      reloads.forEach((reload) => reload());
    },
    state(state) {
      line.value = state;
      if (state !== "live") forgetPresence();
    },
    opened() {
      if (!loaded.peek()) return;
      void loadOrg(org);
      reloads.forEach((reload) => reload());
    },
    resumed() {
      sendNow();
      void loadPreferences();
    },
    presence: takePresence,
  });
}

/** Opens the organisation of the address, once somebody is signed in. */
export function followOrganisation(): void {
  let current = "";
  effect(() => {
    const org = session.value ? orgId.value : "";
    if (org === current) return;
    current = org;
    loaded.value = false;
    stream?.close();
    stream = undefined;
    openPreferences(me.peek(), org);
    openPresence(me.peek(), org);
    if (!org) return;
    forgetAll();
    watch(org);
    void loadOrg(org);
  });
}

/** "you" is only ever the person at this screen. */
export function isMe(id: string): boolean {
  return id === me.peek();
}
