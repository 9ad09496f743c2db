// What one does with a row: the card's menu, or with several the bulk menu.

import type { Id } from "../api/types";
import { openCardMenu } from "./move-menu";
import { openBulk } from "./bulk-open";
import { isSelected, selectedCount } from "./selection";

export function openRowMenu(anchor: HTMLElement | DOMRect, id: Id): void {
  if (selectedCount.peek() > 1 && isSelected(id)) openBulk("more", anchor);
  else openCardMenu(anchor, id);
}
