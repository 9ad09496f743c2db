// Addresses. Every place of the app has one; this file reads and writes them.

import { batch, computed, signal } from "@preact/signals";

export type Route =
  | { name: "home" }
  | { name: "setup" }
  | { name: "signin" }
  | { name: "invite" }
  | { name: "kit" }
  | { name: "projects"; org: string }
  | { name: "people"; org: string }
  | { name: "search"; org: string }
  | { name: "me"; org: string }
  | { name: "help"; page?: string }
  | { name: "board"; org: string; key: string; task?: string }
  | { name: "list"; org: string; key: string; task?: string }
  /** A task on a page of its own. */
  | { name: "page"; org: string; key: string; task: string }
  /** A task by its key or id alone: the address goes on to its page. */
  | { name: "short"; org: string; task: string }
  | { name: "settings"; org: string; key: string }
  | { name: "trash"; org: string; key: string }
  | { name: "import"; org: string; key: string }
  | { name: "missing" };

export function readRoute(path: string): Route {
  const parts = path.split("/").filter(Boolean).map(decode);
  const [first, org, second, key, place, task, ...more] = parts;
  if (parts.length === 0) return { name: "home" };
  if (parts.length === 1 && (first === "setup" || first === "signin" || first === "invite" || first === "kit")) return { name: first };
  if (first === "help" && parts.length <= 2) return org ? { name: "help", page: org } : { name: "help" };
  if (first === "o" && org) {
    if (parts.length === 2) return { name: "projects", org };
    if (parts.length === 3 && (second === "search" || second === "me")) return { name: second, org };
    if (parts.length === 3 && second === "people") return { name: "people", org };
    if (parts.length === 4 && second === "t" && key) return { name: "short", org, task: key };
    if (second === "p" && key && more.length === 0) {
      if (place === "t" && task) return { name: "page", org, key, task };
      if (place === "list") return task ? { name: "list", org, key, task } : { name: "list", org, key };
      if (place === "board" || place === undefined) return task ? { name: "board", org, key, task } : { name: "board", org, key };
      if (!task && (place === "settings" || place === "trash" || place === "import")) return { name: place, org, key };
    }
  }
  return { name: "missing" };
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

const e = encodeURIComponent;
export const to = {
  signin: (next?: string) => (next && next !== "/" ? `/signin?next=${e(next)}` : "/signin"),
  projects: (org: string) => `/o/${e(org)}`,
  search: (org: string, words?: string) => `/o/${e(org)}/search${words ? `?q=${e(words)}` : ""}`,
  me: (org: string) => `/o/${e(org)}/me`,
  help: (page?: string) => (page ? `/help/${e(page)}` : "/help"),
  people: (org: string) => `/o/${e(org)}/people`,
  /** A task wherever it is: the address goes on to its project. */
  task: (org: string, task: string) => `/o/${e(org)}/t/${e(task)}`,
  page: (org: string, key: string, task: string) => `/o/${e(org)}/p/${e(key)}/t/${e(task)}`,
  board: (org: string, key: string, task?: string) => `/o/${e(org)}/p/${e(key)}/board${task ? `/${e(task)}` : ""}`,
  list: (org: string, key: string, task?: string) => `/o/${e(org)}/p/${e(key)}/list${task ? `/${e(task)}` : ""}`,
  /** The board or the list of a project, whichever is open; from elsewhere the board. */
  here: (org: string, key: string, task?: string): string => (route.value.name === "list" ? to.list : to.board)(org, key, task),
  settings: (org: string, key: string) => `/o/${e(org)}/p/${e(key)}/settings`,
  trash: (org: string, key: string) => `/o/${e(org)}/p/${e(key)}/trash`,
  import: (org: string, key: string) => `/o/${e(org)}/p/${e(key)}/import`,
};

const browser = typeof location !== "undefined";
export const path = signal(browser ? location.pathname : "/");
/** What stands behind the "?", for the few places that read it. */
export const query = signal(browser ? location.search : "");
export const route = computed(() => readRoute(path.value));

/** What each project's board and list last showed, as the part of the address from the "?" on. */
const queries = new Map<string, string>();
const viewOf = (path: string): string => {
  const at = readRoute(path);
  return at.name === "board" || at.name === "list" ? `${at.org} ${at.key}` : "";
};

/** Board and list of a project keep their filter, whoever leads there; an address with a "?" of its own has the say. */
export function withQuery(address: string): string {
  const [place = "", hash] = address.split("#");
  const whole = place.includes("?") ? place.replace(/\?$/, "") : place + (queries.get(viewOf(place)) ?? "");
  return hash ? `${whole}#${hash}` : whole;
}

export function keepQuery(search: string): void {
  const view = viewOf(path.peek());
  if (view) queries.set(view, search);
}

if (browser) keepQuery(location.search);

export function go(wanted: string, how: { replace?: boolean } = {}): void {
  const address = withQuery(wanted);
  if (address === location.pathname + location.search) return;
  history[how.replace ? "replaceState" : "pushState"](null, "", address);
  arrive();
}

function arrive(): void {
  batch(() => {
    path.value = location.pathname;
    query.value = location.search;
    keepQuery(location.search);
  });
}

/** Links inside the app change the address without loading the page again. */
export function followLinks(): void {
  addEventListener("popstate", arrive);
  document.addEventListener("click", (event) => {
    if (event.defaultPrevented || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    const link = (event.target as Element | null)?.closest?.("a");
    if (!link || link.target || link.hasAttribute("download") || link.origin !== location.origin || link.pathname.startsWith("/api/") || link.pathname.startsWith("/static/")) return;
    event.preventDefault();
    go(link.pathname + link.search + link.hash);
  });
}
