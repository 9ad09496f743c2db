// German: every text. It comes in one piece, when somebody reads German; a test holds it against English.

import { account } from "./account";
import { board } from "./board";
import { core } from "./core";
import { list } from "./list";
import { live } from "./live";
import { task } from "./task";

export const de: Record<string, string> = { ...core, ...account, ...board, ...list, ...live, ...task };
