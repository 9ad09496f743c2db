// What is chosen, and what can be done to it. It covers nothing for good: the
// views have that much room at their end.

import { useEffect } from "preact/hooks";
import { Button } from "../kit/button";
import { Icon } from "../kit/icon";
import { isPhone } from "../kit/media";
import { announce } from "../kit/announce";
import { mayEdit } from "../project/project";
import { number, t } from "../text/text";
import { running } from "./bulk";
import { openBulk } from "./bulk-fields";
import type { BulkPart } from "./bulk-open";
import { carry } from "./carry";
import { isFiltered } from "./filter";
import { clearSelection, select, selectedCount } from "./selection";
import { matchingOrder } from "./view-order";
import { addSheet } from "../kit/sheet";
import sheet from "../css/bulk.css" with { type: "text" };

addSheet(sheet);

const PARTS: [BulkPart, string, string, string][] = [["status", "columns-3", "field.status", "S"], ["assignees", "user", "bulk.assign", "A"], ["labels", "tag", "field.labels", "L"], ["priority", "chevrons-up-down", "field.priority", "P"], ["due", "calendar", "field.due", "D"]];

export function BulkBar() {
  const count = selectedCount.value;
  const busy = running.value;
  const matching = matchingOrder.value;
  useEffect(() => {
    // What is lifted says so itself; the bar may come later than that.
    if (count > 0 && !carry.peek()) announce(t("bulk.chosen", { n: count }));
  }, [count]);
  if (busy) {
    return (
      <div class="bulk" role="status">
        <span class="cnt">{t("bulk.running", { done: busy.done, total: busy.total })}</span>
        <progress value={busy.done} max={busy.total} aria-label={busy.words} />
        <span class="cut">{busy.words}</span>
      </div>
    );
  }
  if (count === 0) return null;
  return (
    <div class="bulk" role="toolbar" aria-label={t("bulk.menu", { n: count })}>
      <span class="cnt">
        {t("bulk.chosen", { n: count })}
        {count < matching.length && <button type="button" class="link" onClick={() => select(matching)}>{t(isFiltered() ? "bulk.allMatching" : "bulk.all", { n: number(matching.length) })}</button>}
      </span>
      {mayEdit.value && PARTS.map(([part, icon, words, keys]) => (
        <button key={part} type="button" class="btn" data-bulk={part} aria-haspopup="listbox" aria-keyshortcuts={keys} onClick={(e) => openBulk(part, e.currentTarget)}>
          <Icon name={icon} small />
          <span class="words">{t(words as "field.status")}</span>
          <kbd class="hide-s" aria-hidden="true">{keys}</kbd>
        </button>
      ))}
      <Button icon="ellipsis" label={t("more")} data-bulk="more" aria-haspopup="menu" onClick={(e) => openBulk("more", e.currentTarget)} />
      <Button icon="x" label={t("bulk.clear")} keys={isPhone.value ? undefined : "Escape"} onClick={() => clearSelection()} />
    </div>
  );
}
