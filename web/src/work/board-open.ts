// The menu of how the board is shown comes when it is asked for.

import { toast } from "../kit/toast";
import { t } from "../text/text";

export function openDisplay(anchor = document.querySelector<HTMLElement>("#board-display")): void {
  if (!anchor) return;
  import("./display").then(({ openDisplay: open }) => open(anchor), () => toast({ words: t("problem.newer.title"), failed: true }));
}
