// Changing columns where they stand: name, colour, limit, meaning, order, and
// taking one away.

import { h } from "preact";
import { useEffect, useId, useRef, useState } from "preact/hooks";
import type { Project, Status, StatusGroup } from "../api/types";
import { announce } from "../kit/announce";
import { Button } from "../kit/button";
import { confirm } from "../kit/dialog";
import { FieldError } from "../kit/field";
import { Icon, Tile } from "../kit/icon";
import { type MenuRow, openMenu } from "../kit/menu";
import { addStatus, hueStatus, limitStatus, moveStatus, regroupStatus, removeStatus, renameStatus } from "../project/commands";
import { project } from "../project/project";
import { board } from "../text/en/board";
import { addTexts, t, type Message } from "../text/text";
import { fold } from "./board-view";
import { addingColumn, columnCarry, type Editing, editing, shownStatuses } from "./column-open";
import { columns } from "./columns";
import { adding } from "./quick-add";

addTexts(board);

const GROUPS: StatusGroup[] = ["backlog", "ready", "doing", "review", "done", "dropped"];
const HUES = [1, 2, 3, 4, 5, 6, 7, 8];
const LONGEST = 60;
const MOST = 10_000;

export function openColumnMenu(anchor: HTMLElement, now: Project, status: Status): void {
  const edit = (what: Editing) => () => {
    editing.value = { status: status.id, what };
  };
  const at = now.statuses.findIndex((s) => s.id === status.id);
  const previous = now.statuses[at - 1];
  const afterNext = now.statuses[at + 2];
  const others = now.statuses.filter((s) => s.id !== status.id);
  const first = columns.peek().get(status.id)?.ids[0];
  const rows: MenuRow[] = [
    { label: t("column.rename"), icon: "pencil", keys: "F2", run: edit("name") },
    { label: status.limit ? t("column.changeLimit") : t("column.setLimit"), icon: "minus", run: edit("limit") },
    { label: t("column.colour"), mark: h("span", { class: "sw", "data-hue": status.hue || undefined }), run: () => openColour(anchor, now, status) },
    { label: t("column.meaning"), mark: h(Tile, { group: status.group }), run: () => openMeaning(anchor, now, status) },
    "rule",
    { label: t("column.addTop"), icon: "plus", disabled: !first, run: () => (adding.value = `${status.id} top`) },
    { label: t("column.fold.do"), icon: "minus", run: () => fold(status.id, true) },
    { label: t("column.moveBefore"), icon: "arrow-left", disabled: !previous, run: () => previous && void moveStatus(now.id, status, previous.id) },
    { label: t("column.moveAfter"), icon: "move-right", disabled: at === now.statuses.length - 1, run: () => void moveStatus(now.id, status, afterNext?.id ?? null) },
    { label: t("column.add"), icon: "plus", run: edit("next") },
    "rule",
    { label: t("column.remove"), icon: "trash-2", danger: true, disabled: others.length === 0, run: () => askRemove(anchor, now, status, others) },
  ];
  openMenu(anchor, t("column.menu", { name: status.name }), rows);
}

function openMeaning(anchor: HTMLElement, now: Project, status: Status): void {
  openMenu(anchor, t("column.meaning"), [{ caption: t("column.meaning.caption") }, ...meanings(status.group, (group) => group !== status.group && void regroupStatus(now.id, status, group))]);
}

const meanings = (chosen: StatusGroup, pick: (group: StatusGroup) => void): MenuRow[] =>
  GROUPS.map((group) => ({ label: t(`group.${group}` as Message), mark: h(Tile, { group }), checked: group === chosen, radio: true, run: () => pick(group) }));

function openColour(anchor: HTMLElement, now: Project, status: Status): void {
  const set = (hue: number) => hue !== (status.hue ?? 0) && void hueStatus(now.id, status, hue);
  openMenu(anchor, t("column.colour"), [
    { label: t("column.colour.own"), mark: h(Tile, { group: status.group }), checked: !status.hue, radio: true, run: () => set(0) },
    ...HUES.map((hue): MenuRow => ({
      label: t(`hue.${hue}` as Message), mark: h("span", { class: "sw", "data-hue": hue }), checked: hue === status.hue, radio: true, run: () => set(hue),
    })),
  ]);
}

