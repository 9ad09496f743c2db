// What was changed and the server has not answered yet, in order.
//
// While the server answers, changes of different things go side by side, and a
// change waits for those before it that it builds on: of the same record, or of
// something that it names. When nobody answers they all wait, and then go one
// after the other, as they were made. Whatever is sent may be sent twice.

import type { Answer, Request } from "../api/client";
import { asProblem, Problem, TAKEN_BACK } from "../api/problem";

/** What a change does to one record, in a form that can be kept. */
export interface Touch {
  kind: string;
  id: string;
  set?: Record<string, unknown>;
  doc?: Record<string, unknown>;
  gone?: true;
}

export interface Intent {
  id: string;
  /** Whose it is, and in which organisation: "usr_….org_…". */
  place: string;
  /** When it was made, by this browser's clock. */
  at: number;
  request: Request;
  touches: Touch[];
  /** What was done, for people. */
  words: string;
  /** May be taken back by an undo. */
  undoable: boolean;
}

export interface Job {
  readonly intent: Intent;
  readonly before: Set<Job>;
  /** about: it is its turn, and it can still be taken back. */
  state: "waiting" | "about" | "sending" | "done";
  /** It could not be sent at once. */
  waited: boolean;
  attempts: number;
  settle: { resolve: (answer: Answer<unknown>) => void; reject: (problem: Problem) => void };
  lines: Set<string>;
}

export interface Outside {
  perform(request: Request): Promise<Answer<unknown>>;
  /** Runs later, and gives what calls it off. */
  later(ms: number, run: () => void): () => void;
  /** How long to wait before the try that follows so many. */
  backOff(attempt: number): number;
  /** Asked before what has waited is sent: false where another tab has done it meanwhile. */
  claim?(intent: Intent): Promise<boolean>;
  /** Settles when what was missed has come, so that nothing newer is overwritten; asked before what has waited is sent. */
  ready?(): Promise<void>;
  /** false: whoever made these changes is no longer signed in here. */
  may(): boolean;
  /** Called when anything about the jobs has changed. */
  changed(): void;
}

/** How often a server that fails is asked again before that counts as its answer. */
const PATIENCE = 3;
/** Without an answer for this long a change counts as not sent. */
const SLOW = 4_000;
const IDS = /\b[a-z]{3}_[0-9a-hjkmnp-tv-z]{20}\b/g;

export class Queue {
  private list: Job[] = [];
  private stopped = false;
  private inFlight = 0;
  private retry: (() => void) | undefined;
  private fails = 0;
  /** Nobody answered the last time. */
  held = false;

  constructor(private readonly out: Outside) {}

  get jobs(): readonly Job[] {
    return this.list;
  }

  /** inOrder names what else must be done before, such as earlier new tasks of the same column. */
  push(intent: Intent, inOrder?: string): Promise<Answer<unknown>> {
    return this.enter(intent, inOrder, this.held);
  }

  /** What was left by an earlier page: strictly in order, before anything new that builds on it. */
  restore(intent: Intent): Promise<Answer<unknown>> {
    return this.enter(intent, undefined, true);
  }

  private enter(intent: Intent, inOrder: string | undefined, waited: boolean): Promise<Answer<unknown>> {
    const lines = new Set(intent.touches.map((touch) => touch.id));
    const made = (intent.request.body as { id?: string } | undefined)?.id;
    if (made) lines.add(made);
    if (inOrder) lines.add(inOrder);
    const named = new Set([...lines, ...idsIn(intent.request)]);
    const before = new Set(this.list.filter((job) => waited || overlap(job.lines, named)));
    return new Promise((resolve, reject) => {
      this.list.push({ intent, before, state: "waiting", waited, attempts: 0, settle: { resolve, reject }, lines });
      this.out.changed();
      this.pump();
    });
  }

  /** The line is back: what waits is sent now instead of at its time. */
  wake(): void {
    this.retry?.();
    this.retry = undefined;
    this.stopped = false;
    this.pump();
  }

