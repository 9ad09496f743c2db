// The way to what a board can do beyond being looked at (board-more).

import { signal } from "@preact/signals";
import { toast } from "../kit/toast";
import { t } from "../text/text";

export type More = typeof import("./board-more");
export const more = signal<More | undefined>();
let asked: Promise<More> | undefined;

export function fetchMore(): Promise<More> {
  return (asked ??= import("./board-more").then((module) => (more.value = module), (error) => {
    asked = undefined;
    throw error;
  }));
}

/** Runs at once if it is there. Whoever asked is told where it cannot be had. */
export function withMore(run: (module: More) => void): void {
  const now = more.peek();
  if (now) run(now);
  else fetchMore().then(run, () => toast({ words: t("problem.newer.title"), failed: true }));
}
