// The palette: everything that can be opened or done, found by typing.

import { useEffect, useId, useRef } from "preact/hooks";
import { useSignal } from "@preact/signals";
import { find as calls } from "../api/calls";
import { toggleHelp } from "../keys/help";
import { caps } from "../keys/keys";
import { Icon, PriorityMark, Tile } from "../kit/icon";
import { Avatar, ProjectTile } from "../kit/people";
import { Title } from "../kit/words";
import { memberById, orgId } from "../org/org";
import { tables } from "../records/records";
import { find as texts } from "../text/en/find";
import { addTexts, t, type Message } from "../text/text";
import { currentCard } from "../work/focus";
import { Marked } from "./marked";
import { creating, paletteOpen } from "./open";
import { recent } from "./places";
import { found, groups, kind, KINDS, type Row, subject, typed } from "./rows";

addTexts(texts);

/** Letters that follow each other quickly are one question to the server. */
const GATHER = 90;
/** An answer that comes sooner needs no sign that one waits. */
const PATIENCE = 150;

export function Palette() {
  const id = useId();
  const box = useRef<HTMLDialogElement>(null);
  const active = useSignal(""); // the id of a row: it stays when rows come above it
  const waits = useSignal(false);
  const list = groups.value;
  const rows = list.flatMap((group) => group.rows);
  const at = Math.max(0, rows.findIndex((row) => row.id === active.value));

  useEffect(() => {
    const back = document.activeElement as HTMLElement | null;
    const current = currentCard();
    subject.value = current ? [current] : [];
    typed.value = "";
    kind.value = "all";
    void loadRecent();
    box.current!.showModal();
    return () => {
      if (back?.isConnected) back.focus({ preventScroll: true });
    };
  }, []);
  useServer(waits);
  useEffect(() => {
    box.current?.querySelector("[data-active]")?.scrollIntoView({ block: "nearest" });
  }, [rows[at]?.id]);

  const close = () => (paletteOpen.value = false);
  const run = (row: Row | undefined) => {
    if (!row) return;
    close();
    // After the focus is back where it was: the command may ask for it.
    setTimeout(row.run);
  };
  const step = (by: number) => {
    active.value = rows[(at + by + rows.length) % rows.length]?.id ?? "";
  };
  const onKeyDown = (e: KeyboardEvent) => {
    if (e.isComposing) return;
    if (e.key === "ArrowDown" || (e.ctrlKey && e.key === "n")) step(1);
    else if (e.key === "ArrowUp" || (e.ctrlKey && e.key === "p")) step(-1);
    else if (e.key === "Enter" && (e.ctrlKey || e.metaKey)) {
      close();
      setTimeout(() => (creating.value = { title: typed.peek().trim() }));
    } else if (e.key === "Enter") run(rows[at]);
    else if (e.key === "Tab") {
      kind.value = KINDS[(KINDS.indexOf(kind.value) + (e.shiftKey ? KINDS.length - 1 : 1)) % KINDS.length]!;
      active.value = "";
    } else if (e.key === "Backspace" && typed.value === "" && subject.value.length > 0) subject.value = [];
    else if ((e.ctrlKey || e.metaKey) && e.key.toLowerCase() === "k") close();
    else if (e.key === "?" && typed.value === "") {
      close();
      setTimeout(toggleHelp);
    } else return;
    e.preventDefault();
    e.stopPropagation();
  };

  const chip = subject.value.map((one) => tables.task.peek(one)?.key ?? "").filter(Boolean);
  return (
    <dialog
      ref={box} class="palette" aria-label={t("find.palette")}
      onCancel={(e) => {
        e.preventDefault();
        close();
      }}
      onClick={(e) => e.target === box.current && close()}
    >
      <div class={`q${waits.value ? " waits" : ""}`}>
        <Icon name="search" />
        {chip.length > 0 && <span class="chip sel">{chip.length === 1 ? chip[0] : t("find.with.many", { n: chip.length })}</span>}
        <input
          autoFocus role="combobox" aria-expanded="true" aria-controls={`${id}-list`} aria-activedescendant={rows[at] ? `${id}-${at}` : undefined} aria-autocomplete="list"
          aria-label={t("find.palette")} placeholder={t("find.placeholder")} dir="auto" value={typed.value} autocomplete="off" spellcheck={false} enterkeyhint="go"
          onInput={(e) => {
            typed.value = e.currentTarget.value;
            active.value = "";
          }}
          onKeyDown={onKeyDown}
        />
        {kind.value !== "all" && <span class="chip">{t(`find.kind.${kind.value}` as Message)}</span>}
        <button type="button" class="esc" tabIndex={-1} onClick={close}><kbd aria-hidden="true">{caps("Escape")}</kbd><span class="vh">{t("close")}</span></button>
      </div>
      <div class="found" id={`${id}-list`} role="listbox" aria-label={t("find.results")} tabIndex={-1}>
        {list.map((group) => (
          <div role="group" aria-label={group.title} key={group.title}>
            <div class="grp" aria-hidden="true">{group.title}</div>
            {group.rows.map((row) => {
              const n = rows.indexOf(row);
              return <RowView key={row.id} id={`${id}-${n}`} row={row} active={n === at} point={() => (active.value = row.id)} run={() => run(row)} />;
            })}
          </div>
        ))}
        {rows.length === 0 && <p class="none">{t("find.nothing")}</p>}
      </div>
      <p class="vh" role="status">{typed.value.trim() ? t("find.count", { n: rows.length }) : ""}</p>
      <div class="ft" aria-hidden="true">
        <span><kbd>↑</kbd><kbd>↓</kbd>{t("find.choose")}</span>
        <span><kbd>Enter</kbd>{t("find.enter")}</span>
        <span><kbd>Tab</kbd>{t("find.tab")}</span>
        <span class="sp" />
        <span><kbd>?</kbd>{t("find.keys")}</span>
      </div>
    </dialog>
  );
}

