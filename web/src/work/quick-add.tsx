// Adding where it will stand: a row at the foot of the column. Enter adds and
// stays; a pasted list offers to become as many tasks.

import { signal } from "@preact/signals";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import type { Status } from "../api/types";
import { Button } from "../kit/button";
import { Icon } from "../kit/icon";
import { t } from "../text/text";
import { createTask } from "./commands";

/** The status whose add row is open. */
export const adding = signal("");
/** What was typed and not added survives closing. */
const drafts = new Map<string, string>();

const LONGEST = 300;

export function titlesIn(pasted: string): string[] {
  return pasted.split(/\r?\n/).map((line) => line.replace(/^\s*(?:[-*•]|\d+[.)]|\[[ xX]\])\s+/, "").trim()).filter(Boolean).map((line) => line.slice(0, LONGEST));
}

export function QuickAdd({ status }: { status: Status }) {
  if (adding.value !== status.id) {
    return (
      <button type="button" class="addrow" onClick={() => (adding.value = status.id)} aria-label={t("add.to", { to: status.name })}>
        <Icon name="plus" small />
        {t("add")}
      </button>
    );
  }
  return <AddField status={status} onClose={() => (adding.value = "")} />;
}

export function AddField({ status, onClose, placeholder, first }: { status: Status; onClose?: () => void; placeholder?: string; first?: boolean }) {
  const field = useRef<HTMLInputElement>(null);
  const [title, setTitle] = useState(drafts.get(status.id) ?? "");
  const [pasted, setPasted] = useState<string[]>([]);
  // Before the next key is typed: it belongs here.
  useLayoutEffect(() => field.current?.focus(), []);

  const keep = (value: string) => {
    setTitle(value);
    if (value) drafts.set(status.id, value);
    else drafts.delete(status.id);
  };
  const add = (titles: string[]) => {
    // The first task makes an empty board a board: the field goes on at the foot of its column.
    adding.value = status.id;
    for (const one of titles) void createTask(one, status.id);
    keep("");
    setPasted([]);
    field.current?.focus();
    requestAnimationFrame(() => field.current?.closest("[data-status]")?.querySelector(".cells")?.scrollTo({ top: 1e9 }));
  };

  return (
    <form
      class={first ? "addfield first" : "addfield"}
      onSubmit={(e) => {
        e.preventDefault();
        if (title.trim()) add([title.trim()]);
      }}
      onKeyDown={(e) => {
        if (e.key !== "Escape") return;
        e.stopPropagation();
        onClose?.();
      }}
      onFocusOut={(e) => {
        if (!title && pasted.length === 0 && !e.currentTarget.contains(e.relatedTarget as Node | null)) onClose?.();
      }}
    >
      <input
        ref={field}
        class="in"
        aria-label={t("add.title", { to: status.name })}
        placeholder={placeholder ?? t("add.placeholder")}
        value={title}
        maxLength={LONGEST}
        dir="auto"
        enterkeyhint="done"
        autocomplete="off"
        onInput={(e) => keep(e.currentTarget.value)}
        onPaste={(e) => {
          const titles = titlesIn(e.clipboardData?.getData("text/plain") ?? "");
          if (titles.length < 2) return;
          e.preventDefault();
          setPasted(titles);
        }}
      />
      {pasted.length > 1 && (
        <div class="row" role="status">
          <Button onClick={() => add(pasted)}>{t("add.many", { n: pasted.length })}</Button>
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
      )}
    </form>
  );
}
