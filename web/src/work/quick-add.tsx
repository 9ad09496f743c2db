// Adding where it will stand: a row at the foot of the column. Enter adds and
// stays; a pasted list offers to become as many tasks. What words such as
// "#label @person" mean comes a moment later (quick-rich).

import { signal, useSignal } from "@preact/signals";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { Id, Status } from "../api/types";
import { Button } from "../kit/button";
import { Icon } from "../kit/icon";
import { toast } from "../kit/toast";
import { t } from "../text/text";
import { fetchMore, more } from "./board-open";

/** Whose add row is open: a status, and the lane or "top" behind a space. */
export const adding = signal("");
/** What was typed and not added survives closing. */
const drafts = new Map<string, string>();

const LONGEST = 300;
/** Labels and people may stand beside the title. */
const LONGEST_TEXT = 500;

export function titlesIn(pasted: string): string[] {
  return pasted.split(/\r?\n/).map((line) => line.replace(/^\s*(?:[-*•]|\d+[.)]|\[[ xX]\])\s+/, "").replace(/^\[[ xX]\]\s+/, "").trim()).filter(Boolean).map((line) => line.slice(0, LONGEST_TEXT));
}

export function QuickAdd({ status, lane = "" }: { status: Status; lane?: string }) {
  const place = lane ? `${status.id} ${lane}` : status.id;
  if (adding.value !== place) {
    return (
      <button type="button" class="addrow" onClick={() => (adding.value = place)} aria-label={t("add.to", { to: status.name })}>
        <Icon name="plus" small />
        <span>{t("add")}</span>
      </button>
    );
  }
  return <AddField status={status} lane={lane} />;
}

interface FieldProps {
  status: Status;
  lane?: string;
  placeholder?: string;
  /** On an empty board it cannot be closed. */
  first?: boolean;
  /** New tasks go before this one instead of to the end. */
  before?: Id;
}

export function AddField({ status, lane = "", placeholder, first, before }: FieldProps) {
  const field = useRef<HTMLInputElement>(null);
  const place = before ? `${status.id} top` : lane ? `${status.id} ${lane}` : status.id;
  const [text, setText] = useState(drafts.get(place) ?? "");
  const [caret, setCaret] = useState(text.length);
  const [pasted, setPasted] = useState<string[]>([]);
  // Before the next key is typed: it belongs here.
  useLayoutEffect(() => field.current?.focus(), []);
  useEffect(() => void fetchMore().catch(() => {}), []);

  const keep = (value: string, at = value.length) => {
    setText(value);
    setCaret(at);
    if (value) drafts.set(place, value);
    else drafts.delete(place);
  };
  const close = () => {
    if (!first) adding.value = "";
  };
  const add = async (texts: string[]) => {
    const module = await fetchMore().catch(() => undefined);
    if (!module) return toast({ words: t("problem.newer.title"), failed: true });
    // The first task makes an empty board a board: the field goes on at the foot of its column.
    if (first) adding.value = status.id;
    if (module.addTasks(texts, { status: status.id, lane, before }).length === 0) return;
    keep("");
    setPasted([]);
    field.current?.focus();
    if (!before) requestAnimationFrame(() => field.current?.closest("[data-cell]")?.querySelector(".cells")?.scrollTo({ top: 1e9 }));
  };
  const words = more.value;
  const onKey = useRef<((e: KeyboardEvent) => boolean) | undefined>(undefined);
  const offered = useSignal("");
  const take = (next: string, at: number) => {
    keep(next, at);
    field.current?.focus();
    requestAnimationFrame(() => field.current?.setSelectionRange(at, at));
  };

  return (
    <form
      class={first ? "addfield first" : "addfield"}
      onSubmit={(e) => {
        e.preventDefault();
        if (text.trim() && pasted.length === 0) void add([text.trim()]);
      }}
      onKeyDown={(e) => {
        if (onKey.current?.(e)) {
          e.preventDefault();
          e.stopPropagation();
          return;
        }
        if (e.key !== "Escape") return;
        e.stopPropagation();
        close();
      }}
      onFocusOut={(e) => {
        if (!text && pasted.length === 0 && !e.currentTarget.contains(e.relatedTarget as Node | null)) close();
      }}
    >
      <input
        ref={field} class="in" role="combobox" aria-autocomplete="list" aria-expanded={offered.value !== ""} aria-controls={offered.value ? "quick-offers" : undefined}
        aria-activedescendant={offered.value || undefined} aria-label={t("add.title", { to: status.name })} placeholder={placeholder ?? t("add.placeholder")}
        value={text} maxLength={LONGEST_TEXT} dir="auto" enterkeyhint="done" autocomplete="off"
        onInput={(e) => keep(e.currentTarget.value, e.currentTarget.selectionStart ?? undefined)}
        onSelect={(e) => setCaret(e.currentTarget.selectionStart ?? 0)}
        onPaste={(e) => {
          const titles = titlesIn(e.clipboardData?.getData("text/plain") ?? "");
          if (titles.length < 2) return;
          e.preventDefault();
          setPasted(titles);
        }}
      />
      {words && <words.Suggestions text={text} caret={caret} keys={onKey} offered={offered} onTake={take} />}
      {pasted.length > 1 ? (
        <div class="row" role="status">
          <Button kind="primary" ref={(el: HTMLButtonElement | null) => el?.focus()} onClick={() => void add(pasted)}>{t("add.many", { n: pasted.length })}</Button>
          <Button
            kind="quiet"
            onClick={() => {
              keep(pasted.join(" ").slice(0, LONGEST));
              setPasted([]);
              field.current?.focus();
            }}
          >
            {t("add.asOne")}
          </Button>
        </div>
      ) : (
        words && <words.Chips text={text} caret={caret} onText={(next) => keep(next)} />
      )}
    </form>
  );
}
