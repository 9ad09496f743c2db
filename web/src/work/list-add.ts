// The group whose add row is open; "" is the only one of a list without groups.

import { signal } from "@preact/signals";

export const listAdding = signal<string | undefined>();
