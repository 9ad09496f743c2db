// What the forms before sign-in share.

import { useEffect, useState } from "preact/hooks";
import { asProblem, type Problem } from "../api/problem";
import { t } from "../text/text";

/** Runs a form's action once at a time and keeps what went wrong. */
export function useAction(): { working: boolean; problem: Problem | undefined; run: (action: () => Promise<void>) => Promise<void>; clear: () => void } {
  const [working, setWorking] = useState(false);
  const [problem, setProblem] = useState<Problem | undefined>();
  const run = async (action: () => Promise<void>) => {
    if (working) return;
    setWorking(true);
    setProblem(undefined);
    try {
      await action();
    } catch (error) {
      setProblem(asProblem(error));
    } finally {
      setWorking(false);
    }
  };
  return { working, problem, run, clear: () => setProblem(undefined) };
}

/** A sentence for a problem that belongs to no single field. */
export function sentence(problem: Problem): string {
  if (problem.unreached) return t("problem.unreached");
  if (problem.status === 429) return problem.retryAfter ? t("problem.limited", { n: Math.max(1, Math.ceil(problem.retryAfter / 60)) }) : problem.detail;
  return problem.detail || t("problem.server.body");
}

const tokenOfAddress = () => new URLSearchParams(location.hash.slice(1)).get("token") ?? "";

/**
 * The secret of a link such as /invite#token=…: the fragment is never sent. It stays when the address loses it, and
 * changes when another link is opened in the same tab.
 */
export function useLinkToken(): string {
  const [token, setToken] = useState(tokenOfAddress);
  useEffect(() => {
    const changed = () => setToken((now) => tokenOfAddress() || now);
    addEventListener("hashchange", changed);
    return () => removeEventListener("hashchange", changed);
  }, []);
  return token;
}

export const SHORTEST_PASSWORD = 10;
export function passwordFault(password: string): string {
  return [...password].length < SHORTEST_PASSWORD ? t("password.short", { n: SHORTEST_PASSWORD }) : "";
}
