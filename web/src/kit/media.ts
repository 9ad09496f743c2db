// The width of the window as signals, for what CSS alone cannot do.

import { type ReadonlySignal, signal } from "@preact/signals";

function matches(query: string): ReadonlySignal<boolean> {
  const list = matchMedia(query);
  const now = signal(list.matches);
  list.addEventListener("change", () => {
    now.value = list.matches;
  });
  return now;
}

export const isPhone = matches("(max-width: 40rem)");
export const isNarrow = matches("(max-width: 56rem)");
