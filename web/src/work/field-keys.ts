// Single keys on the card in focus, or on the open task.

import type { Command } from "../keys/keys";
import { me } from "../identity/session";
import { mayEdit } from "../project/project";
import { tables } from "../records/records";
import { t } from "../text/text";
import { changeTask } from "./commands";
import { fetchPickers, openField, type FieldName } from "./open-field";

type WithCard = (run: (id: string, card: HTMLElement | undefined) => void) => () => void;

export function fieldKeys(withCard: WithCard): Command[] {
  const group = t("keys.task");
  fetchPickers();
  const field = (keys: string, name: FieldName): Command => ({
    keys, group, onTask: true, words: t(`field.${name}`),
    run: withCard((id, card) => {
      if (mayEdit.peek()) openField(name, document.querySelector<HTMLElement>(`[data-field="${name}"]`) ?? card ?? new DOMRect(200, 200, 0, 0), id);
    }),
  });
  return [
    field("p", "priority"),
    field("a", "assignees"),
    {
      keys: "i", group, onTask: true, words: t("keys.mine"),
      run: withCard((id) => {
        const task = tables.task.peek(id);
        if (!task || !mayEdit.peek()) return;
        const mine = task.assignees.includes(me.peek());
        void changeTask(id, mine ? { removeAssignees: [me.peek()] } : { addAssignees: [me.peek()] }, t("done.assignees"));
      }),
    },
    field("l", "labels"),
    field("e", "points"),
    field("d", "due"),
  ];
}
