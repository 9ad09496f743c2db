// German: every text. It comes in one piece, when somebody reads German; a test holds it against English.

import { account } from "./account";
import { core } from "./core";

export const de: Record<string, string> = { ...core, ...account };
