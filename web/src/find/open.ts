// What the first page needs to know of finding: whether the palette or the form for a new task is open.

import { signal } from "@preact/signals";
import type { Id } from "../api/types";

export interface Creating {
  title: string;
  status?: Id;
}

export const paletteOpen = signal(false);
/** Set while somebody writes a new task in the form. */
export const creating = signal<Creating | undefined>(undefined);
