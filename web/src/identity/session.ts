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
import { confirmSender } from "../records/send";
import { undoStack } from "../records/undo";
import { go, path, to } from "../routes";
import { t } from "../text/text";

/** undefined: not asked yet; null: nobody. */
export const session = signal<Session | null | undefined>(undefined);
export const sessionProblem = signal<Problem | undefined>();
export const me = computed(() => session.value?.user.id ?? "");

/** Who is remembered, and could not be confirmed, is asked about again this often: until then nothing of his is sent. */
const AGAIN = 5_000;
let loading: Promise<void> | undefined;
/** Who was here last is taken for here now, until the server has said. */
export function loadSession(): Promise<void> {
  return (loading ??= askWho().finally(() => (loading = undefined)));
}

async function askWho(): Promise<void> {
  sessionProblem.value = undefined;
  if (session.peek() === undefined) session.value = kept();
  try {
    signedIn((await calls.me()).data);
  } catch (error) {
    const problem = asProblem(error);
    if (problem.status === 401) forgetEverything();
    else if (!problem.unreached || !session.peek()) sessionProblem.value = problem;
    else setTimeout(() => void loadSession(), AGAIN);
  }
}

/** The server says so. */
export function signedIn(now: Session): void {
  session.value = now;
  confirmSender(now.user.id);
  keepLooks(now.user);
  try {
    localStorage.setItem(STORE, JSON.stringify(now));
  } catch {
    // Without storage the next page waits for the server.
  }
}

const STORE = "kanvaro.session";

function kept(): Session | undefined {
  try {
    return (JSON.parse(localStorage.getItem(STORE) ?? "null") as Session | null) ?? undefined;
  } catch {
    return undefined;
  }
}

/** Whoever signs in or out in another tab does so in this one too: they share a cookie. */
export function followOtherTabs(): void {
  addEventListener("storage", (e) => {
    if (e.key !== STORE || session.peek() === undefined) return;
    const now = kept();
    if (now?.user.id !== session.peek()?.user.id) void loadSession();
    else if (now && JSON.stringify(now) !== JSON.stringify(session.peek())) session.value = now;
  });
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
  confirmSender("");
  try {
    localStorage.removeItem(STORE);
    if (localStorage.getItem("kanvaro.seen")) void import("../project/seen").then((seen) => seen.forgetSeen());
    localStorage.removeItem("kanvaro.seen");
  } catch {
    // Nothing was kept, then.
  }
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