function RowView({ id, row, active, point, run }: { id: string; row: Row; active: boolean; point: () => void; run: () => void }) {
  return (
    <div
      id={id} role="option" aria-selected={active} data-active={active || undefined} class={`pi${active ? " is-active" : ""}`}
      onPointerMove={point} onPointerDown={(e) => e.preventDefault()} onClick={run}
    >
      {row.task ? <TaskMarks row={row} /> : row.project ? <ProjectTile name={row.project.name} hue={row.project.hue} /> : <Icon name={row.icon ?? "search"} />}
      <span class="what">
        <span class="cut" dir="auto">{row.marks.length > 0 ? <Marked text={row.label} marks={row.marks} /> : <Title text={row.label} />}</span>
        {row.snippet?.snippet && <small class="cut" dir="auto"><Marked text={row.snippet.snippet} marks={row.snippet.marks ?? []} /></small>}
      </span>
      {row.project && <span class="dim">{row.project.key}</span>}
      <span class="sp" />
      {row.task?.assignees[0] && <Avatar member={memberById(row.task.assignees[0])} />}
      {row.keys && <span class="caps" aria-hidden="true">{row.keys.map((cap, i) => <kbd key={i}>{cap}</kbd>)}</span>}
    </div>
  );
}

function TaskMarks({ row }: { row: Row }) {
  const task = row.task!;
  const status = tables.project.peek(task.project)?.statuses.find((one) => one.id === task.status);
  return (
    <>
      {status ? <Tile group={status.group} label={status.name} /> : <PriorityMark priority={task.priority} silent />}
      <span class="key">{task.key}</span>
    </>
  );
}

/** Asks the server while one types; an answer that nobody waits for any more is left. */
function useServer(waits: { value: boolean }): void {
  const words = typed.value.trim();
  useEffect(() => {
    if (!words || kind.value === "run" || kind.value === "go") return;
    const end = new AbortController();
    const patience = setTimeout(() => (waits.value = true), GATHER + PATIENCE);
    const gather = setTimeout(async () => {
      try {
        const { data } = await calls.search(orgId.peek(), words, { limit: 20, signal: end.signal });
        if (!end.signal.aborted) found.value = { of: words, items: data.items ?? [] };
      } catch {
        // Without the server what is loaded is still found.
      } finally {
        clearTimeout(patience);
        waits.value = false;
      }
    }, GATHER);
    return () => {
      end.abort();
      clearTimeout(gather);
      clearTimeout(patience);
    };
  }, [words, kind.value]);
}

/** Recent tasks of other projects are not among what is loaded. */
async function loadRecent(): Promise<void> {
  const missing = recent.peek().filter((id) => !tables.task.peek(id)).slice(0, 10);
  if (missing.length === 0) return;
  try {
    tables.task.putAll((await calls.cards(orgId.peek(), missing)).data.items ?? []);
  } catch {
    // Then there are fewer of them.
  }
}
