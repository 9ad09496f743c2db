// Dates as people say them: "Fri 27 Nov", the year only if it is another one.

import { locale, t } from "./text";

const DAY = 86_400_000;
const looks = {
  thisYear: { weekday: "short", day: "numeric", month: "short" },
  otherYear: { weekday: "short", day: "numeric", month: "short", year: "numeric" },
  short: { day: "numeric", month: "short" },
  weekday: { weekday: "short" },
  time: { hour: "2-digit", minute: "2-digit" },
  full: { dateStyle: "full", timeStyle: "short" },
} satisfies Record<string, Intl.DateTimeFormatOptions>;

// Making a format costs more than using it a hundred times.
const formats = new Map<string, Intl.DateTimeFormat>();
function write(date: Date, look: keyof typeof looks): string {
  const name = `${locale} ${look}`;
  let format = formats.get(name);
  if (!format) formats.set(name, (format = new Intl.DateTimeFormat(locale, looks[look])));
  return format.format(date);
}

const away = () => new Intl.RelativeTimeFormat(locale, { numeric: "auto", style: "narrow" });
const plain = (text: string) => (locale.startsWith("en") ? text.replace(",", "") : text);

/** A date without a time, "2026-11-27", as the reader's calendar has it. */
export function day(date: string): Date {
  const [year = 0, month = 1, dayOfMonth = 1] = date.split("-").map(Number);
  return new Date(year, month - 1, dayOfMonth);
}

export function dateWords(date: Date, now = new Date()): string {
  return plain(write(date, date.getFullYear() === now.getFullYear() ? "thisYear" : "otherYear"));
}

export function shortDate(date: Date): string {
  return write(date, "short");
}

export function daysUntil(date: Date, now = new Date()): number {
  return Math.round((date.getTime() - new Date(now.getFullYear(), now.getMonth(), now.getDate()).getTime()) / DAY);
}

export function inDays(days: number): string {
  return Math.abs(days) < 2 ? away().format(days, "day") : days > 0 ? t("date.in", { n: days }) : t("date.ago", { n: -days });
}

/** A moment: "11:42" today, "Thu 11:05" this week, "Fri 27 Nov" before. */
export function moment(at: string, now = new Date()): string {
  const date = new Date(at);
  const days = -daysUntil(new Date(date.getFullYear(), date.getMonth(), date.getDate()), now);
  if (days <= 0) return write(date, "time");
  if (days < 7) return `${write(date, "weekday")} ${write(date, "time")}`;
  return dateWords(date, now);
}

export function fullMoment(at: string): string {
  return write(new Date(at), "full");
}
