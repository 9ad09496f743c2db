// The row above the board: a word, a person, and how many tasks that leaves.

import { Button } from "../kit/button";
import { Icon } from "../kit/icon";
import { Avatar } from "../kit/people";
import { openPicker } from "../kit/picker";
import { memberById, members } from "../org/org";
import { me } from "../identity/session";
import { t } from "../text/text";
import { columns } from "./columns";
import { clearFilter, isFiltered, setClause, typeWords, view } from "./filter";

export function focusFilter(): void {
  document.querySelector<HTMLInputElement>("#board-filter")?.focus();
}

export function FilterBar() {
  const lists = [...columns.value.values()];
  const total = lists.reduce((sum, column) => sum + column.count, 0);
  const shown = lists.reduce((sum, column) => sum + column.ids.length, 0);
  const words = view.value.q;
  const at = view.value.clauses.findIndex((clause) => clause.field === "assignee");
  const person = view.value.clauses[at]?.values[0] ?? "";
  const choose = (id: string) => setClause(at < 0 ? view.peek().clauses.length : at, id ? { field: "assignee", not: false, values: [id] } : undefined);
  const who = person === "none" ? t("people.nobody") : memberById(person)?.name;
  const pick = (anchor: HTMLElement) =>
    openPicker(anchor, {
      label: t("field.assignees"), chosen: [person],
      choices: [
        { id: "", label: t("filter.everyone") },
        { id: "none", label: t("people.nobody"), mark: <Avatar member={undefined} silent /> },
        ...members.peek().map((member) => ({ id: member.id, label: member.id === me.peek() ? t("people.you", { name: member.name }) : member.name, mark: <Avatar member={member} silent /> })),
      ],
      onPick: ([id]) => choose(id ?? ""),
    });

  return (
    <div class="fbar" role="search" aria-label={t("filter")}>
      <label class="fc word">
        <Icon name="search" small />
        <span class="vh">{t("filter.words")}</span>
        <input
          id="board-filter" type="search" dir="auto" placeholder={t("filter.placeholder")} value={words} autocomplete="off"
          onInput={(e) => typeWords(e.currentTarget.value)}
          onKeyDown={(e) => {
            if (e.key !== "Escape") return;
            e.stopPropagation();
            typeWords("");
            e.currentTarget.blur();
          }}
        />
        {!words && <kbd class="hide-s" aria-hidden="true">/</kbd>}
      </label>
      {who ? (
        <span class="fc">
          <button type="button" aria-haspopup="listbox" aria-label={t("filter.person.change", { name: who })} onClick={(e) => pick(e.currentTarget)}>
            <span>{t("filter.person")}</span>
            <b dir="auto">{who}</b>
          </button>
          <button type="button" class="x" aria-label={t("filter.person.remove")} onClick={() => choose("")}>
            <Icon name="x" small />
          </button>
        </span>
      ) : (
        <Button kind="quiet" icon="list-filter" aria-haspopup="listbox" onClick={(e) => pick(e.currentTarget)}>{t("filter.person")}</Button>
      )}
      {isFiltered() && <Button kind="quiet" onClick={clearFilter}>{t("filter.clear")}</Button>}
      <span class="sp" />
      <span class="meta hide-s" role="status">{isFiltered() ? t("filter.count", { shown, total }) : t("task.count", { n: total })}</span>
    </div>
  );
}
