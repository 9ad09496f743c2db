// A title as a field, in its cell. Enter and leaving keep it, Escape returns it, Tab goes on.

import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { Task } from "../api/types";
import { useOnce } from "../kit/once";
import { t } from "../text/text";
import { changeTask } from "./commands";
import { editBeside, editingTitle } from "./list-edit";
import { current } from "./list-focus";

const LONGEST = 300;

export function TitleEditor({ task, row }: { task: Task; row: string }) {
  const [title, setTitle] = useState(task.title);
  const input = useRef<HTMLInputElement>(null);
  const once = useOnce();
  useLayoutEffect(() => {
    input.current!.focus();
    // All of it, seen from its beginning.
    input.current!.setSelectionRange(0, task.title.length, "backward");
  }, []);
  const close = (keep: boolean) => once(() => {
    editingTitle.value = "";
    const next = title.replace(/\s+/g, " ").trim();
    if (keep && next && next !== task.title) void changeTask(task.id, { title: next }, t("done.title"));
  });
  // Scrolled away is left, too.
  const leave = useRef(close);
  leave.current = close;
  useEffect(() => () => leave.current(true), []);
  return (
    <input
      ref={input} class="in" dir="auto" maxLength={LONGEST} aria-label={t("title")} value={title} enterkeyhint="done" autocomplete="off"
      onInput={(e) => setTitle(e.currentTarget.value)}
      onBlur={() => close(true)}
      onKeyDown={(e) => {
        if (e.isComposing || (e.key !== "Enter" && e.key !== "Escape" && e.key !== "Tab")) return;
        const cell = e.currentTarget.closest<HTMLElement>(current.peek()?.column ? "[data-col]" : "[data-row]");
        close(e.key !== "Escape");
        e.stopPropagation();
        if (e.key === "Tab") {
          if (editBeside(row, "title", e.shiftKey ? -1 : 1)) e.preventDefault();
          return;
        }
        e.preventDefault();
        cell?.focus({ preventScroll: true });
      }}
    />
  );
}
