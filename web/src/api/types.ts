// The documents of docs/API.md, word for word.

export type Id = string;
export type StatusGroup = "backlog" | "ready" | "doing" | "review" | "done" | "dropped";
export type TaskType = "task" | "bug" | "story" | "chore";
export type Priority = "none" | "low" | "medium" | "high" | "urgent";
export type OrgRole = "admin" | "project_manager" | "team_member" | "client" | "viewer";
export type ProjectRole = "manager" | "member" | "viewer";
export type Theme = "system" | "light" | "dark";
export type Density = "comfortable" | "compact";

export interface Session {
  user: { id: Id; email: string; name: string; theme: Theme; density: Density; language?: "system" | "en" | "de" };
  organisations: { id: Id; name: string; role: OrgRole }[];
}

export interface Doc {
  id: Id;
  version: number;
}

export interface Organisation extends Doc {
  name: string;
}

export interface Member extends Doc {
  name: string;
  role: OrgRole;
  hue: number;
  disabled: boolean;
  email?: string;
}

export interface Invitation {
  id: Id;
  role: OrgRole;
  email?: string;
  expiresAt: string;
  link?: string;
}

export interface Status {
  id: Id;
  name: string;
  group: StatusGroup;
  limit: number;
  /** 0: the colour of its group. */
  hue?: number;
}

export interface Label {
  id: Id;
  name: string;
  hue: number;
}

export interface Project extends Doc {
  key: string;
  name: string;
  description: string;
  hue: number;
  archived: boolean;
  /** Made to be looked at, and removed with one press. */
  sample?: boolean;
  visibility: "members" | "organisation";
  statuses: Status[];
  labels: Label[];
  createdAt: string;
  createdBy: Id;
  updatedAt: string;
  trashedAt?: string;
}

export interface Access {
  role: ProjectRole;
  may: string[];
}

export interface ProjectMember extends Doc {
  member: Id;
  role: ProjectRole;
}

export interface Task extends Doc {
  key: string;
  number: number;
  project: Id;
  title: string;
  status: Id;
  rank: string;
  type: TaskType;
  priority: Priority;
  assignees: Id[];
  reporter: Id;
  labels: Id[];
  points: number | null;
  due: string | null;
  parent?: Id | null;
  createdAt: string;
  createdBy: Id;
  updatedAt: string;
  statusSince: string;
  trashedAt?: string | null;
  tally?: { comments: number; subtasks?: number; subtasksDone?: number; links?: number };
  text?: TaskText;
}

/** Many tasks changed at once; more than 500 go on behind the answer. */
export interface Bulk {
  id: Id;
  state: "running" | "done" | "failed";
  total: number;
  done: number;
  changed: number;
  op: string;
  /** The first hundred that were not changed, and why. */
  refused: { task: Id; code: string; detail: string }[];
  refusedCount?: number;
}

export interface TaskText {
  version: number;
  markdown: string;
  html: string;
}

export interface Comment extends Doc {
  task: Id;
  author: Id;
  markdown: string;
  html: string;
  createdAt: string;
  editedAt?: string;
  reactions?: Reaction[];
}

export interface Reaction {
  emoji: string;
  members: Id[];
}

export type LinkType = "blocks" | "blockedBy" | "relates" | "duplicates" | "duplicatedBy";

/** How a task stands to another, as it is seen from the task. */
export interface Link extends Doc {
  task: Id;
  type: LinkType;
  other: Id;
  otherProject: Id;
  createdAt: string;
  createdBy: Id;
}

export interface HistoryEntry {
  seq: number;
  op: string;
  at: string;
  actor: Id;
  actorKind: string;
  name: string;
  kind: string;
  id: Id;
  set?: Record<string, unknown>;
  was?: Record<string, unknown>;
  undoable: boolean;
}

export interface Undone {
  op: string;
  undone: number;
  conflicts: { kind: string; id: Id; field: string; detail: string }[];
}

export type ImportField =
  | "" | "key" | "title" | "description" | "points" | "status" | "type" | "priority" | "assignee" | "labels" | "due" | "createdAt";

export interface Import extends Doc {
  project: Id;
  filename: string;
  state: "mapping" | "checked" | "running" | "done" | "failed" | "undone";
  encoding: string;
  delimiter: string;
  columns: { name: string; samples: string[]; field: ImportField }[];
  rows: number;
  done: number;
  created: number;
  skipped: number;
  preview?: Record<string, unknown>[];
  faults?: { line: number; field: string; detail: string }[];
  faultCount: number;
  /** Rows with a fault. */
  faulty?: number;
  markup?: string;
  /** Names of statuses in the file, and which of ours they are; "" where nobody said. */
  statuses?: Record<string, Id>;
  /** Why it failed, for people. */
  problem?: string;
  op?: string;
}

export interface List<T> {
  items: T[];
  next?: string;
  position?: string;
}

/** One change, as the event stream tells it. */
export interface Change {
  seq: number;
  tx?: number;
  op: string;
  at: string;
  actor: Id;
  actorKind: string;
  name: string;
  kind: string;
  id: Id;
  project?: Id;
  set?: Record<string, unknown>;
  doc?: Record<string, unknown>;
  gone?: boolean;
}

/** How far a project is, in numbers of tasks. */
export interface Progress {
  project: Id;
  total: number;
  done: number;
  dropped: number;
  overdue: number;
  byGroup: Partial<Record<StatusGroup, number>>;
}

/** One thing that a search found, the best first. */
export interface Found {
  kind: "task" | "comment" | "project" | "member";
  id: Id;
  project?: Id;
  task?: Task;
  comment?: Id;
  /** Where the words stand: in the key, the title, the text or a comment. */
  field?: "key" | "title" | "text" | "comment";
  /** Plain text around what was found, and what of it was found, as [start, end] in UTF-16 units. */
  snippet?: string;
  marks?: [number, number][];
  name?: string;
}

/** What a person prefers in an organisation: any JSON under a name of the application's. */
export interface Preference extends Doc {
  key: string;
  value: unknown;
}

export type Doing = "viewing" | "editing" | "typing";
export type TypedField = "title" | "description" | "comment";

/** Who is where, as the stream tells it: one of a person's tabs. */
export interface Presence {
  client: string;
  member: Id;
  project: Id | null;
  task?: Id | null;
  doing: Doing;
  field?: TypedField | null;
  gone?: boolean;
}

/** A browser or program in which one is signed in. */
export interface SignedIn {
  id: Id;
  createdAt: string;
  lastUsedAt: string;
  agent: string;
  current: boolean;
}

/** A token for scripts; `token` itself is there only when it has just been made. */
export interface PersonalToken {
  id: Id;
  name: string;
  scopes: string[];
  organisation: Id;
  projects: Id[] | null;
  createdAt: string;
  expiresAt: string | null;
  lastUsedAt: string | null;
  hint: string;
  token?: string;
}

/** Something that a token may be allowed, in words. */
export interface Scope {
  scope: string;
  words: string;
}
