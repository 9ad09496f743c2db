// Messages with arguments and plurals, in the part of ICU's form that we use:
//   "{name} moved {count, plural, one {# task} other {# tasks}}"
// A plural's branches may hold arguments, not further plurals.

import { en } from "./en";

export type Message = keyof typeof en;
type Values = Record<string, string | number>;

export const language = "en";
const plurals = new Intl.PluralRules(language);
const numbers = new Intl.NumberFormat(language);

export function t(message: Message, values?: Values): string {
  const pattern: string = en[message];
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
