// Two versions of the same words, side by side, for the writer to choose from:
// his, the other's, both, or something new. What only one of them changed is
// joined already and is not asked about.

import { useId } from "preact/hooks";
import { useSignal } from "@preact/signals";
import type { Id } from "../api/types";
import { changesOf, type Hunk } from "../editor/merge";
import { Button } from "../kit/button";
import { Icon } from "../kit/icon";
import { t } from "../text/text";
import { shortName } from "./names";

type Choice = "mine" | "theirs" | "both" | "edit";
interface Answer {
  choice: Choice | undefined;
  own: string;
}

export function Compare({ hunks, by, onUse, onLater }: { hunks: readonly Hunk[]; by: Id; onUse: (markdown: string) => void; onLater: () => void }) {
  const open = hunks.filter((hunk) => hunk.text === undefined);
  const answers = useSignal<Answer[]>(open.map((hunk) => ({ choice: undefined, own: hunk.mine })));
  const left = answers.value.filter((answer) => !answer.choice).length;
  const other = by ? t("merge.theirs", { name: shortName(by) }) : t("merge.other");
  const set = (at: number, answer: Partial<Answer>) => (answers.value = answers.peek().map((old, i) => (i === at ? { ...old, ...answer } : old)));
  const use = () => {
    let n = 0;
    onUse(hunks.map((hunk) => hunk.text ?? chosen(hunk, answers.peek()[n++]!)).join(""));
  };
  let at = 0;
  return (
    <section class="compare" aria-label={t("merge.title")}>
      <header>
        <Icon name="triangle-alert" small />
        <div>
          <b>{by ? t("merge.text", { name: shortName(by) }) : t("merge.text.you")}</b>
          <p>{t("merge.waits")}</p>
        </div>
      </header>
      {hunks.map((hunk, i) => {
        if (hunk.text !== undefined) return <Unchanged key={i} text={hunk.text} />;
        const index = at++;
        return <Place key={i} hunk={hunk} n={index + 1} of={open.length} other={other} answer={answers.value[index]!} set={(answer) => set(index, answer)} />;
      })}
      <footer>
        {left > 0 && <span class="meta">{t("merge.left", { n: left })}</span>}
        <span class="sp" />
        <Button kind="quiet" onClick={onLater}>{t("merge.later")}</Button>
        <Button kind="primary" disabled={left > 0} onClick={use}>{t("merge.use")}</Button>
      </footer>
    </section>
  );
}

function chosen(hunk: Hunk, { choice, own }: Answer): string {
  if (choice === "theirs") return hunk.theirs;
  if (choice === "both") return both(hunk);
  if (choice === "edit") return ended(own, hunk.mine);
  return hunk.mine;
}

/** The other's first, as it was there first. */
function both({ theirs, mine }: Hunk): string {
  return theirs && !theirs.endsWith("\n") ? `${theirs}\n\n${mine}` : theirs + (theirs.trim() && mine.trim() ? "\n" : "") + mine;
}

/** What follows begins on a line of its own, as it did. */
const ended = (text: string, like: string) => (like.endsWith("\n") && !text.endsWith("\n") ? `${text}\n` : text);

/** Of what is the same the first and the last line show where one is. */
function Unchanged({ text }: { text: string }) {
  const lines = text.replace(/\n+$/, "").split("\n");
  if (!text.trim()) return null;
  if (lines.length <= 3) return <p class="same">{lines.join("\n")}</p>;
  return (
    <p class="same">
      {lines[0]}
      <span class="meta">{t("merge.same", { n: lines.length - 2 })}</span>
      {lines[lines.length - 1]}
    </p>
  );
}

interface PlaceProps {
  hunk: Hunk;
  n: number;
  of: number;
  other: string;
  answer: Answer;
  set: (answer: Partial<Answer>) => void;
}

function Place({ hunk, n, of, other, answer, set }: PlaceProps) {
  const id = useId();
  const option = (choice: Choice, words: string, text?: string) => (
    <label class={`version${answer.choice === choice ? " on" : ""}`}>
      <span class="row"><input type="radio" name={id} checked={answer.choice === choice} onChange={() => set({ choice })} /><b>{words}</b></span>
      {text !== undefined && <Changed before={hunk.base} after={text} />}
    </label>
  );
  return (
    <fieldset class="place">
      <legend>{of > 1 ? t("merge.place", { n, of }) : t("merge.title")}</legend>
      <div class="versions">
        {option("mine", t("merge.mine"), hunk.mine)}
        {option("theirs", other, hunk.theirs)}
      </div>
      <div class="row">
        {hunk.mine.trim() && hunk.theirs.trim() && option("both", t("merge.both"))}
        {option("edit", t("merge.edit"))}
      </div>
      {answer.choice === "edit" && (
        <textarea
          class="in" dir="auto" rows={Math.min(12, answer.own.split("\n").length + 1)} aria-label={t("merge.edit.label", { n })} value={answer.own}
          onInput={(e) => set({ own: e.currentTarget.value })}
        />
      )}
    </fieldset>
  );
}

/** What became of the words: struck what went, marked what came. */
function Changed({ before, after }: { before: string; after: string }) {
  const parts = changesOf(before.replace(/\n$/, ""), after.replace(/\n$/, ""));
  if (!after.trim() && !before.trim()) return <span class="dim">{t("merge.empty")}</span>;
  return (
    <span class="changed" dir="auto">
      {parts.map((part, i) => {
        if (part.how === "same") return part.text;
        if (part.how === "gone") return <del key={i}><span class="vh">{t("merge.removed")} </span>{part.text}</del>;
        return <ins key={i}><span class="vh">{t("merge.added")} </span>{part.text}</ins>;
      })}
    </span>
  );
}
