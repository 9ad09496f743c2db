// Messages with arguments and plurals, in the part of ICU's form that we use:
//   "{name} moved {count, plural, one {# task} other {# tasks}}"
// A plural's branches may hold arguments, not further plurals.

import { en } from "./en";
import type { account } from "./en/account";
import type { find } from "./en/find";
import type { help } from "./en/help";
import type { list } from "./en/list";
import type { live } from "./en/live";
import type { places } from "./en/places";
import type { task } from "./en/task";

// Texts that the first board does not need stand in files of their own, and come with the screens that show them: see addTexts.
type Later = typeof account & typeof find & typeof help & typeof list & typeof live & typeof places & typeof task;
export type Message = keyof typeof en | keyof Later;
type Values = Record<string, string | number>;

/** What is known in English, and on top of it the chosen language. */
const english: Record<string, string> = { ...en };
const translated: Record<string, string> = {};

/** Called at the top of a module that is loaded later, with the texts that it shows. */
export function addTexts(texts: Record<string, string>): void {
  Object.assign(english, texts);
}

export const language = "en";
const plurals = new Intl.PluralRules(language);
const numbers = new Intl.NumberFormat(language);

export function t(message: Message, values?: Values): string {
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
