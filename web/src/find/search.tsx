// The page of a search: all that was found, by kind and project. It has an address, so it can be sent to somebody.

import { useEffect, useRef } from "preact/hooks";
import { useSignal } from "@preact/signals";
import { find as calls } from "../api/calls";
import { asProblem, type Problem } from "../api/problem";
import type { Found } from "../api/types";
import { Select } from "../kit/field";
import { Icon, Tile } from "../kit/icon";
import { Avatar, ProjectTile } from "../kit/people";
import { Bars, ProblemPage } from "../kit/state";
import { Title } from "../kit/words";
import { MenuButton } from "../org/frame";
import { memberById, orgId, projectList } from "../org/org";
import { tables } from "../records/records";
import { go, query, to } from "../routes";
import { find as texts } from "../text/en/find";
import { addTexts, t, type Message } from "../text/text";
import { Marked } from "./marked";
import { addressOf } from "./rows";

addTexts(texts);

const KINDS = ["all", "task", "comment", "project", "member"] as const;

export function SearchScreen() {
  const asked = new URLSearchParams(query.value);
  const words = asked.get("q") ?? "";
  const kind = asked.get("kind") ?? "all";
  const inProject = asked.get("project") ?? "";
  const items = useSignal<Found[] | undefined>(undefined);
  const problem = useSignal<Problem | undefined>(undefined);
  const again = useSignal(0);
  const input = useRef<HTMLInputElement>(null);

  useEffect(() => input.current?.focus(), []);
  useEffect(() => {
    problem.value = undefined;
    if (!words.trim()) {
      items.value = undefined;
      return;
    }
    const end = new AbortController();
    const timer = setTimeout(async () => {
      try {
        const { data } = await calls.search(orgId.peek(), words, { limit: 50, signal: end.signal, ...(kind === "all" ? {} : { kind }), ...(inProject ? { project: inProject } : {}) });
        if (!end.signal.aborted) items.value = data.items ?? [];
      } catch (error) {
        if (!end.signal.aborted) problem.value = asProblem(error);
      }
    }, 120);
    return () => {
      end.abort();
      clearTimeout(timer);
    };
  }, [words, kind, inProject, again.value]);

  const change = (name: string, value: string) => {
    const next = new URLSearchParams(query.peek());
    if (value && value !== "all") next.set(name, value);
    else next.delete(name);
    go(`${to.search(orgId.peek())}?${next}`, { replace: true });
  };

  return (
    <>
      <header class="top"><MenuButton /><h1>{t("search.title")}</h1></header>
      <div class="page searchpage">
        <div class="find" role="search">
          <Icon name="search" />
          <input ref={input} type="search" dir="auto" aria-label={t("search.words")} placeholder={t("search.words")} value={words} onInput={(e) => change("q", e.currentTarget.value)} />
        </div>
        <div class="narrow">
          <div class="tabs" role="group" aria-label={t("search.kind")}>
            {KINDS.map((one) => <button type="button" key={one} class={`tab${one === kind ? " on" : ""}`} aria-pressed={one === kind} onClick={() => change("kind", one)}>{t(`search.kind.${one}` as Message)}</button>)}
          </div>
          <Select label={t("search.project")} value={inProject} options={[["", t("search.project.all")], ...projectList.value.map((p) => [p.id, p.name] as const)]} onPick={(id) => change("project", id)} />
        </div>
        <Results words={words} items={items.value} problem={problem.value} retry={() => again.value++} />
      </div>
    </>
  );
}

function Results({ words, items, problem, retry }: { words: string; items: Found[] | undefined; problem: Problem | undefined; retry: () => void }) {
  if (problem) return <ProblemPage problem={problem} retry={retry} />;
  if (!words.trim()) return <p class="meta">{t("search.hint")}</p>;
  if (!items) return <Bars />;
  if (items.length === 0) return <div class="emptybox"><h2>{t("search.none", { q: words })}</h2><p class="meta">{t("search.none.body")}</p></div>;
  return (
    <>
      <p class="meta" role="status">{t("find.count", { n: items.length })}</p>
      <ul class="hits">{items.map((item) => <Hit key={`${item.kind} ${item.comment ?? item.id}`} item={item} />)}</ul>
    </>
  );
}

function Hit({ item }: { item: Found }) {
  const org = orgId.value;
  if (item.kind === "project") {
    const found = tables.project.get(item.id);
    return found ? <li><a class="wr" href={to.board(org, found.key)}><ProjectTile name={found.name} hue={found.hue} /><span class="cut" dir="auto">{found.name}</span><span class="sp" /><span class="meta">{found.key}</span></a></li> : null;
  }
  if (item.kind === "member") {
    const member = memberById(item.id);
    return member ? <li><a class="wr" href={to.people(org)}><Avatar member={member} silent /><span class="cut" dir="auto">{member.name}</span></a></li> : null;
  }
  const task = item.task!;
  const home = tables.project.get(task.project);
  const status = home?.statuses.find((one) => one.id === task.status);
  const inText = item.field !== "title" && item.field !== "key" && item.snippet;
  return (
    <li>
      <a class="wr hit" href={addressOf(task, item.comment)}>
        {status && <Tile group={status.group} label={status.name} />}
        <span class="key">{task.key}</span>
        <span class="what">
          <span class="cut" dir="auto">{item.field === "title" && item.snippet === task.title ? <Marked text={task.title} marks={item.marks ?? []} /> : <Title text={task.title} />}</span>
          {inText && <small dir="auto"><b>{t(item.kind === "comment" ? "find.inComment" : "find.inText")}</b> <Marked text={item.snippet!} marks={item.marks ?? []} /></small>}
        </span>
        <span class="sp" />
        {home && <span class="meta hide-s">{home.name}</span>}
        {task.assignees[0] && <Avatar member={memberById(task.assignees[0])} />}
      </a>
    </li>
  );
}
