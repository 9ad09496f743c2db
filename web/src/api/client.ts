// One way to the server. Every write may be sent again: creates carry their id,
// other POSTs an idempotency key, PATCH, PUT and DELETE say a final state.

import { newId } from "./ids";
import { asProblem, Problem, problemOf } from "./problem";

export interface Answer<T> {
  data: T;
  /** What to give to undo; "" for reads. */
  op: string;
  status: number;
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

/** The last position of a write of this tab: reads that carry it see that write. */
let position = "";

/** Called when the server no longer knows who we are. */
let onSignedOut: () => void = () => {};
export function whenSignedOut(then: () => void): void {
  onSignedOut = then;
}

export async function ask<T>(method: string, path: string, asked: Ask = {}): Promise<Answer<T>> {
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
  if (method === "POST" && asked.key !== "" && !hasId(asked.body)) headers.set("Idempotency-Key", asked.key ?? newId("key"));

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
  try {
    response = await fetch(path, { method, headers, body: body ?? null, credentials: "same-origin", signal: signal ?? null, keepalive: keepalive ?? false });
  } catch {
    throw new Problem(0, "unreached", "");
  }
  if (!response.ok) throw await problemOf(response);
  position = response.headers.get("Kanvaro-Position") ?? position;
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
