// Single keys on the card in focus, or on the open task.

import type { Command } from "../keys/keys";
import { me } from "../identity/session";
import { mayEdit } from "../project/project";
import { tables } from "../records/records";
import { t } from "../text/text";
import { changeTask } from "./commands";
import { selectedCount } from "./selection";
import { type BulkPart, openBulk } from "./bulk-open";
import { openTask } from "./focus";
import { fetchPickers, openField, type FieldName } from "./open-field";

type WithCard = (run: (id: string, card: HTMLElement | undefined) => void) => () => void;

/** Where several are chosen, a key is for all of them. */
export const orAll = (what: BulkPart, one: () => void) => (): void => (selectedCount.peek() > 0 ? openBulk(what) : one());

export function fieldKeys(withCard: WithCard): Command[] {
  const group = t("keys.task");
  fetchPickers();
  const field = (keys: string, name: FieldName): Command => ({
    keys, group, onTask: true, words: t(`field.${name}`),
    run: orAll(name, withCard((id, card) => {
      if (!mayEdit.peek()) return;
      const field = openTask.peek() === id ? document.querySelector<HTMLElement>(`[data-field="${name}"]`) : null;
      openField(name, field ?? card?.querySelector<HTMLElement>(`[data-col="${name}"]`) ?? card ?? new DOMRect(200, 200, 0, 0), id, field ? {} : { back: document.activeElement === card ? card : undefined });
    })),
  });
  return [
    field("p", "priority"),
    field("a", "assignees"),
    {
      keys: "i", group, onTask: true, words: t("keys.mine"),
      run: orAll("mine", withCard((id) => {
        const task = tables.task.peek(id);
        if (!task || !mayEdit.peek()) return;
        const mine = task.assignees.includes(me.peek());
        void changeTask(id, mine ? { removeAssignees: [me.peek()] } : { addAssignees: [me.peek()] }, t("done.assignees"));
      })),
    },
    field("l", "labels"),
    field("e", "points"),
    field("d", "due"),
  ];
}
