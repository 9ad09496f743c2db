// Which screen an address shows, and what each needs before it can.

import type { ComponentType } from "preact";
import { useEffect } from "preact/hooks";
import { useSignal } from "@preact/signals";
import { passwordOpen } from "./identity/profile";
import { loadSession, session, sessionProblem } from "./identity/session";
import { useEverywhere } from "./find/goto";
import { creating, paletteOpen } from "./find/open";
import { followRecent } from "./find/places";
import { HelpHost, toggleHelp } from "./keys/help";
import { useCommands } from "./keys/keys";
import { Announcer } from "./kit/announce";
import { ConfirmHost } from "./kit/dialog";
import { Bars, ErrorPage, ProblemPage } from "./kit/state";
import { toast, Toasts } from "./kit/toast";
import { Frame, MenuButton } from "./org/frame";
import { loaded, loadOrg, loadProblem, onChanges, orgId, orgName } from "./org/org";
import { findProject, loadAccess, project, projectId, projectKey, projectProblem } from "./project/project";
import { go, path, route, type Route, to } from "./routes";
import { spoken, t } from "./text/text";
import { BoardScreen } from "./work/board";

/** Screens that are not needed for the first board come when one of them is asked for. */
const pages = () => import("./pages");
const later = {
  setup: "Setup", invite: "Invite", people: "PeopleScreen", settings: "SettingsScreen", trash: "TrashScreen", import: "ImportScreen", kit: "KitPage", password: "PasswordDialog", me: "AccountScreen", help: "HelpScreen", projects: "ProjectsScreen", signin: "SignIn",
} as const;

function Later({ name }: { name: keyof typeof later }) {
  const screen = useSignal<ComponentType | undefined>(undefined);
  const failed = useSignal(false);
  useEffect(() => {
    screen.value = undefined;
    pages().then((module) => (screen.value = module[later[name]]), () => (failed.value = true));
  }, [name]);
  const Screen = screen.value;
  if (Screen) return <Screen />;
  // A new version of the server has other files: the page is loaded again.
  return failed.value ? <NewerPage /> : <Bars />;
}

function NewerPage() {
  return <ErrorPage code={t("problem.offline.code")} title={t("problem.newer.title")} body={t("problem.newer.body")} action={<button type="button" class="btn pri" onClick={() => location.reload()}>{t("problem.again")}</button>} />;
}

/** The list is as large as the board: a chunk of its own. */
function LaterList() {
  const screen = useSignal<ComponentType | undefined>(undefined);
  const failed = useSignal(false);
  useEffect(() => {
    import("./work/list").then(({ ListScreen }) => (screen.value = ListScreen), () => (failed.value = true));
  }, []);
  const Screen = screen.value;
  return Screen ? <Screen /> : failed.value ? <NewerPage /> : <Bars />;
}

/** A task on a page of its own, and the short address that leads there. */
function LaterTask({ name }: { name: "TaskPage" | "ShortAddress" }) {
  const screen = useSignal<ComponentType | undefined>(undefined);
  const failed = useSignal(false);
  useEffect(() => {
    import("./work/page").then((module) => (screen.value = module[name]), () => (failed.value = true));
  }, [name]);
  const Screen = screen.value;
  return Screen ? <Screen /> : failed.value ? <NewerPage /> : <Bars />;
}

/** The palette, the form for a new task and the page of a search come together. */
const finding = () => import("./find/pages");

function Finding({ name }: { name: "Palette" | "CreateForm" | "SearchScreen" }) {
  const part = useSignal<ComponentType | undefined>(undefined);
  useEffect(() => {
    finding().then((module) => (part.value = module[name]), () => toast({ words: t("problem.newer.title"), failed: true }));
  }, [name]);
  const Part = part.value;
  return Part ? <Part /> : null;
}

