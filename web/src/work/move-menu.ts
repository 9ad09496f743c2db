// "Move to…": the way without dragging. And what else one does with a card.

import { h } from "preact";
import type { Id } from "../api/types";
import { copy } from "../kit/copy";
import { Tile } from "../kit/icon";
import { type MenuRow, openMenu } from "../kit/menu";
import { toast } from "../kit/toast";
import { mayEdit, project } from "../project/project";
import { orgId } from "../org/org";
import { tables } from "../records/records";
import { go, to } from "../routes";
import { t } from "../text/text";
import { columns, placeOf } from "./columns";
import { moveTask, trashTask } from "./commands";
import { focusCard } from "./focus";

export function openMoveMenu(anchor: HTMLElement | DOMRect, id: Id): void {
  const task = tables.task.peek(id);
  const now = project.peek();
  if (!task || !now) return;
  const place = placeOf(id);
  const ids = (place && columns.peek().get(place.status)?.ids) ?? [];
  const first = ids.find((other) => other !== id);
  const last = ids.findLast((other) => other !== id);
  const move = (run: () => void) => () => {
    run();
    focusCard(id);
  };
  const rows: MenuRow[] = [
    { caption: t("move.caption", { key: task.key }) },
    ...now.statuses.map((status) => ({
      label: status.name,
      mark: h(Tile, { group: status.group }),
      checked: status.id === task.status,
      radio: true,
      run: move(() => status.id !== task.status && void moveTask(id, { status: status.id })),
    })),
    "rule",
    { label: t("move.top"), icon: "chevron-up", disabled: !first || place?.index === 0, run: move(() => first && void moveTask(id, { status: task.status, before: first })) },
    { label: t("move.bottom"), icon: "chevron-down", disabled: !last || place?.index === ids.length - 1, run: move(() => last && void moveTask(id, { status: task.status, after: last })) },
  ];
  openMenu(anchor, t("move.caption", { key: task.key }), rows);
}

export function openCardMenu(anchor: HTMLElement | DOMRect, id: Id, how: { inPanel?: boolean } = {}): void {
  const task = tables.task.peek(id);
  if (!task) return;
  const address = to.board(orgId.peek(), project.peek()?.key ?? "", task.key);
  const rows: MenuRow[] = [
    ...(how.inPanel ? [] : [{ label: t("task.open"), keys: "Enter", icon: "pencil", run: () => go(address) }]),
    ...(mayEdit.peek() ? [{ label: t("move"), keys: "S", icon: "move-right", run: () => openMoveMenu(anchor, id) }] : []),
    { label: t("copy.link"), icon: "link", run: () => void copied(location.origin + address, t("copy.link.done")) },
    { label: t("copy.key"), icon: "copy", run: () => void copied(task.key, t("copy.key.done", { key: task.key })) },
    ...(mayEdit.peek() ? (["rule", { label: t("task.trash"), icon: "trash-2", danger: true, keys: "Delete", run: () => void trashTask(id) }] as MenuRow[]) : []),
  ];
  openMenu(anchor, t("task.menu", { key: task.key }), rows);
}

export async function copied(text: string, words: string): Promise<void> {
  toast({ words: (await copy(text)) ? words : t("copy.failed", { text }) });
}