/** An empty column just goes; otherwise its tasks need somewhere to be. */
function askRemove(anchor: HTMLElement, now: Project, status: Status, others: Status[]): void {
  const count = columns.peek().get(status.id)?.count ?? 0;
  if (count === 0) {
    void removeStatus(now.id, status, others[0]!.id);
    return;
  }
  openMenu(anchor, t("column.remove"), [
    { caption: t("column.remove.where", { n: count }) },
    ...others.map((other) => ({
      label: other.name, mark: h(Tile, { group: other.group }),
      run: () =>
        confirm({
          title: t("column.remove.title", { name: status.name }),
          body: t("column.remove.body", { n: count, to: other.name }),
          verb: t("column.remove"),
          run: () => void removeStatus(now.id, status, other.id),
        }),
    })),
  ]);
}

/** What is wrong with what was typed, or "". */
export function wrong(what: "name" | "limit", typed: string): string {
  if (what === "name") return typed.trim() ? "" : t("column.name.missing");
  if (!typed.trim()) return "";
  const limit = Number(typed.trim());
  return Number.isInteger(limit) && limit >= 0 && limit <= MOST ? "" : t("column.limit.wrong", { most: MOST });
}

export function HeadField({ project: now, status, what }: { project: Project; status: Status; what: "name" | "limit" }) {
  const before = what === "name" ? status.name : status.limit ? String(status.limit) : "";
  const save = (typed: string) => {
    editing.value = undefined;
    if (typed === before) return;
    if (what === "name") void renameStatus(now.id, status.id, typed);
    else if (Number(typed) !== status.limit) void limitStatus(now.id, status, Number(typed));
  };
  return (
    <div class="ch edit">
      <Tile group={status.group} />
      <TypedField
        value={before} label={t(what === "name" ? "column.rename.field" : "column.limit.field", { name: status.name })}
        placeholder={what === "limit" ? t("column.limit.none") : undefined} numeric={what === "limit"}
        check={(typed) => wrong(what, typed)} onSave={save}
        onCancel={() => {
          editing.value = undefined;
          requestAnimationFrame(() => document.querySelector<HTMLElement>(`[data-column-name="${CSS.escape(status.id)}"]`)?.focus());
        }}
      />
    </div>
  );
}

interface TypedProps {
  value: string;
  label: string;
  placeholder?: string;
  numeric?: boolean;
  check: (typed: string) => string;
  onSave: (typed: string) => void;
  onCancel: () => void;
}

/** Enter keeps, Escape returns; what cannot be kept is said, and leaving it returns to what was. */
function TypedField({ value, label, placeholder, numeric, check, onSave, onCancel }: TypedProps) {
  const [typed, setTyped] = useState(value);
  const [error, setError] = useState("");
  const input = useRef<HTMLInputElement>(null);
  const done = useRef(false);
  const id = useId();
  useEffect(() => {
    input.current!.focus();
    input.current!.select();
  }, []);
  const once = (run: () => void) => {
    if (done.current) return;
    done.current = true;
    run();
  };
  return (
    <form
      class="cfield"
      onSubmit={(e) => {
        e.preventDefault();
        const problem = check(typed);
        setError(problem);
        if (!problem) once(() => onSave(typed.trim()));
      }}
    >
      <input
        ref={input} class={`in${error ? " is-error" : ""}`} dir="auto" value={typed} maxLength={LONGEST} inputMode={numeric ? "numeric" : "text"} autocomplete="off"
        aria-label={label} placeholder={placeholder} aria-invalid={error ? "true" : undefined} aria-describedby={error ? id : undefined}
        onInput={(e) => {
          setTyped(e.currentTarget.value);
          setError("");
        }}
        onBlur={(e) => !(e.relatedTarget as Element | null)?.closest(".popup, .newcol") && once(() => (check(typed) ? onCancel() : onSave(typed.trim())))}
        onKeyDown={(e) => {
          if (e.key !== "Escape") return;
          e.stopPropagation();
          once(onCancel);
        }}
      />
      {error && <FieldError id={id} text={error} />}
    </form>
  );
}

