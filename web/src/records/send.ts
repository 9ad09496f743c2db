// The way of a change: it shows at once, waits for the changes of the same
// record before it, is sent until someone answers, and then gives way to the
// answer, or is taken back with the reason.

import { batch, signal } from "@preact/signals";
import { type Answer, backOff } from "../api/client";
import { asProblem, type Problem } from "../api/problem";
import type { Pending, Table, Versioned } from "./table";
import { undoStack } from "./undo";

/** Changes that nobody has answered yet; the foot of the sidebar counts them. */
export const unsent = signal(0);

export interface Sending<T extends Versioned, A> {
  table: Table<T>;
  id: string;
  apply: (value: T | undefined) => T | undefined;
  send: () => Promise<Answer<A>>;
  /** Puts what the server answered into the tables. */
  take: (data: A) => void;
  /** What was done, for the undo stack; without it there is no undo. */
  done?: string;
  /** Also waits for the changes that name this: new tasks keep their order. */
  inOrder?: string;
}

const queues = new Map<string, Promise<unknown>>();
let wake: (() => void)[] = [];

/** The line is back: what waits is sent now instead of at its time. */
export function sendNow(): void {
  const waiting = wake;
  wake = [];
  waiting.forEach((go) => go());
}

export async function send<T extends Versioned, A>(change: Sending<T, A>): Promise<Answer<A>> {
  const { table, id } = change;
  const pending: Pending<T> = { apply: change.apply };
  table.push(id, pending);
  const lines = change.inOrder ? [id, change.inOrder] : [id];
  const before = Promise.allSettled(lines.map((line) => queues.get(line)));
  const turn = before.then(() => untilAnswered(change));
  lines.forEach((line) => queues.set(line, turn));
  try {
    const answer = await turn;
    batch(() => {
      change.take(answer.data);
      table.drop(id, pending);
    });
    if (change.done) undoStack.did({ op: answer.op, words: change.done });
    return answer;
  } catch (error) {
    table.drop(id, pending);
    throw error;
  } finally {
    for (const line of lines) if (queues.get(line) === turn) queues.delete(line);
  }
}

async function untilAnswered<T extends Versioned, A>({ table, id, send: go }: Sending<T, A>): Promise<Answer<A>> {
  let waiting = false;
  try {
    for (let attempt = 1; ; attempt++) {
      try {
        return await go();
      } catch (error) {
        const problem: Problem = asProblem(error);
        if (!problem.unreached) throw problem;
        if (!waiting) {
          waiting = true;
          unsent.value++;
          table.line(id).value = "unsent";
        }
        await later(backOff(attempt + 2));
      }
    }
  } finally {
    if (waiting) {
      unsent.value--;
      table.line(id).value = "";
    }
  }
}

function later(ms: number): Promise<void> {
  return new Promise((done) => {
    wake.push(done);
    setTimeout(done, ms);
  });
}
