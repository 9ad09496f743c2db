// Adding in the list: Enter adds and stays; a pasted list offers to become as many tasks.

import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { Button } from "../kit/button";
import { toast } from "../kit/toast";
import { me } from "../identity/session";
import { tables } from "../records/records";
import { t } from "../text/text";
import { createTask } from "./commands";
import { matchesNow, view } from "./filter";
import type { Preset } from "./group-words";
import { listAdding } from "./list-add";
import { titlesIn } from "./quick-add";

const LONGEST = 300;
/** What was typed and not added survives scrolling away. */
const drafts = new Map<string, string>();

export function ListAdd({ status, preset, name }: { status: string; preset: Preset; name: string }) {
  const field = useRef<HTMLInputElement>(null);
  const where = listAdding.peek() ?? "";
  const [title, setTitle] = useState(drafts.get(where) ?? "");
  const [pasted, setPasted] = useState<string[]>([]);
  useLayoutEffect(() => field.current?.focus({ preventScroll: true }), []);

  const keep = (value: string) => {
    setTitle(value);
    drafts.set(where, value);
  };
  const add = (titles: string[]) => {
    for (const one of titles) addTask(one, status, preset);
    keep("");
    setPasted([]);
    field.current?.focus({ preventScroll: true });
  };
  const close = () => {
    if (listAdding.peek() === where) listAdding.value = undefined;
  };

  return (
    <form
      class="laddf"
      onSubmit={(e) => {
        e.preventDefault();
        if (title.trim()) add([title.trim()]);
      }}
      onKeyDown={(e) => {
        if (e.key !== "Escape") return;
        e.stopPropagation();
        close();
      }}
      onFocusOut={(e) => {
        if (!title && pasted.length === 0 && !e.currentTarget.contains(e.relatedTarget as Node | null)) close();
      }}
    >
      <input
        ref={field} class="in" aria-label={name ? t("add.title", { to: name }) : t("title")} placeholder={t("add.placeholder")} value={title} maxLength={LONGEST}
        dir="auto" enterkeyhint="done" autocomplete="off" onInput={(e) => keep(e.currentTarget.value)}
        onPaste={(e) => {
          const titles = titlesIn(e.clipboardData?.getData("text/plain") ?? "");
          if (titles.length < 2) return;
          e.preventDefault();
          setPasted(titles);
        }}
      />
      {pasted.length > 1 && (
        <span class="row" role="status">
          <Button onClick={() => add(pasted)}>{t("add.many", { n: pasted.length })}</Button>
          <Button kind="quiet" onClick={() => {
            keep(pasted.join(" ").slice(0, LONGEST));
            setPasted([]);
            field.current?.focus();
          }}>{t("add.asOne")}</Button>
        </span>
      )}
    </form>
  );
}

/** What is added where something is filtered gets what the filter asks for, so that it is seen. */
function addTask(title: string, status: string, preset: Preset): void {
  const only = (field: string) => {
    const clause = view.peek().clauses.find((c) => c.field === field && !c.not && c.values.length === 1 && c.values[0] !== "none");
    return clause?.values[0] === "me" ? me.peek() : clause?.values[0];
  };
  const [assignee, label, type, priority, parent] = [only("assignee"), only("label"), only("type"), only("priority"), only("parent")];
  const asked = {
    ...(assignee ? { assignees: [assignee] } : {}), ...(label ? { labels: [label] } : {}), ...(type ? { type } : {}), ...(priority ? { priority } : {}), ...(parent ? { parent } : {}),
  } as Preset;
  const id = createTask(title, preset.status ?? only("status") ?? status, { ...asked, ...preset });
  const task = tables.task.peek(id);
  if (task && !matchesNow.peek()(task)) toast({ words: t("list.addedHidden", { title }) });
}
