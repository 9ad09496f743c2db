// The handbook in the application: the pages of docs/handbook, as the server has them.

import { useEffect, useRef } from "preact/hooks";
import { useSignal } from "@preact/signals";
import { handbook as calls } from "../api/calls";
import { asProblem, type Problem } from "../api/problem";
import { Bars, ProblemPage } from "../kit/state";
import { MenuButton } from "../org/frame";
import { route, to } from "../routes";
import { help as texts } from "../text/en/help";
import { addTexts, t } from "../text/text";

addTexts(texts);

interface Page {
  page: string;
  title: string;
  html?: string;
}

export function HelpScreen() {
  const now = route.value;
  const name = (now.name === "help" && now.page) || "index";
  const contents = useSignal<Page[]>([]);
  const page = useSignal<Page | undefined>(undefined);
  const problem = useSignal<Problem | undefined>(undefined);
  const text = useRef<HTMLDivElement>(null);

  const load = () => {
    problem.value = undefined;
    if (contents.peek().length === 0) calls.contents().then(({ data }) => (contents.value = data.items), () => undefined);
    calls.page(name).then(({ data }) => (page.value = data), (error) => (problem.value = asProblem(error)));
  };
  useEffect(load, [name]);
  useEffect(() => {
    const at = location.hash && text.current?.querySelector(`[id="${CSS.escape(decodeURIComponent(location.hash.slice(1)))}"]`);
    if (at) at.scrollIntoView();
    else text.current?.scrollTo({ top: 0 });
  }, [page.value]);

  const at = contents.value.findIndex((one) => one.page === name);
  const before = contents.value[at - 1];
  const next = at >= 0 ? contents.value[at + 1] : undefined;
  return (
    <>
      <header class="top"><MenuButton /><h1>{t("help.title")}</h1></header>
      <div class="page handbook" ref={text} tabIndex={0} role="region" aria-label={t("help.title")}>
        <nav class="contents" aria-label={t("help.contents")}>
          {contents.value.map((one) => <a key={one.page} lang="en" class={`nav${one.page === name ? " on" : ""}`} aria-current={one.page === name ? "page" : undefined} href={to.help(one.page === "index" ? undefined : one.page)}>{one.title}</a>)}
          <a class="nav" href="/api/docs" target="_blank">{t("help.api")}</a>
        </nav>
        <div class="text">
          {problem.value ? <ProblemPage problem={problem.value} retry={load} /> : !page.value ? <Bars /> : (
            <article lang="en">
              <div class="prose" dangerouslySetInnerHTML={{ __html: page.value.html ?? "" }} />
              <nav class="turn" aria-label={t("help.title")}>
                {before ? <a href={to.help(before.page === "index" ? undefined : before.page)}>{t("help.before", { title: before.title })}</a> : <span />}
                {next && <a href={to.help(next.page)}>{t("help.next", { title: next.title })}</a>}
              </nav>
            </article>
          )}
        </div>
      </div>
    </>
  );
}
