// How the board is shown: lanes, what is left out, what cards tell. One menu,
// that stays open while one chooses.

import { useId } from "preact/hooks";
import { Select } from "../kit/field";
import { openPopup } from "../kit/popup";
import { board } from "../text/en/board";
import { addTexts, t, type Message } from "../text/text";
import { CARD_FIELDS, cardFields, chooseLanes, DONE_DAYS, emptyLanes, hideDone, hideDoneAfter, LANE_FIELDS, laneField, type LaneField, showEmptyLanes, showField } from "./board-view";

addTexts(board);

export function openDisplay(anchor = document.querySelector<HTMLElement>("#board-display")): void {
  if (anchor) openPopup(anchor, () => <Display />);
}

function Display() {
  const id = useId();
  const days = DONE_DAYS.includes(hideDone.value as 7) ? DONE_DAYS : [...DONE_DAYS, hideDone.value].sort((a, b) => a - b);
  return (
    <div class="display" role="dialog" aria-label={t("display")}>
      <div class="drow">
        <label for={`${id}-lanes`}>{t("display.lanes")}</label>
        <span data-autofocus-in>
          <Select id={`${id}-lanes`} value={laneField.value} options={LANE_FIELDS.map((field) => [field, t(`display.lanes.${field}` as Message)] as const)} onPick={(field) => chooseLanes(field as LaneField)} />
        </span>
      </div>
      {laneField.value !== "none" && laneField.value !== "parent" && (
        <label class="drow check-row">
          <input type="checkbox" checked={emptyLanes.value} onChange={(e) => showEmptyLanes(e.currentTarget.checked)} />
          {t("display.emptyLanes")}
        </label>
      )}
      <div class="drow">
        <label for={`${id}-done`}>{t("display.done")}</label>
        <Select id={`${id}-done`} value={String(hideDone.value)} options={days.map((n) => [String(n), n === 0 ? t("display.done.never") : t("display.done.after", { n })] as const)} onPick={(n) => hideDoneAfter(Number(n))} />
      </div>
      <fieldset>
        <legend>{t("display.fields")}</legend>
        <div class="dfields">
          {CARD_FIELDS.map((field) => {
            const shown = cardFields.value.has(field);
            return <button key={field} type="button" class={`chip toggle${shown ? " sel" : ""}`} aria-pressed={shown} onClick={() => showField(field, !shown)}>{t(`card.field.${field}` as Message)}</button>;
          })}
        </div>
      </fieldset>
      <p class="meta">{t("display.own")}</p>
    </div>
  );
}
