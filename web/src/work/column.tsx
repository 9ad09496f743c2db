// A column: header, cells, and the row to add one.

import { signal, useComputed } from "@preact/signals";
import { useState } from "preact/hooks";
import type { Id, Project, Status, StatusGroup } from "../api/types";
import { Button } from "../kit/button";
import { confirm } from "../kit/dialog";
import { Icon, Tile } from "../kit/icon";
import { type MenuRow, openMenu } from "../kit/menu";
import { useOnce } from "../kit/once";
import { mayEdit, mayManage } from "../project/project";
import { addStatus, limitStatus, moveStatus, regroupStatus, removeStatus, renameStatus } from "../project/commands";
import { h } from "preact";
import { t, type Message } from "../text/text";
import { carry } from "./carry";
import { Cells } from "./cells";
import type { Column } from "./columns";
import { columns } from "./columns";
import { QuickAdd } from "./quick-add";

const GROUPS: StatusGroup[] = ["backlog", "ready", "doing", "review", "done", "dropped"];
type Editing = "name" | "limit" | "next";
/** Which column's header is a field now; on a phone its menu is elsewhere. */
const editing = signal<{ status: Id; what: Editing } | undefined>();
const stopEditing = () => {
  editing.value = undefined;
};

export function ColumnView({ project, status, column }: { project: Project; status: Status; column: Column }) {
  const what = editing.value?.status === status.id ? editing.value.what : undefined;
  const target = useComputed(() => carry.value?.to.status === status.id && carry.value.from.status !== status.id);
  const { ids, count } = column;
  return (
    <section class={`col${target.value ? " target" : ""}`} data-status={status.id} role="region" aria-label={t("column.name", { name: status.name, n: count })}>
      {what === "name" || what === "limit" ? (
        <HeaderField project={project} status={status} what={what} onClose={stopEditing} />
      ) : (
        <Header project={project} status={status} column={column} />
      )}
      {what === "next" && <NewColumn project={project} after={status} onClose={stopEditing} />}
      {count === 0 && carry.value === undefined && <p class="teach">{t(`teach.${status.group}` as Message)}</p>}
      <Cells status={status} ids={ids} count={count} />
      {mayEdit.value && <QuickAdd status={status} />}
    </section>
  );
}

function Header({ project, status, column }: { project: Project; status: Status; column: Column }) {
  const over = status.limit > 0 && column.count > status.limit;
  return (
    <header class="ch">
      <Tile group={status.group} />
      <h2 class="cut" dir="auto">{status.name}</h2>
      {over ? (
        <span class="over" title={t("limit.line", { limit: status.limit })}>
          <Icon name="triangle-alert" small />
          {t("limit.of", { count: column.count, limit: status.limit })}
        </span>
      ) : (
        <span class="n">{status.limit > 0 ? t("limit.of", { count: column.count, limit: status.limit }) : column.count.toLocaleString("en")}</span>
      )}
      <span class="sp" />
      <span class="n sum">{column.points > 0 && t("points.short", { n: column.points })}</span>
      {mayManage.value && (
        <Button
          kind="quiet" icon="ellipsis" class="act" label={t("column.menu", { name: status.name })} aria-haspopup="menu"
          onClick={(e) => openColumnMenu(e.currentTarget, project, status)}
        />
      )}
    </header>
  );
}

