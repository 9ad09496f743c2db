// The list that stands at "/", "@" and "#".

import { batch, signal } from "@preact/signals";
import { type ComponentChildren, render } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import type { Command } from "prosemirror-state";
import type { EditorView } from "prosemirror-view";
import type { Task } from "../api/types";
import { Icon } from "../kit/icon";
import { Avatar } from "../kit/people";
import { Title } from "../kit/words";
import { StatusTile } from "../work/status-tile";
import { fold } from "../work/filter-rules";
import { t } from "../text/text";
import { schema } from "./schema";
import { type Asked, dismiss, type List } from "./suggest";
import { peopleFor, tasksFound, tasksHere } from "./world";

export interface Entry {
  id: string;
  label: string;
  /** Other words that find it. */
  also?: string;
  icon?: string;
  keys?: string;
  run: Command;
}

interface Row {
  id: string;
  content: ComponentChildren;
  take: (view: EditorView, asked: Asked) => void;
}

const WAIT = 120;
let lists = 0;

export function suggestions(host: HTMLElement, entries: () => Entry[]): List {
  const id = `suggest-${++lists}`;
  const asked = signal<Asked | undefined>(undefined);
  const rows = signal<Row[]>([]);
  const active = signal(0);
  let view: EditorView | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let abort: AbortController | undefined;

  const place = document.createElement("div");
  host.append(place);
  render(<Floating id={id} rows={rows} active={active} at={() => view && asked.peek() && view.coordsAtPos(asked.peek()!.from)} pick={(i) => pick(i)} />, place);

  const put = (list: Row[]) =>
    batch(() => {
      rows.value = list;
      active.value = Math.min(active.peek(), Math.max(0, list.length - 1));
    });

  const fill = (now: Asked) => {
    clearTimeout(timer);
    abort?.abort();
    if (now.sort === "/") return put(entriesFor(entries(), now.words));
    if (now.sort === "@") return put(peopleFor(now.words).map((member) => ({ id: member.id, content: <><Avatar member={member} silent /><span class="cut" dir="auto">{member.name}</span></>, take: insertMention(member.id) })));
    const here = tasksHere(now.words);
    put(here.map(taskRow));
    if (now.words.trim().length < 2) return;
    timer = setTimeout(() => {
      abort = new AbortController();
      tasksFound(now.words, abort.signal).then((found) => {
        if (asked.peek() !== now) return;
        const known = new Set(here.map((task) => task.id));
        put([...here, ...found.filter((task) => !known.has(task.id))].slice(0, 8).map(taskRow));
      }, () => {});
    }, WAIT);
  };

  const pick = (i: number) => {
    const [now, row] = [asked.peek(), rows.peek()[i]];
    if (!now || !row || !view) return;
    row.take(view, now);
    view.focus();
  };

  const tell = () => {
    const open = Boolean(asked.peek()) && rows.peek().length > 0;
    const dom = view?.dom;
    if (!dom) return;
    for (const [name, value] of [["aria-controls", id], ["aria-activedescendant", `${id}-${active.peek()}`]] as const) {
      if (open) dom.setAttribute(name, value);
      else dom.removeAttribute(name);
    }
  };

  return {
    show(next, from) {
      view = from;
      const now = asked.peek();
      if (next && now && next.from === now.from && next.words === now.words && next.sort === now.sort) return;
      batch(() => {
        if (!next || !now || next.from !== now.from) active.value = 0;
        asked.value = next;
        if (next) fill(next);
        else {
          clearTimeout(timer);
          abort?.abort();
          rows.value = [];
        }
      });
      tell();
    },
    key(event, from) {
      const n = rows.peek().length;
      if (n === 0) return false;
      switch (event.key) {
        case "ArrowDown": active.value = (active.peek() + 1) % n; break;
        case "ArrowUp": active.value = (active.peek() - 1 + n) % n; break;
        case "Enter": case "Tab":
          if (event.ctrlKey || event.metaKey || event.shiftKey) return false;
          pick(active.peek());
          break;
        case "Escape": dismiss(from); break;
        default: return false;
      }
      tell();
      event.preventDefault();
      event.stopPropagation();
      return true;
    },
    end() {
      clearTimeout(timer);
      abort?.abort();
      render(null, place);
      place.remove();
    },
  };
}

function entriesFor(entries: Entry[], words: string): Row[] {
  const needle = fold(words.trim());
  const grade = (entry: Entry) => {
    const name = fold(entry.label);
    return name.startsWith(needle) ? 0 : ` ${name} ${fold(entry.also ?? "")}`.includes(` ${needle}`) ? 1 : 2;
  };
  return entries.filter((entry) => grade(entry) < 2).sort((a, b) => grade(a) - grade(b)).map((entry) => ({
    id: entry.id,
    content: <><Icon name={entry.icon ?? "type"} small /><span class="cut">{entry.label}</span>{entry.keys && <kbd aria-hidden="true">{entry.keys}</kbd>}</>,
    take: (view, asked) => {
      view.dispatch(view.state.tr.delete(asked.from, asked.to));
      entry.run(view.state, view.dispatch, view);
    },
  }));
}

const insertMention = (id: string) => (view: EditorView, { from, to }: Asked) => {
  view.dispatch(view.state.tr.replaceWith(from, to, [schema.nodes.mention.create({ id }), schema.text(" ")]).scrollIntoView());
};

function taskRow(task: Task): Row {
  return {
    id: task.id,
    content: <><StatusTile task={task} /><span class="key">{task.key}</span><span class="cut" dir="auto"><Title text={task.title} /></span></>,
    take: (view, { from, to }) => view.dispatch(view.state.tr.insertText(`${task.key} `, from, to).scrollIntoView()),
  };
}

interface FloatingProps {
  id: string;
  rows: { value: Row[] };
  active: { value: number };
  at: () => { left: number; top: number; bottom: number } | undefined;
  pick: (index: number) => void;
}

function Floating({ id, rows, active, at, pick }: FloatingProps) {
  const box = useRef<HTMLDivElement>(null);
  const list = rows.value;
  const now = active.value;
  useLayoutEffect(() => {
    const el = box.current!;
    if (list.length === 0) {
      if (el.matches(":popover-open")) el.hidePopover();
      return;
    }
    if (!el.matches(":popover-open")) el.showPopover();
    const spot = at();
    if (!spot) return;
    const screen = window.visualViewport;
    const [height, width] = [screen?.height ?? innerHeight, screen?.width ?? innerWidth];
    const size = el.getBoundingClientRect();
    const below = spot.bottom + 4 + size.height <= height || spot.top < height / 2;
    el.style.top = `${Math.max(4, below ? spot.bottom + 4 : spot.top - 4 - size.height)}px`;
    el.style.left = `${Math.max(4, Math.min(spot.left, width - size.width - 4))}px`;
    el.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest" });
  }, [list, now]);
  return (
    <div ref={box} popover="manual" class="popup suggest" onMouseDown={(e) => e.preventDefault()}>
      <div class="menu" role="listbox" id={id} aria-label={t("editor.suggestions")}>
        {list.map((row, i) => (
          <div key={row.id} id={`${id}-${i}`} role="option" aria-selected={i === now} class={`mi${i === now ? " is-active" : ""}`} onPointerMove={() => (active.value = i)} onClick={() => pick(i)}>
            {row.content}
          </div>
        ))}
      </div>
    </div>
  );
}
