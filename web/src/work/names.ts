// People as one speaks of them.

import type { Id } from "../api/types";
import { firstName } from "../kit/people";
import { memberById } from "../org/org";
import { t } from "../text/text";

/** "Lin", or somebody who left. */
export function shortName(id: Id): string {
  const member = memberById(id);
  return member ? firstName(member.name) : t("people.former");
}
