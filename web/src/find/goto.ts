// The commands that work everywhere: going to places, finding, looks.

import { changeMe, session } from "../identity/session";
import { type Command, useCommands } from "../keys/keys";
import { orgId, projectList } from "../org/org";
import { mayManage, project } from "../project/project";
import { openPicker } from "../kit/picker";
import { redo, undo } from "../records/back";
import { go, query, route, to } from "../routes";
import { spoken, t } from "../text/text";
import { creating, paletteOpen } from "./open";

/** The project that one was in last. */
let last = "";

/** The project that one is in, else the one that one comes from, else the first. */
function key(): string | undefined {
  const known = projectList.peek();
  return project.peek()?.key ?? (known.find((one) => one.key === last) ?? known[0])?.key;
}

const inProject = (address: (org: string, key: string) => string) => () => {
  const at = key();
  go(at ? address(orgId.peek(), at) : to.projects(orgId.peek()));
};

/** The same tasks, looked at the other way: the filter stays. */
function sideways(): boolean {
  const now = route.peek();
  if (now.name !== "board" && now.name !== "list") return false;
  go((now.name === "board" ? to.list : to.board)(now.org, now.key, now.task) + query.peek());
  return true;
}

function chooseProject(): void {
  const anchor = document.querySelector<HTMLElement>(".side .org") ?? document.querySelector<HTMLElement>("#main") ?? document.body;
  openPicker(anchor, {
    label: t("go.project"), chosen: [project.peek()?.id ?? ""],
    choices: projectList.peek().map((p) => ({ id: p.id, label: p.name })),
    onPick: ([id]) => {
      const chosen = projectList.peek().find((p) => p.id === id);
      if (chosen) go(to.board(orgId.peek(), chosen.key));
    },
  });
}

/** Registers them while somebody is signed in. */
export function useEverywhere(): void {
  const here = project.value?.id;
  if (project.value) last = project.value.key;
  const signedIn = Boolean(session.value) && orgId.value !== "";
  const manage = mayManage.value;
  const going = (id: string, keys: string, words: string, icon: string, run: () => unknown): Command => ({ id, keys, words, icon, group: t("keys.go"), run });
  const looks = (id: string, words: string, icon: string, run: () => unknown): Command => ({ id, keys: "", words, icon, group: t("keys.looks"), run });
  const list: Command[] = !signedIn ? [] : [
    { id: "palette", keys: "Ctrl+K", group: t("keys.everywhere"), words: t("find.open"), icon: "search", palette: false, whileTyping: true, run: () => (paletteOpen.value = true) },
    { id: "create", keys: "C", group: t("keys.everywhere"), words: t("keys.create"), icon: "plus", run: () => (creating.value = { title: "" }) },
    ...(here ? [] : [{ id: "create.c", keys: "c", group: t("keys.everywhere"), words: t("keys.create"), hidden: true, run: () => (creating.value = { title: "" }) }]),
    { id: "undo", keys: "Ctrl+Z", group: t("keys.everywhere"), words: t("undo"), run: () => void undo() },
    { id: "redo", keys: "Ctrl+Shift+Z", group: t("keys.everywhere"), words: t("redo"), run: () => void redo() },
    going("go.board", "g b", t("go.board"), "columns-3", inProject(to.board)),
    going("go.list", "g l", t("go.list"), "list", inProject(to.list)),
    going("go.projects", "g p", t("go.projects"), "layout-grid", () => go(to.projects(orgId.peek()))),
    going("go.people", "g m", t("go.people"), "users", () => go(to.people(orgId.peek()))),
    ...(manage ? [
      going("go.settings", "g e", t("go.settings"), "settings", inProject(to.settings)),
      going("go.import", "", t("go.import"), "file-up", inProject(to.import)),
    ] : []),
    going("go.trash", "g x", t("go.trash"), "trash-2", inProject(to.trash)),
    going("go.me", "g u", t("go.me"), "user", () => go(to.me(orgId.peek()))),
    going("go.search", "g s", t("go.search"), "search", () => go(to.search(orgId.peek()))),
    going("go.help", "g h", t("go.help"), "circle-help", () => go(to.help())),
    going("go.sideways", "Ctrl+B", t("go.sideways"), "list", sideways),
    going("go.project", "o p", t("go.project"), "layout-grid", chooseProject),
    looks("theme.light", t("run.theme.light"), "sun", () => void changeMe({ theme: "light" })),
    looks("theme.dark", t("run.theme.dark"), "moon", () => void changeMe({ theme: "dark" })),
    looks("theme.system", t("run.theme.system"), "monitor", () => void changeMe({ theme: "system" })),
    looks("density", t("run.density"), "list", () => void changeMe({ density: session.peek()?.user.density === "compact" ? "comfortable" : "compact" })),
  ];
  useCommands(list, [signedIn, here, manage, spoken.value]);
}