/** A new column after another, or at the end: what it is called, and what work in it is. */
export function NewColumn({ project: now, after }: { project: Project; after?: Status }) {
  const [group, setGroup] = useState<StatusGroup>(after?.group ?? "doing");
  const next = after && now.statuses[now.statuses.findIndex((s) => s.id === after.id) + 1];
  const close = () => {
    editing.value = undefined;
    addingColumn.value = false;
  };
  return (
    <div class="newcol">
      <Button
        kind="quiet" label={t("column.meaning")} class="icon" aria-haspopup="menu" onMouseDown={(e) => e.preventDefault()}
        onClick={(e) => openMenu(e.currentTarget, t("column.meaning"), [{ caption: t("column.meaning.caption") }, ...meanings(group, (to) => {
          setGroup(to);
          requestAnimationFrame(() => document.querySelector<HTMLElement>(".newcol input")?.focus());
        })])}
      >
        <Tile group={group} />
      </Button>
      <TypedField
        value="" label={after ? t("column.add.field", { name: after.name }) : t("column.new.field")} placeholder={t("column.add.placeholder")}
        check={(typed) => wrong("name", typed)} onCancel={close}
        onSave={(name) => {
          close();
          void addStatus(now.id, name, group, next?.id);
        }}
      />
    </div>
  );
}

/** The strip at the end of the board. */
export function EndStrip({ project: now }: { project: Project }) {
  if (addingColumn.value) return <section class="col endcol" aria-label={t("column.new")}><NewColumn project={now} /></section>;
  return (
    <div class="endstrip">
      <button type="button" class="btn quiet icon" aria-label={t("column.new")} title={t("column.new")} onClick={() => (addingColumn.value = true)}><Icon name="plus" /></button>
    </div>
  );
}

// A column in the hand, by keyboard.

export function carryByKey(key: string, status: Status): void {
  const held = columnCarry.peek();
  if (!held) {
    if (key !== " ") return;
    columnCarry.value = { id: status.id, before: nextOf(status.id), by: "keys" };
    announce(t("column.lifted", { name: status.name }));
    return;
  }
  if (key === "Escape") putColumnBack();
  else if (key === " " || key === "Enter") dropColumn();
  else if (key === "ArrowLeft" || key === "ArrowRight") {
    const forward = (key === "ArrowRight") !== (document.documentElement.dir === "rtl");
    stepColumn(forward ? 1 : -1);
  }
}

function nextOf(id: string): string {
  const shown = shownStatuses.peek();
  return shown[shown.findIndex((s) => s.id === id) + 1]?.id ?? "";
}

function stepColumn(by: 1 | -1): void {
  const held = columnCarry.peek();
  if (!held) return;
  const rest = shownStatuses.peek().filter((s) => s.id !== held.id);
  const at = held.before ? rest.findIndex((s) => s.id === held.before) : rest.length;
  const there = Math.max(0, Math.min(rest.length, at + by));
  columnCarry.value = { ...held, before: rest[there]?.id ?? "" };
  announce(t("column.over", { place: there + 1, count: rest.length + 1 }));
  keepFocus(held.id);
}

export function putColumnBack(): void {
  const held = columnCarry.peek();
  columnCarry.value = undefined;
  if (!held) return;
  announce(t("column.returned"));
  if (held.by === "keys") keepFocus(held.id);
}

export function dropColumn(): void {
  const held = columnCarry.peek();
  const now = project.peek();
  const status = now?.statuses.find((s) => s.id === held?.id);
  const shown = shownStatuses.peek();
  columnCarry.value = undefined;
  if (!held || !now || !status) return;
  if (shown.some((s, i) => s.id !== now.statuses[i]?.id)) {
    announce(t("column.moved", { name: status.name }));
    void moveStatus(now.id, status, held.before || null);
  } else announce(t("column.returned"));
  if (held.by === "keys") keepFocus(held.id);
}

/** A moved element loses the focus. */
function keepFocus(id: string): void {
  requestAnimationFrame(() => {
    const name = document.querySelector<HTMLElement>(`[data-column-name="${CSS.escape(id)}"]`);
    name?.focus({ preventScroll: true });
    name?.closest(".col, .ch")?.scrollIntoView({ block: "nearest", inline: "nearest" });
  });
}
