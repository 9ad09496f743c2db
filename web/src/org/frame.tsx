// What stands around every page: sidebar (a drawer where it is narrow), the
// bar at the foot of a phone, and the state of the line.

import { signal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect } from "preact/hooks";
import { Button } from "../kit/button";
import { Icon, Mark } from "../kit/icon";
import { isNarrow, isPhone } from "../kit/media";
import { Avatar, ProjectTile } from "../kit/people";
import { PopupHost } from "../kit/popup";
import { openProfile } from "../identity/profile";
import { session } from "../identity/session";
import { paletteOpen } from "../find/open";
import { favourites } from "../find/places";
import { toggleHelp } from "../keys/help";
import { caps } from "../keys/keys";
import { mayEdit, project } from "../project/project";
import { go, path, route, to } from "../routes";
import { tables } from "../records/records";
import { t } from "../text/text";
import { adding } from "../work/quick-add";
import { LineState, Strip, TrayHost } from "./line-state";
import { mayCreateProjects, memberById, orgId, orgName, projectList } from "./org";

const drawer = signal(false);

export function MenuButton() {
  if (!isNarrow.value) return null;
  return <Button kind="quiet" icon="menu" label={t("nav.open")} aria-expanded={drawer.value} onClick={() => (drawer.value = true)} />;
}

export function Frame({ children }: { children: ComponentChildren }) {
  useEffect(() => {
    drawer.value = false;
  }, [path.value]);
  return (
    <div class="app">
      <a class="skip" href="#main" onClick={(e) => {
        e.preventDefault();
        document.querySelector<HTMLElement>("#main")?.focus();
      }}>{t("nav.skip")}</a>
      {(!isNarrow.value || drawer.value) && <Sidebar />}
      {isNarrow.value && drawer.value && <div class="scrim" onClick={() => (drawer.value = false)} />}
      <main class="main" id="main" tabIndex={-1}>
        <Strip />
        {children}
        <PopupHost />
        <TrayHost />
      </main>
      {isPhone.value && <TabBar />}
    </div>
  );
}

function Sidebar() {
  const org = orgId.value;
  const here = route.value;
  const user = session.value?.user;
  return (
    <nav
      class="side" aria-label={t("nav")}
      onKeyDown={(e) => {
        if (e.key !== "Escape" || !drawer.value) return;
        e.stopPropagation();
        drawer.value = false;
      }}
    >
      <a class="org" href={to.projects(org)}>
        <Mark />
        <span class="cut" dir="auto">{orgName.value}</span>
      </a>
      <button type="button" class="find" aria-keyshortcuts="Control+K" onClick={() => (paletteOpen.value = true)}>
        <Icon name="search" small />
        <span class="cut">{t("find.open")}</span>
        <kbd aria-hidden="true">{caps("Ctrl+K").join(" ")}</kbd>
      </button>
      <NavLink href={to.projects(org)} on={here.name === "projects"} icon="layout-grid">{t("nav.projects")}</NavLink>
      <NavLink href={to.people(org)} on={here.name === "people"} icon="users">{t("nav.people")}</NavLink>
      <Favourites />
      <h2>{t("nav.projects")}</h2>
      {projectList.value.map((p) => (
        <a key={p.id} class={`nav${project.value?.id === p.id && "key" in here ? " on" : ""}`} href={to.board(org, p.key)} aria-current={project.value?.id === p.id && "key" in here ? "page" : undefined}>
          <ProjectTile name={p.name} hue={p.hue} />
          <span class="cut" dir="auto">{p.name}</span>
        </a>
      ))}
      {mayCreateProjects.value && <NavLink href={`${to.projects(org)}?new`} on={false} icon="plus">{t("nav.addProject")}</NavLink>}
      <span class="sp" />
      {user && (
        <button type="button" class="nav me" aria-haspopup="menu" onClick={(e) => openProfile(e.currentTarget)}>
          <Avatar member={{ name: user.name, hue: memberById(user.id)?.hue ?? 5 }} silent />
          <span class="cut" dir="auto">{user.name}</span>
          <span class="sp" />
          <Icon name="chevrons-up-down" small />
        </button>
      )}
      <div class="live">
        <LineState />
        <button type="button" class="keyhelp" onClick={toggleHelp} aria-keyshortcuts="?"><kbd aria-hidden="true">?</kbd> <span class="word">{t("keys.short")}</span></button>
      </div>
    </nav>
  );
}

function Favourites() {
  const org = orgId.value;
  const shown = favourites.value.map((one) => {
    if (one.kind === "project") {
      const p = projectList.value.find((other) => other.id === one.id);
      return p && <a key={p.id} class="nav" href={to.board(org, p.key)}><ProjectTile name={p.name} hue={p.hue} /><span class="cut" dir="auto">{p.name}</span></a>;
    }
    const task = tables.task.get(one.id);
    return task && <a key={task.id} class="nav" href={to.task(org, task.key)}><Icon name="star" /><span class="cut" dir="auto">{task.key} {task.title}</span></a>;
  }).filter(Boolean);
  return shown.length > 0 ? <><h2>{t("nav.favourites")}</h2>{shown}</> : null;
}

function NavLink({ href, on, icon, children }: { href: string; on: boolean; icon: string; children: ComponentChildren }) {
  return (
    <a class={`nav${on ? " on" : ""}`} href={href} aria-current={on ? "page" : undefined}>
      <Icon name={icon} />
      <span class="cut">{children}</span>
    </a>
  );
}

function TabBar() {
  const org = orgId.value;
  const here = route.value;
  const key = project.value?.key ?? projectList.value[0]?.key;
  const user = session.value?.user;
  return (
    <nav class="tabbar" aria-label={t("nav.main")}>
      <a href={key ? to.board(org, key) : to.projects(org)} class={here.name === "board" ? "on" : ""} aria-current={here.name === "board" ? "page" : undefined}><Icon name="columns-3" />{t("view.board")}</a>
      <a href={to.projects(org)} class={here.name === "projects" ? "on" : ""} aria-current={here.name === "projects" ? "page" : undefined}><Icon name="layout-grid" />{t("nav.projects")}</a>
      <button type="button" aria-label={t("task.new")} onClick={() => addHere(org, key)}><span class="mk"><Icon name="plus" /></span></button>
      <a href={to.people(org)} class={here.name === "people" ? "on" : ""} aria-current={here.name === "people" ? "page" : undefined}><Icon name="users" />{t("nav.people")}</a>
      <button type="button" aria-haspopup="menu" onClick={(e) => openProfile(e.currentTarget)}>{user ? <Avatar member={{ name: user.name, hue: memberById(user.id)?.hue ?? 5 }} silent /> : <Icon name="user" />}{t("nav.you")}</button>
    </nav>
  );
}

function addHere(org: string, key: string | undefined): void {
  if (!key) return go(`${to.projects(org)}?new`);
  go(to.board(org, key));
  requestAnimationFrame(() => {
    const board = document.querySelector<HTMLElement>(".board");
    const at = board ? Math.round(Math.abs(board.scrollLeft) / Math.max(1, board.clientWidth)) : 0;
    if (mayEdit.peek()) adding.value = project.peek()?.statuses[at]?.id ?? "";
  });
}