  /** Takes a change back before it was sent, with what was built on it. False: it is too late. */
  takeBack(id: string): boolean {
    const job = this.list.find((other) => other.intent.id === id);
    if (!job || job.state === "sending") return false;
    const made = (job.intent.request.body as { id?: string } | undefined)?.id;
    const built = made ? this.list.filter((other) => other !== job && (other.lines.has(made) || idsIn(other.intent.request).includes(made))) : [];
    if (built.some((other) => other.state === "sending")) return false;
    for (const one of [...built.reverse(), job]) this.end(one, () => one.settle.reject(new Problem(0, TAKEN_BACK, "")));
    this.pump();
    return true;
  }

  /** Somebody else is signed in: nothing of this is sent any more. What is kept stays kept. */
  clear(): void {
    this.retry?.();
    this.retry = undefined;
    this.list = [];
    this.held = false;
    this.fails = 0;
    this.stopped = false;
    this.out.changed();
  }

  private pump(): void {
    if (this.stopped || this.retry) return;
    for (const job of [...this.list]) {
      // One at a time, until somebody has answered.
      if (this.held && this.inFlight > 0) return;
      if (job.state === "waiting" && ![...job.before].some((other) => other.state !== "done")) void this.start(job);
    }
  }

  private async start(job: Job): Promise<void> {
    if (!this.out.may()) {
      this.stopped = true;
      job.waited = true;
      return this.out.changed();
    }
    job.state = "about";
    this.inFlight++;
    const slow = this.out.later(SLOW, () => {
      job.waited = true;
      this.out.changed();
    });
    try {
      if (job.waited) await this.out.ready?.();
      if (job.waited && this.out.claim && !(await this.out.claim(job.intent))) return this.end(job, () => job.settle.reject(new Problem(0, TAKEN_BACK, "")));
      // Meanwhile it may have been taken back, or somebody else have signed in.
      if (!this.list.includes(job)) return;
      if (!this.out.may()) {
        job.state = "waiting";
        this.stopped = true;
        return;
      }
      job.state = "sending";
      job.attempts++;
      const answer = await this.out.perform(job.intent.request);
      this.answered();
      this.end(job, () => job.settle.resolve(job.waited ? { ...answer, late: true } : answer));
    } catch (error) {
      this.failed(job, asProblem(error));
    } finally {
      slow();
      this.inFlight--;
      this.pump();
    }
  }

  private failed(job: Job, problem: Problem): void {
    if (!this.list.includes(job)) return;
    if (problem.status === 401) {
      // Nobody is signed in: it waits for its person to come back.
      job.state = "waiting";
      this.stopped = true;
    } else if (problem.passing || (problem.status >= 500 && job.waited && job.attempts < PATIENCE)) {
      job.state = "waiting";
      this.hold(problem);
    } else if (problem.status === 404 && job.intent.request.method === "DELETE" && (job.attempts > 1 || job.waited)) {
      // It was done the first time; the answer got lost.
      this.answered();
      this.end(job, () => job.settle.resolve({ data: undefined, op: "", status: 204 }));
    } else {
      this.answered();
      this.end(job, () => job.settle.reject(problem));
    }
  }

  private answered(): void {
    this.held = false;
    this.fails = 0;
    this.retry?.();
    this.retry = undefined;
  }

  private hold(problem: Problem): void {
    this.held = true;
    this.fails++;
    for (const job of this.list) job.waited = true;
    this.retry?.();
    this.retry = this.out.later(problem.retryAfter * 1000 || this.out.backOff(this.fails + 2), () => {
      this.retry = undefined;
      this.pump();
    });
    this.out.changed();
  }

  private end(job: Job, settle: () => void): void {
    job.state = "done";
    job.before.clear();
    this.list = this.list.filter((other) => other !== job);
    settle();
    this.out.changed();
  }
}

function idsIn(request: Request): string[] {
  return `${request.path} ${request.body === undefined ? "" : JSON.stringify(request.body)}`.match(IDS) ?? [];
}

function overlap(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  for (const one of a) if (b.has(one)) return true;
  return false;
}
