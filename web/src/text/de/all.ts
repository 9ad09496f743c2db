// German: every text, in the files that English has them in. It comes in one piece, when somebody reads German.

import type { Message } from "../text";

export const de: Partial<Record<Message, string>> = {};
