// Text that people wrote. Only the server's html, which it has sanitised, is put
// into the page as html; until it has answered, the markdown is drawn here if
// the editor is at hand, and else stands as it is. Names, keys and boxes come to
// life here.

import { useLayoutEffect, useRef } from "preact/hooks";
import { fetchEditor, loaded } from "../editor/editor";
import { memberById, members, orgId, projectList } from "../org/org";
import { to } from "../routes";
import { t } from "../text/text";
import { hoverCards } from "./hover";

interface Props {
  html: string;
  markdown: string;
  /** A box of the text was ticked; without it they only show. */
  onTick?: (line: number, on: boolean) => void;
}

export function Prose({ html, markdown, onTick }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const drawn = !html && markdown ? loaded.value?.drawn : undefined;
  const people = members.value; // their names stand in it
  const projects = projectList.value;
  useLayoutEffect(() => {
    const el = box.current!;
    if (drawn) el.replaceChildren(drawn(markdown));
    if (html || drawn) enliven(el, onTick !== undefined);
  }, [html, markdown, drawn, people, projects, onTick !== undefined]);
  useLayoutEffect(() => hoverCards(box.current!), []);
  if (!html && markdown && !drawn) void fetchEditor();
  const tick = (e: Event) => {
    const input = e.target as HTMLInputElement;
    if (input.dataset.line !== undefined) onTick?.(Number(input.dataset.line), input.checked);
  };
  if (html) return <div key="html" ref={box} class="prose" dir="auto" onChange={tick} dangerouslySetInnerHTML={{ __html: html }} />;
  return drawn ? <div key="drawn" ref={box} class="prose" dir="auto" /> : <div key="raw" ref={box} class="prose raw" dir="auto">{markdown}</div>;
}

function enliven(el: HTMLElement, ticks: boolean): void {
  for (const mention of el.querySelectorAll<HTMLElement>(".mention")) {
    const member = memberById(mention.dataset.member);
    mention.textContent = `@${member?.name ?? t("people.former")}`;
    mention.tabIndex = member ? 0 : -1;
  }
  const prefixes = new Set(projectList.peek().map((project) => project.key));
  for (const key of el.querySelectorAll<HTMLAnchorElement>("a.key")) {
    const name = key.dataset.key ?? "";
    // "UTF-8" looks like one and is none.
    if (prefixes.has(name.slice(0, name.lastIndexOf("-")))) key.href = to.task(orgId.peek(), name);
    else key.removeAttribute("href");
  }
  for (const box of el.querySelectorAll<HTMLInputElement>("input[type=checkbox]")) {
    const item = box.closest("li");
    item?.classList.add("todo");
    box.disabled = !ticks || box.dataset.line === undefined;
    box.setAttribute("aria-label", (item?.firstChild?.parentElement?.textContent ?? "").trim().slice(0, 120));
  }
  for (const pre of el.querySelectorAll<HTMLElement>("pre, table")) pre.tabIndex = pre.scrollWidth > pre.clientWidth ? 0 : -1;
  for (const table of el.querySelectorAll<HTMLElement>("th[align], td[align]")) table.dataset.align = table.getAttribute("align") ?? "";
  for (const img of el.querySelectorAll("img")) img.loading = "lazy";
}
