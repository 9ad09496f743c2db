// "Move to…": the way without dragging. And what else one does with a card.

import { h } from "preact";
import type { Id } from "../api/types";
import { copy } from "../kit/copy";
import { PriorityMark, Tile } from "../kit/icon";
import { type MenuRow, openMenu } from "../kit/menu";
import { toast } from "../kit/toast";
import { mayEdit, project } from "../project/project";
import { orgId } from "../org/org";
import { tables } from "../records/records";
import { go, to } from "../routes";
import { t } from "../text/text";
import { withMore } from "./board-open";
import { columns } from "./columns";
import { moveTask, trashTask } from "./commands";
import { focusCard } from "./focus";
import { type FieldName, openField } from "./open-field";
import { isSelected, selectedCount, selectedIn, toggle } from "./selection";
import { viewOrder } from "./view-order";

/** The card, or all that are selected if it is one of them. */
function meant(id: Id): Id[] {
  return isSelected(id) && selectedCount.peek() > 1 ? [...new Set(selectedIn(viewOrder.peek()))] : [id];
}

function moveAll(ids: readonly Id[], place: { status: Id; before?: Id; after?: Id }): void {
  if (ids.length === 1) void moveTask(ids[0]!, place);
  else withMore(({ moveTasks: many }) => void many(ids, place));
}

/** To the first or last place of the column that the card is in. */
export function sendTo(id: Id, end: "top" | "bottom"): void {
  const task = tables.task.peek(id);
  const ids = meant(id);
  const others = (task && columns.peek().get(task.status)?.ids.filter((other) => !ids.includes(other))) ?? [];
  const beside = end === "top" ? others[0] : others.at(-1);
  if (task && beside) moveAll(ids, end === "top" ? { status: task.status, before: beside } : { status: task.status, after: beside });
  focusCard(id);
}

export function openMoveMenu(anchor: HTMLElement | DOMRect, id: Id): void {
  const task = tables.task.peek(id);
  const now = project.peek();
  if (!task || !now) return;
  const ids = meant(id);
  const caption = ids.length > 1 ? t("move.caption.many", { n: ids.length }) : t("move.caption", { key: task.key });
  const rows: MenuRow[] = [
    { caption },
    ...now.statuses.map((status) => ({
      label: status.name,
      mark: h(Tile, { group: status.group, hue: status.hue }),
      checked: status.id === task.status,
      radio: true,
      run: () => {
        if (ids.length > 1 || status.id !== task.status) moveAll(ids, { status: status.id });
        focusCard(id);
      },
    })),
    "rule",
    { label: t("move.top"), icon: "chevron-up", keys: "T", letter: "t", run: () => sendTo(id, "top") },
    { label: t("move.bottom"), icon: "chevron-down", keys: "B", letter: "b", run: () => sendTo(id, "bottom") },
  ];
  openMenu(anchor, caption, rows);
}

const FIELDS: [FieldName, string, string][] = [
  ["assignees", "A", "user"], ["priority", "P", ""], ["labels", "L", "tag"], ["points", "E", ""], ["due", "D", "calendar"], ["parent", "", "corner-down-right"], ["type", "", ""],
];
/** Rows without a picture begin where the others' words do. */
const blank = () => h("span", { class: "i sm" });

export function openCardMenu(anchor: HTMLElement | DOMRect, id: Id, how: { inPanel?: boolean } = {}): void {
  const task = tables.task.peek(id);
  if (!task) return;
  const address = to.board(orgId.peek(), project.peek()?.key ?? "", task.key);
  const fields: MenuRow[] = FIELDS.map(([field, keys, icon]) => ({
    label: t(`field.${field}`), keys: keys || undefined, icon, mark: field === "priority" ? h(PriorityMark, { priority: task.priority, silent: true }) : icon ? undefined : blank(), run: () => openField(field, anchor, id),
  }));
  const edits: MenuRow[] = mayEdit.peek()
    ? [
        { label: t("move"), keys: "S", icon: "move-right", run: () => openMoveMenu(anchor, id) },
        ...(how.inPanel ? [] : [{ label: t(isSelected(id) ? "keys.unselect" : "keys.select"), keys: "X", icon: "check", run: () => toggle(id) }, "rule" as const, ...fields]),
        "rule",
      ]
    : [];
  const rows: MenuRow[] = [
    ...(how.inPanel ? [] : [{ label: t("task.open"), keys: "Enter", icon: "pencil", run: () => go(address) }]),
    ...edits,
    { label: t("copy.link"), icon: "link", run: () => void copied(location.origin + address, t("copy.link.done")) },
    { label: t("copy.key"), icon: "copy", run: () => void copied(task.key, t("copy.key.done", { key: task.key })) },
    ...(mayEdit.peek() ? (["rule", { label: t("task.trash"), icon: "trash-2", danger: true, keys: "Delete", run: () => void trashTask(id) }] as MenuRow[]) : []),
  ];
  openMenu(anchor, t("task.menu", { key: task.key }), rows);
}

export async function copied(text: string, words: string): Promise<void> {
  toast({ words: (await copy(text)) ? words : t("copy.failed", { text }) });
}
