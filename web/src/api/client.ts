// One way to the server. Every write may be sent again: creates carry their id,
// other POSTs an idempotency key, PATCH, PUT and DELETE say a final state.

import { dropEarly, early } from "./early";
import { newId } from "./ids";
import { asProblem, Problem, problemOf } from "./problem";

export interface Answer<T> {
  data: T;
  /** What to give to undo; "" for reads. */
  op: string;
  status: number;
  /** It had to wait for somebody to answer. */
  late?: boolean;
}

export interface Ask {
  body?: unknown;
  /** A file to send as it is, instead of JSON. */
  file?: Blob;
  type?: string;
  /** How many times to try while the trouble is a passing one. */
  tries?: number;
  /** Names the request, so that it is done once however often it is sent; "" where once or twice is the same. */
  key?: string;
  /** Goes on when the page is left. */
  keepalive?: boolean;
  /** Ends the request: nobody waits for the answer any more. */
  signal?: AbortSignal;
}

/** A request as it can be kept and sent later: the public interface, so that a page of another version understands it too. */
export interface Request {
  method: string;
  path: string;
  body?: unknown;
  /** Names it, so that it is done once however often it is sent. */
  key?: string;
}

/** Takes the next write instead of the network. */
let recorder: ((request: Request) => Promise<Answer<unknown>>) | undefined;

/**
 * Makes a call whose first request is not sent but handed out: whoever has it performs it when it is time, and settles
 * the call with the answer. Without a request the call asked for nothing at once, and goes its own way.
 */
export function record<A>(call: () => Promise<A>): { result: Promise<A>; request?: Request; settle: (answer: Promise<Answer<unknown>>) => void } {
  let request: Request | undefined;
  let settle: (answer: Promise<Answer<unknown>>) => void = () => {};
  recorder = (asked) => {
    request = asked;
    return new Promise((done) => (settle = done));
  };
  try {
    const result = call();
    return { result, request, settle: (answer) => settle(answer) };
  } finally {
    recorder = undefined;
  }
}

/** Sends a request once: what to do about a failure is for the caller to know. */
export function perform(request: Request): Promise<Answer<unknown>> {
  return ask(request.method, request.path, { body: request.body, key: request.key ?? "", tries: 1 });
}

/** The last position of a write of this tab: reads that carry it see that write. */
let position = "";

let ahead = 0;
/** By how much the server's clock is ahead of this one's, in milliseconds: only as exact as a header is. */
export function skew(): number {
  return ahead;
}

/** Called with each answer: somebody is there. */
let onAnswer: () => void = () => {};
export function whenAnswered(then: () => void): void {
  onAnswer = then;
}

/** Called when the server no longer knows who we are. */
let onSignedOut: () => void = () => {};
export function whenSignedOut(then: () => void): void {
  onSignedOut = then;
}

/** Where the first answer of each organisation was: all that came later is of there or after it. */
const firsts = new Map<string, { number: number; epoch: string }>();

function noteFirst(at: string): void {
  const [number = "", epoch = "", org = ""] = at.split(".");
  if (org && !firsts.has(org)) firsts.set(org, { number: Number(number), epoch });
}

/** Is everything that this page has read of this position or later? */
export function isReadAfter(at: string): boolean {
  const [number = "", epoch = "", org = ""] = at.split(".");
  const first = firsts.get(org);
  return first !== undefined && first.epoch === epoch && first.number >= Number(number);
}

export async function ask<T>(method: string, path: string, asked: Ask = {}): Promise<Answer<T>> {
  const key = method === "POST" && asked.key !== "" && !hasId(asked.body) ? (asked.key ?? newId("key")) : undefined;
  if (recorder && method !== "GET" && !asked.file) {
    const take = recorder;
    recorder = undefined;
    return take({ method, path, ...(asked.body === undefined ? {} : { body: asked.body }), ...(key ? { key } : {}) }) as Promise<Answer<T>>;
  }
  const headers = new Headers({ Accept: "application/json" });
  let body: BodyInit | undefined;
  if (asked.file) {
    headers.set("Content-Type", asked.type ?? "application/octet-stream");
    body = asked.file;
  } else if (asked.body !== undefined) {
    headers.set("Content-Type", "application/json");
    body = JSON.stringify(asked.body);
  }
  if (position) headers.set("Kanvaro-Position", position);
  if (key) headers.set("Idempotency-Key", key);

  const tries = asked.tries ?? (method === "GET" ? 3 : 2);
  for (let attempt = 1; ; attempt++) {
    try {
      return await once<T>(method, path, headers, body, asked);
    } catch (error) {
      const problem = asProblem(error);
      if (problem.status === 401 && !path.startsWith("/api/auth/")) onSignedOut();
      if (!problem.passing || attempt >= tries || asked.signal?.aborted) throw problem;
      await pause(problem.retryAfter * 1000 || backOff(attempt));
    }
  }
}

async function once<T>(method: string, path: string, headers: Headers, body: BodyInit | undefined, { signal, keepalive }: Ask): Promise<Answer<T>> {
  let response: Response;
  if (method !== "GET" && !keepalive) dropEarly();
  try {
    response = (method === "GET" ? await early(path) : undefined) ?? await fetch(path, { method, headers, body: body ?? null, credentials: "same-origin", signal: signal ?? null, keepalive: keepalive ?? false });
  } catch {
    throw new Problem(0, "unreached", "");
  }
  onAnswer();
  const date = Date.parse(response.headers.get("Date") ?? "");
  if (date) ahead = Math.abs(date - Date.now()) < 2_000 ? 0 : date - Date.now();
  if (!response.ok) throw await problemOf(response);
  position = response.headers.get("Kanvaro-Position") ?? position;
  noteFirst(position);
  const data = response.status === 204 ? undefined : await response.json();
  return { data: data as T, op: response.headers.get("Kanvaro-Op") ?? "", status: response.status };
}

function hasId(body: unknown): boolean {
  return typeof body === "object" && body !== null && "id" in body;
}

/** Doubling from 300 ms to 20 s, with chance, so that many tabs do not return at once. */
export function backOff(attempt: number): number {
  const most = Math.min(20_000, 300 * 2 ** (attempt - 1));
  return most / 2 + (Math.random() * most) / 2;
}

export function pause(ms: number): Promise<void> {
  return new Promise((done) => setTimeout(done, ms));
}
