// Adding in the list: Enter adds and stays; a pasted list offers to become as
// many tasks; "#label @person" mean what they mean on the board.

import { useSignal } from "@preact/signals";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { Button } from "../kit/button";
import { toast } from "../kit/toast";
import { me } from "../identity/session";
import { tables } from "../records/records";
import { t } from "../text/text";
import { matchesNow, view } from "./filter";
import type { Preset } from "./group-words";
import { listAdding } from "./list-add";
import { titlesIn } from "./quick-add";
import { addTasks, Chips, Suggestions } from "./quick-rich";

const LONGEST = 500;
/** What was typed and not added survives scrolling away. */
const drafts = new Map<string, string>();

export function ListAdd({ status, preset, name }: { status: string; preset: Preset; name: string }) {
  const field = useRef<HTMLInputElement>(null);
  const where = listAdding.peek() ?? "";
  const [text, setText] = useState(drafts.get(where) ?? "");
  const [caret, setCaret] = useState(text.length);
  const [pasted, setPasted] = useState<string[]>([]);
  const onKey = useRef<((e: KeyboardEvent) => boolean) | undefined>(undefined);
  const offered = useSignal("");
  useLayoutEffect(() => field.current?.focus({ preventScroll: true }), []);

  const keep = (value: string, at = value.length) => {
    setText(value);
    setCaret(at);
    drafts.set(where, value);
  };
  const add = (texts: string[]) => {
    if (!addHere(texts, status, preset)) return;
    keep("");
    setPasted([]);
    field.current?.focus({ preventScroll: true });
  };
  const take = (next: string, at: number) => {
    keep(next, at);
    field.current?.focus({ preventScroll: true });
    requestAnimationFrame(() => field.current?.setSelectionRange(at, at));
  };
  const close = () => {
    if (listAdding.peek() === where) listAdding.value = undefined;
  };

  return (
    <form
      class="laddf"
      onSubmit={(e) => {
        e.preventDefault();
        if (text.trim() && pasted.length === 0) add([text.trim()]);
      }}
      onKeyDown={(e) => {
        if (onKey.current?.(e)) e.preventDefault();
        else if (e.key === "Escape") close();
        else return;
        e.stopPropagation();
      }}
      onFocusOut={(e) => {
        if (!text && pasted.length === 0 && !e.currentTarget.contains(e.relatedTarget as Node | null)) close();
      }}
    >
      <input
        ref={field} class="in" role="combobox" aria-autocomplete="list" aria-expanded={offered.value !== ""} aria-controls={offered.value ? "quick-offers" : undefined} aria-activedescendant={offered.value || undefined}
        aria-label={name ? t("add.title", { to: name }) : t("title")} placeholder={t("add.placeholder")} value={text} maxLength={LONGEST} dir="auto" enterkeyhint="done" autocomplete="off"
        onInput={(e) => keep(e.currentTarget.value, e.currentTarget.selectionStart ?? undefined)}
        onSelect={(e) => setCaret(e.currentTarget.selectionStart ?? 0)}
        onPaste={(e) => {
          const titles = titlesIn(e.clipboardData?.getData("text/plain") ?? "");
          if (titles.length < 2) return;
          e.preventDefault();
          setPasted(titles);
        }}
      />
      <Suggestions text={text} caret={caret} keys={onKey} offered={offered} onTake={take} />
      {pasted.length > 1 ? (
        <span class="row" role="status">
          <Button kind="primary" onClick={() => add(pasted)}>{t("add.many", { n: pasted.length })}</Button>
          <Button kind="quiet" onClick={() => {
            keep(pasted.join(" ").slice(0, LONGEST));
            setPasted([]);
            field.current?.focus();
          }}>{t("add.asOne")}</Button>
        </span>
      ) : <Chips text={text} caret={caret} onText={(next) => keep(next)} />}
    </form>
  );
}

/** What is added where something is filtered gets what the filter asks for, so that it is seen. */
function addHere(texts: string[], status: string, preset: Preset): boolean {
  const only = (field: string) => {
    const clause = view.peek().clauses.find((c) => c.field === field && !c.not && c.values.length === 1 && c.values[0] !== "none");
    return clause?.values[0] === "me" ? me.peek() : clause?.values[0];
  };
  const [assignee, label, type, priority, parent] = [only("assignee"), only("label"), only("type"), only("priority"), only("parent")];
  const asked = {
    ...(assignee ? { assignees: [assignee] } : {}), ...(label ? { labels: [label] } : {}), ...(type ? { type } : {}), ...(priority ? { priority } : {}), ...(parent ? { parent } : {}),
  } as Preset;
  const { status: own, ...fields } = { ...asked, ...preset };
  const ids = addTasks(texts, { status: own ?? only("status") ?? status, lane: "", own: fields });
  const hidden = ids.map((id) => tables.task.peek(id)).find((task) => task && !matchesNow.peek()(task));
  if (hidden) toast({ words: t("list.addedHidden", { title: hidden.title }) });
  return ids.length > 0;
}
