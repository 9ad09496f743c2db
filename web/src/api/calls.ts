// The operations of docs/API.md that the screens use, one function each.

import { type Answer, ask, pause } from "./client";
import { FIRST } from "./early";
import type {
  Access, Bulk, Comment, Density, Found, HistoryEntry, Id, Import, ImportField, Invitation, Label, Link, LinkType, List, Member, OrgRole, Organisation,
  PersonalToken, Progress, Preference, Presence, Project, ProjectMember, ProjectRole, Scope, Session, SignedIn, Status, Task, Theme, Undone,
} from "./types";

const v1 = "/api/v1";
const e = encodeURIComponent;
const org = (o: Id) => `${v1}/orgs/${e(o)}`;
const prj = (o: Id, p: Id) => `${org(o)}/projects/${e(p)}`;
const tsk = (o: Id, p: Id, t: Id) => `${prj(o, p)}/tasks/${e(t)}`;
const imp = (o: Id, p: Id, i: Id) => `${prj(o, p)}/imports/${e(i)}`;

/** All pages of a list. */
async function all<T>(path: string): Promise<T[]> {
  const items: T[] = [];
  let cursor = "";
  do {
    const more = cursor ? `${path.includes("?") ? "&" : "?"}cursor=${e(cursor)}` : "";
    const { data } = await ask<List<T>>("GET", path + more);
    items.push(...(data.items ?? []));
    cursor = data.next ?? "";
  } while (cursor);
  return items;
}

export const setup = {
  look: () => ask<{ open: boolean }>("GET", `${v1}/setup`),
  run: (body: { token: string; organisation: { name: string }; user: { name: string; email: string; password: string } }) =>
    ask<Session>("POST", `${v1}/setup`, { body }),
};

export const session = {
  me: () => ask<Session>("GET", `${v1}/me`),
  login: (email: string, password: string) => ask<Session>("POST", "/api/auth/login", { body: { email, password }, tries: 1 }),
  logout: () => ask<void>("POST", "/api/auth/logout"),
  change: (body: { name?: string; theme?: Theme; density?: Density; language?: "system" | "en" | "de" }) => ask<Session>("PATCH", `${v1}/me`, { body }),
  password: (current: string, next: string) => ask<void>("POST", `${v1}/me/password`, { body: { current, new: next }, tries: 1 }),
};

export const account = {
  sessions: () => all<SignedIn>(`${v1}/me/sessions`),
  endSession: (id: Id) => ask<void>("DELETE", `${v1}/me/sessions/${e(id)}`),
  scopes: () => all<Scope>(`${v1}/scopes`),
  tokens: () => all<PersonalToken>(`${v1}/me/tokens`),
  makeToken: (body: { name: string; scopes: string[]; organisation: Id; projects?: Id[]; expiresAt?: string }) => ask<PersonalToken>("POST", `${v1}/me/tokens`, { body, tries: 1 }),
  revoke: (id: Id) => ask<void>("DELETE", `${v1}/me/tokens/${e(id)}`),
};

/** The pages of docs/handbook. */
export const handbook = {
  contents: () => ask<{ items: { page: string; title: string }[] }>("GET", "/api/handbook"),
  page: (name: string) => ask<{ page: string; title: string; html: string }>("GET", `/api/handbook/${e(name)}`),
};

export const find = {
  search: (o: Id, q: string, how: { limit?: number; kind?: string; project?: Id; signal?: AbortSignal } = {}) => {
    const asked = new URLSearchParams({ q, limit: String(how.limit ?? 20) });
    if (how.kind) asked.set("kind", how.kind);
    if (how.project) asked.set("project", how.project);
    return ask<List<Found>>("GET", `${org(o)}/search?${asked}`, { signal: how.signal, tries: 1 });
  },
  /** Those of these tasks that one may see, wherever they are. */
  cards: (o: Id, ids: Id[]) => ask<List<Task>>("GET", `${org(o)}/tasks?ids=${ids.map(e).join(",")}`),
};

export const people = {
  organisation: (o: Id) => ask<Organisation>("GET", org(o)),
  members: (o: Id) => all<Member>(`${org(o)}/members?limit=1000`),
  change: (o: Id, member: Id, body: { role?: OrgRole; disabled?: boolean }) => ask<Member>("PATCH", `${org(o)}/members/${e(member)}`, { body }),
  invitations: (o: Id) => all<Invitation>(`${org(o)}/invitations?limit=1000`),
  invite: (o: Id, body: { role: OrgRole; email?: string }) => ask<Invitation>("POST", `${org(o)}/invitations`, { body }),
  uninvite: (o: Id, invitation: Id) => ask<void>("DELETE", `${org(o)}/invitations/${e(invitation)}`),
  lookAt: (token: string) => ask<{ organisation: string; role: OrgRole; email?: string }>("POST", `${v1}/invitations/look`, { body: { token } }),
  accept: (body: { token: string; name: string; email: string; password: string }) =>
    ask<Session>("POST", `${v1}/invitations/accept`, { body, tries: 1 }),
};

