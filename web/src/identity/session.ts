// Who is signed in, as this browser knows.

import { computed, signal } from "@preact/signals";
import { session as calls } from "../api/calls";
import { whenSignedOut } from "../api/client";
import { asProblem, type Problem } from "../api/problem";
import type { Density, Session, Theme } from "../api/types";
import { confirm } from "../kit/dialog";
import { toastProblem } from "../kit/toast";
import { keepLooks } from "../looks";
import { forgetAll } from "../records/records";
import { undoStack } from "../records/undo";
import { go, path, to } from "../routes";
import { t } from "../text/text";

/** undefined: not asked yet; null: nobody. */
export const session = signal<Session | null | undefined>(undefined);
export const sessionProblem = signal<Problem | undefined>();
export const me = computed(() => session.value?.user.id ?? "");

export async function loadSession(): Promise<void> {
  sessionProblem.value = undefined;
  try {
    signedIn((await calls.me()).data);
  } catch (error) {
    const problem = asProblem(error);
    if (problem.status === 401) session.value = null;
    else sessionProblem.value = problem;
  }
}

export function signedIn(now: Session): void {
  session.value = now;
  keepLooks(now.user);
}

/** The server no longer knows us: back to the sign-in, and from there to here. */
export function expectSignOut(): void {
  whenSignedOut(() => {
    if (!session.peek()) return;
    forgetEverything();
    go(to.signin(path.peek()), { replace: true });
  });
}

/** Asks first where something is not sent yet. */
export async function signOut(): Promise<void> {
  const user = me.peek();
  const { waitingFor } = await import("../records/keep");
  const n = await waitingFor(user).catch(() => 0);
  if (n === 0) return endSession();
  confirm({ title: t("signout.unsent.title", { n }), body: t("signout.unsent.body", { n }), verb: t("signout"), run: () => void endSession() });
}

async function endSession(): Promise<void> {
  try {
    await calls.logout();
  } catch (error) {
    const problem = asProblem(error);
    if (problem.status !== 401) {
      toastProblem(t("signout.failed"), problem, () => void endSession());
      return;
    }
  }
  forgetEverything();
  go(to.signin(), { replace: true });
}

function forgetEverything(): void {
  session.value = null;
  forgetAll();
  undoStack.clear();
}

/** Theme, density, name: shown at once, and given back if the server refuses. */
export async function changeMe(change: { name?: string; theme?: Theme; density?: Density; language?: "system" | "en" | "de" }): Promise<void> {
  const before = session.peek();
  if (!before) return;
  signedIn({ ...before, user: { ...before.user, ...change } });
  try {
    const { data } = await calls.change(change);
    if (data?.user) signedIn(data);
  } catch (error) {
    signedIn(before);
    toastProblem(t("me.failed"), asProblem(error), () => void changeMe(change));
  }
}
