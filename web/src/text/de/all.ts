// German: every text. It comes in one piece, when somebody reads German; a test holds it against English.

import { account } from "./account";
import { board } from "./board";
import { core } from "./core";

export const de: Record<string, string> = { ...core, ...account, ...board };