export const projects = {
  list: (o: Id) => all<Project>(`${org(o)}/projects?limit=1000`),
  create: (o: Id, body: { id: Id; key: string; name: string; description?: string; hue?: number }) =>
    ask<Project>("POST", `${org(o)}/projects`, { body }),
  get: (o: Id, p: Id) => ask<Project>("GET", prj(o, p)),
  change: (o: Id, p: Id, body: Partial<Pick<Project, "name" | "key" | "description" | "hue" | "visibility" | "archived">>) =>
    ask<Project>("PATCH", prj(o, p), { body }),
  trash: (o: Id, p: Id) => ask<void>("DELETE", prj(o, p)),
  restore: (o: Id, p: Id) => ask<Project>("POST", `${prj(o, p)}/restore`),
  archived: (o: Id, p: Id, archived: boolean) => ask<Project>("PATCH", prj(o, p), { body: { archived } }),
  progress: (o: Id) => ask<List<Progress>>("GET", `${org(o)}/progress`),
  sample: (o: Id) => ask<Project>("POST", `${org(o)}/sample`),
  removeSample: (o: Id) => ask<void>("DELETE", `${org(o)}/sample`),
  trashed: (o: Id) => all<Project>(`${org(o)}/projects?limit=1000&trashed=true`),
  access: (o: Id, p: Id) => ask<Access>("GET", `${prj(o, p)}/access`),
  members: (o: Id, p: Id) => all<ProjectMember>(`${prj(o, p)}/members?limit=1000`),
  putMember: (o: Id, p: Id, member: Id, role: ProjectRole) => ask<ProjectMember>("PUT", `${prj(o, p)}/members/${e(member)}`, { body: { role } }),
  removeMember: (o: Id, p: Id, member: Id) => ask<void>("DELETE", `${prj(o, p)}/members/${e(member)}`),
  addStatus: (o: Id, p: Id, body: Omit<Status, "limit"> & { limit?: number; before?: Id }) =>
    ask<Project>("POST", `${prj(o, p)}/statuses`, { body }),
  changeStatus: (o: Id, p: Id, s: Id, body: Partial<Omit<Status, "id">> & { before?: Id | null }) =>
    ask<Project>("PATCH", `${prj(o, p)}/statuses/${e(s)}`, { body }),
  removeStatus: (o: Id, p: Id, s: Id, moveTo: Id) => ask<Project>("DELETE", `${prj(o, p)}/statuses/${e(s)}?moveTo=${e(moveTo)}`),
  addLabel: (o: Id, p: Id, body: Label) => ask<Project>("POST", `${prj(o, p)}/labels`, { body }),
  changeLabel: (o: Id, p: Id, l: Id, body: Partial<Omit<Label, "id">>) => ask<Project>("PATCH", `${prj(o, p)}/labels/${e(l)}`, { body }),
  removeLabel: (o: Id, p: Id, l: Id) => ask<Project>("DELETE", `${prj(o, p)}/labels/${e(l)}`),
};

export type NewTask = Pick<Task, "id" | "title"> &
  Partial<Pick<Task, "status" | "type" | "priority" | "assignees" | "labels" | "points" | "due" | "parent">> & { description?: string; before?: Id; after?: Id };
export type TaskSet = Partial<Pick<Task, "title" | "type" | "priority" | "assignees" | "labels" | "points" | "due" | "status" | "parent">> & {
  addAssignees?: Id[];
  removeAssignees?: Id[];
  addLabels?: Id[];
  removeLabels?: Id[];
  description?: string;
  baseVersion?: number;
};
export interface Place {
  status: Id;
  before?: Id;
  after?: Id;
}

/** What happens to many tasks at once: exactly one of these. */
export type BulkBody = { tasks: Id[] } & ({ set: TaskSet } | { move: Place } | { trash: true } | { restore: true });

