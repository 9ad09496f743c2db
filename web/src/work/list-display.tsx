// How the list looks: groups, order, columns. Each press shows at once and is kept for this project.

import { useLayoutEffect, useRef } from "preact/hooks";
import { Button } from "../kit/button";
import { Select } from "../kit/field";
import { openPopup } from "../kit/popup";
import { t, type Message } from "../text/text";
import { GROUPS, type GroupName, type SortName } from "./filter";
import { COLUMN_NAMES, type ColumnName, COLUMNS } from "./list-columns";
import { columnWords } from "./list-head";
import { changeLook, closeAllGroups, grouping, look, setGrouping, setSorting, sorting, usualLook } from "./list-state";

export function openDisplay(anchor: HTMLElement): void {
  openPopup(anchor, () => <Display />);
}

const SORTABLE = COLUMN_NAMES.filter((name) => COLUMNS[name].sort);
const sortWords = (by: SortName): string => (by === "rank" ? t("sort.rank") : columnWords(SORTABLE.find((name) => COLUMNS[name].sort === by) ?? "title"));

function Display() {
  const { columns, empty, nested } = look.value;
  const by = grouping.value;
  const box = useRef<HTMLDivElement>(null);
  // The keyboard begins at the first choice, so that Escape is heard here.
  useLayoutEffect(() => {
    requestAnimationFrame(() => box.current?.querySelector("select")?.focus());
  }, []);
  return (
    <div class="menu ldisplay" role="dialog" aria-label={t("display")} ref={box}>
      <div class="ldrow">
        <label for="display-group">{t("display.group")}</label>
        <Select id="display-group" value={by} options={GROUPS.map((group): [string, string] => [group, t(`group.by.${group}` as Message)])} onPick={(group) => setGrouping(group as GroupName)} />
      </div>
      {by !== "none" && (
        <div class="ldrow">
          <span />
          <span class="row">
            <Button kind="quiet" onClick={() => closeAllGroups(true)}>{t("display.closeAll")}</Button>
            <Button kind="quiet" onClick={() => closeAllGroups(false)}>{t("display.openAll")}</Button>
          </span>
        </div>
      )}
      <SortRows />
      <fieldset class="ldset">
        <label><input type="checkbox" checked={empty} disabled={by === "none"} onChange={() => changeLook({ empty: !empty })} />{t("display.empty")}</label>
        <label><input type="checkbox" checked={nested} onChange={() => changeLook({ nested: !nested })} />{t("display.nested")}</label>
      </fieldset>
      <fieldset class="ldset two">
        <legend>{t("display.columns")}</legend>
        {COLUMN_NAMES.map((name) => (
          <label key={name}><input type="checkbox" checked={columns.includes(name)} disabled={name === "title"} onChange={() => toggleColumn(name)} />{columnWords(name)}</label>
        ))}
      </fieldset>
      <div class="ldrow end"><Button kind="quiet" onClick={usualLook}>{t("display.usual")}</Button></div>
    </div>
  );
}

/** A column comes to where it usually stands. */
function toggleColumn(name: ColumnName): void {
  const { columns } = look.peek();
  if (columns.includes(name)) return changeLook({ columns: columns.filter((other) => other !== name) });
  const later = COLUMN_NAMES.slice(COLUMN_NAMES.indexOf(name) + 1);
  const at = columns.findIndex((other) => later.includes(other));
  changeLook({ columns: at < 0 ? [...columns, name] : [...columns.slice(0, at), name, ...columns.slice(at)] });
}

const MOST_KEYS = 3;

function SortRows() {
  const keys = sorting.value;
  const rows = keys.length < MOST_KEYS ? [...keys, undefined] : keys;
  const used = new Set(keys.map(({ by }) => by));
  return (
    <>
      {rows.map((key, i) => (
        <div class="ldrow" key={i}>
          <label for={`display-sort-${i}`}>{t(i === 0 ? "display.sort" : "display.then")}</label>
          <span class="row">
            <Select
              id={`display-sort-${i}`} value={key?.by ?? ""}
              options={[["", i === 0 ? t("sort.rank") : t("sort.none")], ...SORTABLE.map((name) => COLUMNS[name].sort!).filter((by) => by === key?.by || !used.has(by)).map((by): [string, string] => [by, sortWords(by)])]}
              onPick={(by) => setSorting(by ? [...keys.slice(0, i), { by: by as SortName, down: key?.down ?? false }, ...keys.slice(i + 1)] : keys.slice(0, i))}
            />
            {key && <Button kind="quiet" icon={key.down ? "arrow-down" : "arrow-up"} label={t(key.down ? "sort.down" : "sort.up")} onClick={() => setSorting(keys.map((other, n) => (n === i ? { ...other, down: !other.down } : other)))} />}
          </span>
        </div>
      ))}
    </>
  );
}
