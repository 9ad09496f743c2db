// The head of a group, and the row at its foot that adds to it.

import type { Id } from "../api/types";
import { Button } from "../kit/button";
import { Icon } from "../kit/icon";
import { project } from "../project/project";
import { t } from "../text/text";
import type { GroupName } from "./filter";
import { groupWords, presetOf } from "./group-words";
import { listAdding } from "./list-add";
import { ListAdd } from "./list-add-row";
import type { Section } from "./list-model";
import { toggleGroup } from "./list-state";
import { placed } from "./list-row";
import { selected, toggleAll } from "./selection";

interface HeadProps {
  by: GroupName;
  section: Section;
  index: number;
  columns: number;
  here: boolean;
  mayAdd: boolean;
}

/** 0 when none of a group are chosen, 1 for some, 2 for all. */
function chosenOf(ids: readonly Id[]): 0 | 1 | 2 {
  if (selected.value.size === 0) return 0;
  const some = ids.reduce((n, id) => n + Number(selected.value.has(id)), 0);
  return some === 0 ? 0 : some === ids.length ? 2 : 1;
}

export function GroupHead({ by, section, index, columns, here, mayAdd }: HeadProps) {
  const { key, count, points, closed } = section;
  const { name, mark, status } = groupWords(by, key);
  const over = status && status.limit > 0 && count > status.limit;
  const counted = status?.limit ? t("limit.of", { count, limit: status.limit }) : count;
  const chosen = chosenOf(section.ids);
  return (
    <div role="row" class="lgrp" data-row={`group/${key}`} data-group={key} aria-rowindex={index + 2} aria-level={1} aria-expanded={!closed} tabIndex={here ? 0 : -1}>
      <div role="gridcell" class="lgc" aria-colspan={columns + 1}>
        <button type="button" class="fold" tabIndex={-1} aria-label={t(closed ? "list.group.open" : "list.group.close", { name })} onClick={() => toggleGroup(key)}>
          <Icon name={closed ? "chevron-right" : "chevron-down"} small flip={closed} />
        </button>
        <span class="lgm">
          {mark}
          <input
            type="checkbox" tabIndex={-1} checked={chosen === 2} ref={(el) => void (el && (el.indeterminate = chosen === 1))} disabled={count === 0}
            aria-label={t("list.group.select", { name })} onClick={(e) => e.stopPropagation()} onChange={() => toggleAll(section.ids)}
          />
        </span>
        <h2 class="cut" dir="auto">{name}</h2>
        {over ? <span class="flag warn strong" title={t("limit.line", { limit: status.limit })}><Icon name="triangle-alert" small />{counted}</span> : <span class="dim">{counted}</span>}
        {mayAdd && <Button kind="quiet" icon="plus" class="act" tabIndex={-1} label={t("add.to", { to: name })} onClick={() => (listAdding.value = key)} />}
        <span class="sp" />
        {points > 0 && <span class="meta">{t("points.short", { n: points })}</span>}
      </div>
    </div>
  );
}

/** The row at the foot of a group. A new task gets what the group says. */
export function AddRow({ by, group, index, top, columns }: { by: GroupName; group: string; index: number; top: number; columns: number }) {
  const open = listAdding.value === group && listAdding.value !== undefined;
  const { name } = groupWords(by, group);
  const preset = presetOf(by, group);
  const status = preset.status ?? project.value?.statuses[0]?.id ?? "";
  return (
    <div role="row" class={`ladd${open ? " on" : ""}`} ref={placed(top)} data-row={`add/${group}`} aria-rowindex={index + 2} aria-level={by === "none" ? 1 : 2}>
      <div role="gridcell" aria-colspan={columns + 1}>
        {open ? <ListAdd key={group} status={status} preset={preset} name={name} /> : (
          <button type="button" class="addrow" onClick={() => (listAdding.value = group)} aria-label={name ? t("add.to", { to: name }) : undefined}>
            <Icon name="plus" small />
            {t("add")}
          </button>
        )}
      </div>
    </div>
  );
}
