// What a page will ask for first follows from its address. It is asked for at once,
// by the few lines that run before the program has come; whoever asks the same
// within a few seconds gets that answer, once.

interface Asked {
  at: number;
  answer: Promise<Response | undefined>;
}

/** How many tasks make a first sight of a board. */
export const FIRST = 300;
const GOOD_FOR = 5_000;
/** Who signed in here last (records/send.ts): without anyone there is nothing to ask. */
const WHO = "kanvaro.who";

const shared = globalThis as { kanvaroEarly?: Map<string, Asked> };

export function askEarly(): void {
  const place = /^\/o\/([^/]+)(?:\/p\/([^/]+)(?:\/(?:board|list)(?:\/|$)|\/?$))?/.exec(location.pathname);
  if (!place || !someone()) return;
  const org = `/api/v1/orgs/${place[1]}`;
  const paths = ["/api/v1/me", org, `${org}/members?limit=1000`, `${org}/projects?limit=1000`, `${org}/preferences?limit=1000`];
  if (place[2]) paths.push(`${org}/projects/${place[2]}/tasks?limit=${FIRST}`);
  const at = Date.now();
  shared.kanvaroEarly = new Map(paths.map((path) => [path, { at, answer: fetch(path, { headers: { Accept: "application/json" }, credentials: "same-origin" }).catch(() => undefined) }]));
}

function someone(): boolean {
  try {
    return localStorage.getItem(WHO) !== null;
  } catch {
    return false;
  }
}

/** The answer that was asked for early, if there is a good one. */
export async function early(path: string): Promise<Response | undefined> {
  const asked = shared.kanvaroEarly?.get(path);
  if (!asked) return undefined;
  shared.kanvaroEarly!.delete(path);
  const answer = Date.now() - asked.at < GOOD_FOR ? await asked.answer : undefined;
  return answer?.ok ? answer : undefined;
}

/** Something was changed, or somebody else signs in: what was asked before holds no more. */
export function dropEarly(): void {
  shared.kanvaroEarly?.clear();
}
