// What quick add understands, shown while one types: the fields as chips, what a
// word may become as a list below it. And the making of the tasks.

import type { Signal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { Id } from "../api/types";
import { me } from "../identity/session";
import { Icon, PriorityMark } from "../kit/icon";
import { Avatar } from "../kit/people";
import { memberById, members } from "../org/org";
import { mayManage, project } from "../project/project";
import { dateWords, day } from "../text/dates";
import { board } from "../text/en/board";
import { addTexts, t, type Message } from "../text/text";
import { readDay } from "./due-words";
import { fold, isoDay } from "./filter";
import { makeTasks, type Where } from "./quick-make";
import { type Known, plain, understand, type Word, withoutWord, withWord, wordAt, type Writing } from "./quick-words";

addTexts(board);

const monthFirst = typeof navigator !== "undefined" && navigator.language === "en-US";

/** Today, tomorrow: in English, and in the language of the page. */
const SOON = [["today", "heute"], ["tomorrow", "morgen"]];

function known(): Known {
  return {
    labels: project.value?.labels ?? [], members: members.value.filter((member) => !member.disabled), me: me.value, mayAddLabels: mayManage.value,
    readDay: (words) => {
      const now = new Date();
      const soon = SOON.findIndex((names) => names.includes(fold(words)));
      const found = soon >= 0 ? new Date(now.getFullYear(), now.getMonth(), now.getDate() + soon) : readDay(words, now, monthFirst);
      return found && isoDay(found);
    },
  };
}

/** The new tasks; none where a text has no title. */
export function addTasks(texts: string[], place: Where): Id[] {
  const all = texts.map((text) => understand(text, known())).filter(({ title }) => title !== "");
  return all.length > 0 ? makeTasks(all, place) : [];
}

interface Offer {
  id: string;
  label: string;
  mark?: ComponentChildren;
  /** What is written in its place. */
  word: string;
}

const MOST = 7;
const DAYS = ["today", "tomorrow", "mon", "tue", "wed", "thu", "fri"];

function offers({ kind, typed }: Writing): Offer[] {
  const needle = plain(typed);
  const has = (text: string) => plain(text).includes(needle);
  const best = (list: Offer[]) => list.filter(({ label, word }) => has(label) || has(word)).sort((a, b) => Number(plain(b.label).startsWith(needle)) - Number(plain(a.label).startsWith(needle))).slice(0, MOST);
  switch (kind) {
    case "label": {
      const labels = best((project.peek()?.labels ?? []).map((label) => ({ id: label.id, label: label.name, word: label.name, mark: <span class="sw" data-hue={label.hue} /> })));
      const isNew = /\p{L}/u.test(typed) && mayManage.peek() && !labels.some(({ label }) => plain(label) === needle);
      return isNew ? [...labels, { id: "new", label: t("quick.newLabel", { name: typed }), word: typed, mark: <Icon name="plus" small /> }] : labels;
    }
    case "assignee":
      return best(members.peek().filter((member) => !member.disabled).map((member) => ({ id: member.id, label: member.name, word: member.name, mark: <Avatar member={member} silent /> })));
    case "priority":
      return best((["urgent", "high", "medium", "low"] as const).map((priority) => ({ id: priority, label: t(`priority.${priority}` as Message), word: priority, mark: <PriorityMark priority={priority} silent /> })));
    case "type":
      return typed ? best((["bug", "story", "chore", "task"] as const).map((type) => ({ id: type, label: t(`type.${type}` as Message), word: type }))) : [];
    case "due": {
      const words = typed && known().readDay(typed) && !DAYS.includes(fold(typed)) ? [typed] : DAYS.filter((word) => word.startsWith(fold(typed)));
      return words.flatMap((word) => {
        const date = known().readDay(word);
        return date ? [{ id: word, label: `${word} · ${dateWords(day(date))}`, word, mark: <Icon name="calendar" small /> }] : [];
      });
    }
    case "points":
      return [];
  }
}

interface SuggestionProps {
  text: string;
  caret: number;
  /** Asked first what a key of the field does: true, if it was for the list. */
  keys: { current: ((e: KeyboardEvent) => boolean) | undefined };
  /** The id of the row that is offered, for the field; "" where nothing is. */
  offered: Signal<string>;
  onTake: (text: string, caret: number) => void;
}

/** The list for the word that is being written. */
export function Suggestions({ text, caret, keys, offered, onTake }: SuggestionProps) {
  const [active, setActive] = useState(0);
  const [closed, setClosed] = useState("");
  const writing = wordAt(text, caret);
  const found = writing && closed !== text ? offers(writing) : [];
  // What is written out in full needs no choice: Enter adds the task.
  const isWhole = found.length === 1 && found[0]!.id !== "new" && plain(found[0]!.word) === plain(writing!.typed);
  const shown = isWhole ? [] : found;
  const at = Math.min(active, shown.length - 1);
  const take = (offer: Offer) => {
    const change = withWord(text, writing!, offer.word);
    onTake(change.text, change.caret);
  };
  keys.current = (e) => {
    if (shown.length === 0 || e.isComposing) return false;
    if (e.key === "ArrowDown" || e.key === "ArrowUp") setActive((at + (e.key === "ArrowDown" ? 1 : -1) + shown.length) % shown.length);
    else if (e.key === "Escape") setClosed(text);
    else if (e.key === "Enter" || e.key === "Tab") take(shown[at]!);
    else return false;
    return true;
  };
  useEffect(() => setActive(0), [writing?.kind, writing?.typed]);
  useEffect(() => {
    offered.value = shown.length > 0 ? `quick-offer-${at}` : "";
  });
  useEffect(
    () => () => {
      keys.current = undefined;
      offered.value = "";
    },
    [],
  );
  if (shown.length === 0) return null;
  return (
    <div class="offers" role="listbox" id="quick-offers" aria-label={t("quick.offers")}>
      {shown.map((offer, i) => (
        <div
          key={offer.id} id={`quick-offer-${i}`} role="option" aria-selected={i === at} class={`mi${i === at ? " is-active" : ""}`}
          onPointerMove={() => setActive(i)} onPointerDown={(e) => e.preventDefault()} onClick={() => take(offer)}
        >
          {offer.mark}
          <span class="cut" dir="auto">{offer.label}</span>
        </div>
      ))}
    </div>
  );
}

/** What is understood. Pressing a chip takes its word away. */
export function Chips({ text, caret, onText }: { text: string; caret: number; onText: (text: string) => void }) {
  const { words } = understand(text, known());
  const writing = wordAt(text, caret);
  // A label is not new before it is written.
  const shown = words.filter((word) => word.value || !(writing && writing.start === word.start));
  if (shown.length === 0) return text ? null : <p class="meta quickhint">{t("quick.hint")}</p>;
  return (
    <div class="row understood" role="group" aria-label={t("quick.understood")}>
      {shown.map((word) => (
        <button
          key={word.start} type="button" class={`chip${word.value ? "" : " new"}`} title={t("quick.remove")} tabIndex={-1}
          onPointerDown={(e) => e.preventDefault()} onClick={() => onText(withoutWord(text, word))}
        >
          <Meaning word={word} />
        </button>
      ))}
    </div>
  );
}

function Meaning({ word: { kind, value, name } }: { word: Word }) {
  if (kind === "label") {
    const label = project.value?.labels.find((one) => one.id === value);
    return <><span class="sw" data-hue={label?.hue ?? 8} /><span class="cut" dir="auto">{label?.name ?? t("quick.new", { name })}</span></>;
  }
  if (kind === "assignee") return <><Avatar member={memberById(value)} silent /><span class="cut" dir="auto">{memberById(value)?.name}</span></>;
  if (kind === "priority") return <><PriorityMark priority={value as "none"} silent />{t(`priority.${value}` as Message)}</>;
  if (kind === "due") return <><Icon name="calendar" small />{dateWords(day(value))}</>;
  if (kind === "type") return <>{t(`type.${value}` as Message)}</>;
  return <>{t("task.points", { n: Number(value) })}</>;
}
