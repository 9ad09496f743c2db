// Bulk edits from a key or a menu; what shows them comes when something is chosen.

import { toast } from "../kit/toast";
import { t } from "../text/text";
import type { FieldName } from "./open-field";
import { selectedCount } from "./selection";

export type BulkPart = FieldName | "more" | "mine" | "trash";

/** Does it to those that are chosen. Without an anchor it opens at the bar. */
export function openBulk(what: BulkPart, anchor?: HTMLElement | DOMRect): void {
  if (selectedCount.peek() === 0) return;
  import("./bulk-fields").then((module) => module.openBulk(what, anchor), () => toast({ words: t("problem.newer.title"), failed: true }));
}