export const tasks = {
  /** The first in order: what a window shows. The project's key will do, so that they can be asked for before it is known. */
  first: (o: Id, key: string) => ask<List<Task>>("GET", `${prj(o, key)}/tasks?limit=${FIRST}`),
  /** All, those of each status beside the others. */
  list: async (o: Id, p: Id, statuses: readonly Id[]) => (await Promise.all(statuses.map((s) => all<Task>(`${prj(o, p)}/tasks?limit=1000&status=${e(s)}`)))).flat(),
  trashed: (o: Id, p: Id) => all<Task>(`${prj(o, p)}/tasks?limit=1000&trashed=true&sort=-updatedAt`),
  create: (o: Id, p: Id, body: NewTask) => ask<Task>("POST", `${prj(o, p)}/tasks`, { body }),
  get: (o: Id, p: Id, t: Id) => ask<Task>("GET", tsk(o, p, t)),
  change: (o: Id, p: Id, t: Id, body: TaskSet) => ask<Task>("PATCH", tsk(o, p, t), { body }),
  move: (o: Id, p: Id, t: Id, body: Place, key: string) => ask<Task>("POST", `${tsk(o, p, t)}/move`, { body, key }),
  bulk: (o: Id, p: Id, body: BulkBody, key: string) => ask<Bulk>("POST", `${prj(o, p)}/tasks/bulk`, { body, key }),
  bulkOf: (o: Id, p: Id, b: Id) => ask<Bulk>("GET", `${prj(o, p)}/bulks/${e(b)}`),
  trash: (o: Id, p: Id, t: Id) => ask<Task | undefined>("DELETE", tsk(o, p, t)),
  restore: (o: Id, p: Id, t: Id, key: string) => ask<Task>("POST", `${tsk(o, p, t)}/restore`, { key }),
  comments: (o: Id, p: Id, t: Id) => all<Comment>(`${tsk(o, p, t)}/comments?limit=1000`),
  comment: (o: Id, p: Id, t: Id, body: { id: Id; markdown: string }) => ask<Comment>("POST", `${tsk(o, p, t)}/comments`, { body }),
  changeComment: (o: Id, p: Id, t: Id, c: Id, markdown: string) => ask<Comment>("PATCH", `${tsk(o, p, t)}/comments/${e(c)}`, { body: { markdown } }),
  removeComment: (o: Id, p: Id, t: Id, c: Id) => ask<void>("DELETE", `${tsk(o, p, t)}/comments/${e(c)}`),
  react: (o: Id, p: Id, t: Id, c: Id, emoji: string, on: boolean) => ask<Comment>(on ? "PUT" : "DELETE", `${tsk(o, p, t)}/comments/${e(c)}/reactions/${e(emoji)}`),
  links: (o: Id, p: Id, t: Id) => all<Link>(`${tsk(o, p, t)}/links?limit=1000`),
  link: (o: Id, p: Id, t: Id, body: { id: Id; type: LinkType; other: Id }) => ask<Link>("POST", `${tsk(o, p, t)}/links`, { body }),
  unlink: (o: Id, p: Id, t: Id, l: Id) => ask<void>("DELETE", `${tsk(o, p, t)}/links/${e(l)}`),
  subtasks: (o: Id, p: Id, t: Id) => all<Task>(`${prj(o, p)}/tasks?limit=1000&parent=${e(t)}`),
  byKey: (o: Id, key: string) => ask<Task>("GET", `${org(o)}/tasks/${e(key)}`),
  history: async (o: Id, p: Id, t: Id) => (await ask<List<HistoryEntry>>("GET", `${tsk(o, p, t)}/history?limit=200`)).data.items ?? [],
  undo: (o: Id, op: string) => ask<Undone>("POST", `${org(o)}/undo`, { body: { op } }),
};

export interface ImportMap {
  columns: Record<string, ImportField>;
  markup: string;
  status?: Id;
  statuses?: Record<string, Id>;
  /** Whose keys give their numbers, where they are not this project's. */
  prefix?: string;
}

export const imports = {
  upload: (o: Id, p: Id, file: File) =>
    ask<Import>("POST", `${prj(o, p)}/imports?filename=${e(file.name)}`, { file, type: "text/csv", tries: 1 }),
  get: (o: Id, p: Id, i: Id) => ask<Import>("GET", imp(o, p, i)),
  map: (o: Id, p: Id, i: Id, body: ImportMap) =>
    ask<Import>("PUT", `${imp(o, p, i)}/mapping`, { body }),
  check: (o: Id, p: Id, i: Id) => ask<Import>("POST", `${imp(o, p, i)}/check`),
  start: (o: Id, p: Id, i: Id, skipFaulty: boolean) => ask<Import>("POST", `${imp(o, p, i)}/start`, { body: { skipFaulty } }),
};

export const preferences = {
  list: (o: Id) => all<Preference>(`${org(o)}/preferences?limit=1000`),
  put: (o: Id, key: string, value: unknown) => ask<Preference>("PUT", `${org(o)}/preferences/${e(key)}`, { body: { value } }),
};

export const presence = {
  /** Nothing depends on it: sent once, and again soon enough. */
  tell: (o: Id, body: Omit<Presence, "member" | "gone">) => ask<void>("POST", `${org(o)}/presence`, { body, tries: 1, key: "", keepalive: true }),
};

export { type Answer, pause };
