// The head of a project's pages: its name, its views, the one primary action.

import type { Project } from "../api/types";
import { Button } from "../kit/button";
import { isPhone } from "../kit/media";
import { openMenu } from "../kit/menu";
import { ProjectTile } from "../kit/people";
import { MenuButton } from "../org/frame";
import { orgId } from "../org/org";
import { Viewers } from "../org/viewers";
import { to, go } from "../routes";
import { t } from "../text/text";
import { addColumn, openColumnMenu } from "../work/column-open";
import { phoneColumn } from "../work/column-tabs";
import { adding } from "../work/quick-add";
import { mayEdit, mayManage } from "./project";

type Place = "board" | "list" | "settings" | "trash" | "import";

export function ProjectHead({ project, at }: { project: Project; at: Place }) {
  const org = orgId.value;
  const places: [Place, string][] = [
    ["board", t("view.board")],
    ["list", t("view.list")],
    ["trash", t("view.trash")],
    ...(mayManage.value ? ([["import", t("view.import")]] as [Place, string][]) : []),
    ["settings", t("view.settings")],
  ];
  return (
    <header class="top">
      <MenuButton />
      <ProjectTile name={project.name} hue={project.hue} large />
      <h1 class="cut" dir="auto">{project.name}</h1>
      {!isPhone.value && (
        <nav class="tabs" aria-label={t("views")}>
          {places.map(([place, words]) => (
            <a key={place} class={`tab${place === at ? " on" : ""}`} href={to[place](org, project.key)} aria-current={place === at ? "page" : undefined}>{words}</a>
          ))}
        </nav>
      )}
      <span class="sp" />
      <Viewers project={project.id} />
      {(at === "board" || at === "list") && mayEdit.value && !isPhone.value && (
        <Button kind="primary" icon="plus" keys="C" onClick={() => (adding.value = project.statuses[0]?.id ?? "")}>{t("task.new")}</Button>
      )}
      {isPhone.value && (
        <Button
          kind="quiet" icon="ellipsis" label={t("more")} aria-haspopup="menu"
          onClick={(e) => {
            const anchor = e.currentTarget;
            // On a phone one column is on the page; its menu is in the head.
            const shown = project.statuses[phoneColumn.peek()];
            openMenu(anchor, t("more"), [
              ...places.map(([place, words]) => ({ label: words, checked: place === at, radio: true, run: () => go(to[place](org, project.key)) })),
              ...(at === "board" && mayManage.peek() && shown
                ? ["rule" as const, { label: t("column.menu", { name: shown.name }), icon: "columns-3", run: () => openColumnMenu(anchor, project, shown) }, { label: t("column.new"), icon: "plus", run: addColumn }]
                : []),
            ]);
          }}
        />
      )}
    </header>
  );
}
