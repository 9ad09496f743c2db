// Pictures: one sprite, put into the page once; everything else refers to it.

import type { Priority, StatusGroup } from "../api/types";
import { t, type Message } from "../text/text";
import sprite from "./icons.sprite";

export function putSprite(): void {
  document.body.insertAdjacentHTML("afterbegin", sprite);
}

export function Icon({ name, small, flip }: { name: string; small?: boolean; flip?: boolean }) {
  return (
    <svg class={`i${small ? " sm" : ""}${flip ? " flip" : ""}`} aria-hidden="true">
      <use href={`#i-${name}`} />
    </svg>
  );
}

/** The square that fills as the work gets done. With a label it says it too. */
export function Tile({ group, label, hue }: { group: StatusGroup; label?: string; /** A team's own colour for it. */ hue?: number }) {
  return (
    <svg class={`g st-${group}`} data-hue={hue || undefined} viewBox="0 0 14 14" role={label ? "img" : undefined} aria-label={label} aria-hidden={label ? undefined : "true"}>
      <use href={`#st-${group}`} />
    </svg>
  );
}

export function PriorityMark({ priority, silent }: { priority: Priority; silent?: boolean }) {
  const label = silent ? undefined : t(`priority.${priority}.long` as Message);
  return (
    <svg class={`g p-${priority}`} viewBox="0 0 14 14" role={label ? "img" : undefined} aria-label={label} aria-hidden={label ? undefined : "true"}>
      <use href={`#p-${priority}`} />
    </svg>
  );
}

export function Mark() {
  return (
    <svg class="mark" viewBox="0 0 22 22" aria-hidden="true">
      <rect x="2" y="2" width="5" height="18" rx="1.5" fill="var(--accent)" />
      <rect x="9" y="2" width="5" height="10" rx="1.5" fill="var(--accent)" />
      <rect x="16" y="2" width="4" height="5" rx="1.5" fill="var(--accent)" />
      <rect x="9" y="15" width="11" height="5" rx="1.5" fill="var(--ink)" />
    </svg>
  );
}