export function App() {
  const now = route.value;
  useTitle(now);
  const needsSession = now.name !== "setup" && now.name !== "invite" && now.name !== "kit";
  useEffect(() => {
    if (needsSession && session.peek() === undefined) void loadSession();
  }, [needsSession]);
  useEverywhere();
  useEffect(followRecent, []);
  const signedIn = Boolean(session.value) && orgId.value !== "";
  useEffect(() => {
    if (!signedIn) return;
    // What an earlier page left unsent: not before the first board is there.
    const timer = setTimeout(() => void import("./work/left").then(({ sendLeft }) => sendLeft(), () => {}), 3000);
    return () => clearTimeout(timer);
  }, [signedIn]);
  useCommands([{ id: "keys", keys: "?", group: t("keys.everywhere"), words: t("keys.title"), run: toggleHelp }], []);
  return (
    <>
      <Screen key={spoken.value} now={now} />
      <Toasts />
      <ConfirmHost />
      <HelpHost />
      {session.value && passwordOpen.value && <Later name="password" />}
      {session.value && paletteOpen.value && <Finding name="Palette" />}
      {session.value && creating.value && <Finding name="CreateForm" />}
      <Announcer />
    </>
  );
}

function Screen({ now }: { now: Route }) {
  if (now.name === "setup" || now.name === "invite" || now.name === "kit") return <Later name={now.name} />;
  if (session.value === undefined) return sessionProblem.value ? <ProblemPage problem={sessionProblem.value} retry={() => void loadSession()} /> : <div class="wait"><Bars /></div>;
  if (now.name === "signin" || session.value === null) return <Later name="signin" />;
  return <Frame><Inside now={now} /></Frame>;
}

function Inside({ now }: { now: Route }) {
  const org = orgId.value;
  useEffect(() => {
    if (now.name === "home" && org) go(to.projects(org), { replace: true });
  }, [now.name, org]);
  useEffect(() => {
    if (loaded.value && projectKey.value && !project.value) void findProject();
  }, [loaded.value, projectKey.value, project.value === undefined]);
  useEffect(() => {
    if (projectId.value) void loadAccess(projectId.value);
  }, [projectId.value]);

  // What one may do here can change while one looks.
  useEffect(
    () =>
      onChanges((changes) => {
        if (projectId.peek() && changes.some((change) => change.kind === "projectMember" || change.kind === "member")) void loadAccess(projectId.peek());
      }),
    [],
  );

  if (!org) return <ErrorPage code="" title={t("org.none.title")} body={t("org.none.body")} action={null} />;
  if (loadProblem.value) return <Framed><ProblemPage problem={loadProblem.value} retry={() => void loadOrg(org)} /></Framed>;
  if (now.name === "missing") return <Framed><ErrorPage code="404" title={t("problem.missing.title")} body={t("problem.missing.body")} action={<a class="btn pri" href={to.projects(org)}>{t("problem.home")}</a>} /></Framed>;
  if (now.name === "help") return <Later name="help" />;
  if (now.name === "me") return <Later name="me" />;
  if (now.name === "search") return <Finding name="SearchScreen" />;
  if (now.name === "short") return <LaterTask name="ShortAddress" />;
  if (now.name === "projects" || now.name === "home") return <Later name="projects" />;
  if (!loaded.value) return <Framed><Bars /></Framed>;
  if ("key" in now && !project.value) return <Framed>{projectProblem.value ? <ProblemPage problem={projectProblem.value} retry={() => void findProject()} /> : <Bars />}</Framed>;
  if (now.name === "board") return <BoardScreen />;
  if (now.name === "list") return <LaterList />;
  if (now.name === "page") return <LaterTask name="TaskPage" />;
  if (now.name === "people" || now.name === "settings" || now.name === "trash" || now.name === "import") return <Later name={now.name} />;
  return null;
}

function Framed({ children }: { children: preact.ComponentChildren }) {
  return (
    <>
      <header class="top"><MenuButton /></header>
      <div class="page">{children}</div>
    </>
  );
}

function useTitle(now: Route): void {
  const place = "key" in now ? ("task" in now && now.task ? `${now.task} · ` : "") + (project.value?.name ?? now.key) : now.name === "people" ? t("nav.people") : now.name === "projects" ? t("nav.projects") : "";
  const title = [place, session.value ? orgName.value : "", "Kanvaro"].filter(Boolean).join(" · ");
  useEffect(() => {
    document.title = title;
  }, [title, path.value]);
}
