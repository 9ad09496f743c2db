// Where the bulk bar appears: with the first choice, on the board as in the list.

import { type ComponentType } from "preact";
import { useEffect } from "preact/hooks";
import { useSignal } from "@preact/signals";
import { toast } from "../kit/toast";
import { t } from "../text/text";
import { selectedCount } from "./selection";

export function BulkHost() {
  const bar = useSignal<ComponentType | undefined>(undefined);
  const some = selectedCount.value > 0;
  useEffect(() => {
    if (some && !bar.peek()) import("./bulk-bar").then(({ BulkBar }) => (bar.value = BulkBar), () => toast({ words: t("problem.newer.title"), failed: true }));
  }, [some]);
  const Bar = bar.value;
  return Bar ? <Bar /> : null;
}
