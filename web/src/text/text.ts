// Messages with arguments and plurals, in the part of ICU's form that we use:
//   "{name} moved {count, plural, one {# task} other {# tasks}}"
// A plural's branches may hold arguments, not further plurals.

import { signal } from "@preact/signals";
import { en } from "./en";
import type { account } from "./en/account";
import type { board } from "./en/board";
import type { find } from "./en/find";
import type { help } from "./en/help";
import type { list } from "./en/list";
import type { live } from "./en/live";
import type { places } from "./en/places";
import type { task } from "./en/task";

// Texts that the first board does not need stand in files of their own, and come with the screens that show them: see addTexts.
type Later = typeof account & typeof board & typeof find & typeof help & typeof list & typeof live & typeof places & typeof task;
export type Message = keyof typeof en | keyof Later;
type Values = Record<string, string | number>;

export type Language = "en" | "de";
export const LANGUAGES: readonly Language[] = ["en", "de"];

/** What is known in English, and the chosen language on top of it. */
const english: Record<string, string> = { ...en };
let translated: Record<string, string> = {};

/** The language of the texts; a screen that is shown is drawn anew when it changes. */
export const spoken = signal<Language>("en");
/** How dates and numbers are written: the reader's own way, where it is of the language of the texts. */
export let locale = localeOf("en");
let plurals = new Intl.PluralRules(locale);
let numbers = new Intl.NumberFormat(locale);

function localeOf(language: Language): string {
  const own = typeof navigator === "undefined" ? [] : (navigator.languages ?? [navigator.language]);
  return own.find((tag) => tag.split("-")[0] === language) ?? (language === "en" ? "en-GB" : language);
}

/** Brings the texts of a language, all at once; English is there already. */
export async function speak(language: Language): Promise<void> {
  const texts = language === "de" ? (await import("./de/all")).de : {};
  translated = texts;
  locale = localeOf(language);
  plurals = new Intl.PluralRules(locale);
  numbers = new Intl.NumberFormat(locale);
  if (typeof document !== "undefined") document.documentElement.lang = language;
  spoken.value = language;
}

/** The language of a person who has chosen none: that of the browser, if we speak it. */
export function systemLanguage(): Language {
  const tags = typeof navigator === "undefined" ? [] : (navigator.languages ?? [navigator.language]);
  for (const tag of tags) {
    const found = LANGUAGES.find((language) => tag.split("-")[0] === language);
    if (found) return found;
  }
  return "en";
}

/** Called at the top of a module that is loaded later, with the texts that it shows. */
export function addTexts(texts: Record<string, string>): void {
  Object.assign(english, texts);
}

export function t(message: Message, values?: Values): string {
  void spoken.value; // whoever shows it is shown anew in another language
  const pattern = translated[message] ?? english[message] ?? message;
  return values ? format(pattern, values) : pattern;
}

export function format(pattern: string, values: Values): string {
  return pattern
    .replace(/\{(\w+), plural, ((?:[^{}]*\{(?:[^{}]|\{\w+\})*\})+)\s*\}/g, (_, name: string, branches: string) => {
      const count = Number(values[name]);
      const found = new Map([...branches.matchAll(/(=?\w+)\s*\{((?:[^{}]|\{\w+\})*)\}/g)].map((m) => [m[1], m[2]!]));
      const branch = found.get(`=${count}`) ?? found.get(plurals.select(count)) ?? found.get("other") ?? "";
      return branch.replaceAll("#", numbers.format(count));
    })
    .replace(/\{(\w+)\}/g, (whole, name: string) => {
      const value = values[name];
      return value === undefined ? whole : typeof value === "number" ? numbers.format(value) : value;
    });
}

export function number(value: number): string {
  return numbers.format(value);
}
