// A column: header, cells, and the row to add one. Folded it is a strip with its
// name and count.

import { useComputed } from "@preact/signals";
import type { Project, Status } from "../api/types";
import { Button } from "../kit/button";
import { Icon, Tile } from "../kit/icon";
import { isPhone } from "../kit/media";
import { number, t, type Message } from "../text/text";
import { boardWhole, mayEdit, mayManage } from "../project/project";
import { fold, folded } from "./board-view";
import { carry } from "./carry";
import { Cells } from "./column-cells";
import { more } from "./board-open";
import { columnCarry, editing, openColumnMenu, pressName, startColumnEdit } from "./column-open";
import type { Column } from "./columns";
import { AddField, adding, QuickAdd } from "./quick-add";

export const isFolded = (status: Status): boolean => !isPhone.value && folded.value.has(status.id);

export function ColumnView({ project, status, column }: { project: Project; status: Status; column: Column }) {
  const target = useComputed(() => carry.value?.to.status === status.id && (carry.value.from.status !== status.id || carry.value.held.size > 1));
  const lifted = useComputed(() => columnCarry.value?.id === status.id);
  // The column comes as a property: what is computed from signals would not hear that it is another.
  const calm = useComputed(() => boardWhole.value && carry.value === undefined);
  const name = t("column.name", { name: status.name, n: column.count });
  const looks = `${target.value ? " target" : ""}${lifted.value ? " moving" : ""}`;
  if (isFolded(status)) {
    return (
      <section class={`col folded${looks}`} data-cell data-head={status.id} data-status={status.id} data-lane="" data-hue={status.hue || undefined} role="region" aria-label={name}>
        <FoldedHead status={status} column={column} />
      </section>
    );
  }
  return (
    <section class={`col${looks}`} data-cell data-head={status.id} data-status={status.id} data-lane="" data-hue={status.hue || undefined} role="region" aria-label={name}>
      <ColumnHead project={project} status={status} column={column} />
      {adding.value === `${status.id} top` && column.ids[0] && <AddField status={status} before={column.ids[0]} />}
      {column.count === 0 && calm.value && <p class="teach">{t(`teach.${status.group}` as Message)}</p>}
      <Cells status={status} column={column} />
      {mayEdit.value && <QuickAdd status={status} />}
    </section>
  );
}

/** Name, count or limit, sum; and what is being changed about it in their place. */
export function ColumnHead({ project, status, column }: { project: Project; status: Status; column: Column }) {
  const what = editing.value?.status === status.id ? editing.value.what : undefined;
  const Field = more.value?.HeadField;
  if (Field && (what === "name" || what === "limit")) return <Field project={project} status={status} what={what} />;
  const New = more.value?.NewColumn;
  return (
    <>
      <header class="ch" data-column={status.id}>
        <Tile group={status.group} />
        <ColumnName status={status} />
        <Count status={status} column={column} />
        <span class="sp" />
        <span class="n sum">{boardWhole.value && column.points > 0 && t("points.short", { n: column.points })}</span>
        {mayManage.value ? (
          <Button
            kind="quiet" icon="ellipsis" class="act" label={t("column.menu", { name: status.name })} aria-haspopup="menu"
            onClick={(e) => openColumnMenu(e.currentTarget, project, status)}
          />
        ) : (
          <Button kind="quiet" icon="minus" class="act" label={t("column.fold", { name: status.name })} onClick={() => fold(status.id, true)} />
        )}
      </header>
      {New && what === "next" && <New project={project} after={status} />}
    </>
  );
}

/** Whoever manages the project renames it by a press, and moves it with the space bar. */
function ColumnName({ status }: { status: Status }) {
  if (!mayManage.value) return <h2 class="cut" dir="auto">{status.name}</h2>;
  return (
    <h2 class="cut">
      <button
        type="button" class="cname cut" dir="auto" title={t("column.rename.hint")} aria-describedby="column-keys" data-column-name={status.id}
        onClick={() => startColumnEdit(status.id, "name")} onKeyDown={(e) => pressName(e, status)}
      >
        {status.name}
      </button>
    </h2>
  );
}

function Count({ status, column }: { status: Status; column: Column }) {
  if (!boardWhole.value) return null;
  const words = status.limit > 0 ? t("limit.of", { count: column.count, limit: status.limit }) : number(column.count);
  const title = column.old > 0 ? t("old.hidden.count", { n: column.old }) : status.limit > 0 ? t("limit.line", { limit: status.limit }) : undefined;
  const over = status.limit > 0 && column.count > status.limit;
  if (!over) return <span class="n" title={title}>{words}</span>;
  return <span class="over" title={title}><Icon name="triangle-alert" small />{words}</span>;
}

function FoldedHead({ status, column }: { status: Status; column: Column }) {
  const over = status.limit > 0 && column.count > status.limit;
  return (
    <button type="button" class="fh" aria-expanded="false" title={t("column.unfold", { name: status.name })} onClick={() => fold(status.id, false)}>
      <span class="vh">{t("column.unfold.count", { name: status.name, n: column.count })}</span>
      <Tile group={status.group} />
      <span class={over ? "over" : "n"} aria-hidden="true">{number(column.count)}</span>
      <span class="cut" dir="auto" aria-hidden="true">{status.name}</span>
    </button>
  );
}