export function openColumnMenu(anchor: HTMLElement, project: Project, status: Status): void {
  const onEdit = (what: Editing) => {
    editing.value = { status: status.id, what };
  };
  const at = project.statuses.findIndex((s) => s.id === status.id);
  const previous = project.statuses[at - 1];
  const afterNext = project.statuses[at + 2];
  const others = project.statuses.filter((s) => s.id !== status.id);
  const rows: MenuRow[] = [
    { label: t("column.rename"), icon: "pencil", run: () => onEdit("name") },
    { label: status.limit ? t("column.changeLimit") : t("column.setLimit"), icon: "minus", run: () => onEdit("limit") },
    { label: t("column.meaning"), mark: h(Tile, { group: status.group }), run: () => openMeaning(anchor, project, status) },
    "rule",
    { label: t("column.add"), icon: "plus", run: () => onEdit("next") },
    { label: t("column.moveBefore"), icon: "arrow-left", disabled: !previous, run: () => previous && void moveStatus(project.id, status, previous.id) },
    { label: t("column.moveAfter"), icon: "move-right", disabled: at === project.statuses.length - 1, run: () => void moveStatus(project.id, status, afterNext?.id ?? null) },
    "rule",
    { label: t("column.remove"), icon: "trash-2", danger: true, disabled: others.length === 0, run: () => askRemove(anchor, project, status, others) },
  ];
  openMenu(anchor, t("column.menu", { name: status.name }), rows);
}

function openMeaning(anchor: HTMLElement, project: Project, status: Status): void {
  openMenu(anchor, t("column.meaning"), [
    { caption: t("column.meaning.caption") },
    ...GROUPS.map((group) => ({
      label: t(`group.${group}` as Message), mark: h(Tile, { group }), checked: group === status.group, radio: true,
      run: () => group !== status.group && void regroupStatus(project.id, status, group),
    })),
  ]);
}

/** An empty column just goes; otherwise its tasks need somewhere to be. */
function askRemove(anchor: HTMLElement, project: Project, status: Status, others: Status[]): void {
  const count = columns.peek().get(status.id)?.count ?? 0;
  if (count === 0) {
    void removeStatus(project.id, status, others[0]!.id);
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
          run: () => void removeStatus(project.id, status, other.id),
        }),
    })),
  ]);
}

function HeaderField({ project, status, what, onClose }: { project: Project; status: Status; what: "name" | "limit"; onClose: () => void }) {
  const [value, setValue] = useState(what === "name" ? status.name : status.limit ? String(status.limit) : "");
  const once = useOnce();
  const save = () => once(() => {
    onClose();
    if (what === "name" && value.trim() && value.trim() !== status.name) void renameStatus(project.id, status.id, value.trim());
    const limit = Math.max(0, Math.floor(Number(value) || 0));
    if (what === "limit" && limit !== status.limit) void limitStatus(project.id, status, limit);
  });
  return (
    <form
      class="ch edit"
      onSubmit={(e) => {
        e.preventDefault();
        save();
      }}
    >
      <Tile group={status.group} />
      <input
        class="in" ref={(el) => el?.focus()} dir="auto" value={value} maxLength={60}
        inputMode={what === "limit" ? "numeric" : "text"}
        aria-label={t(what === "name" ? "column.rename.field" : "column.limit.field", { name: status.name })}
        placeholder={what === "limit" ? t("column.limit.none") : undefined}
        onInput={(e) => setValue(e.currentTarget.value)} onBlur={save}
        onKeyDown={(e) => {
          if (e.key !== "Escape") return;
          e.stopPropagation();
          once(onClose);
        }}
      />
    </form>
  );
}

function NewColumn({ project, after, onClose }: { project: Project; after: Status; onClose: () => void }) {
  const [name, setName] = useState("");
  const next = project.statuses[project.statuses.findIndex((s) => s.id === after.id) + 1];
  const once = useOnce();
  const save = () => once(() => {
    onClose();
    if (name.trim()) void addStatus(project.id, name.trim(), after.group, next?.id);
  });
  return (
    <form
      class="newcol"
      onSubmit={(e) => {
        e.preventDefault();
        save();
      }}
    >
      <input
        class="in" ref={(el) => el?.focus()} dir="auto" value={name} maxLength={60} aria-label={t("column.add.field", { name: after.name })}
        placeholder={t("column.add.placeholder")} onInput={(e) => setName(e.currentTarget.value)} onBlur={save}
        onKeyDown={(e) => {
          if (e.key !== "Escape") return;
          e.stopPropagation();
          once(onClose);
        }}
      />
    </form>
  );
}
