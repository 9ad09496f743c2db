// Dates as people say them: "Fri 27 Nov", the year only if it is another one.

import { language } from "./text";

const DAY = 86_400_000;
const thisYear = new Intl.DateTimeFormat("en-GB", { weekday: "short", day: "numeric", month: "short" });
const otherYear = new Intl.DateTimeFormat("en-GB", { weekday: "short", day: "numeric", month: "short", year: "numeric" });
const short = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short" });
const time = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });
const full = new Intl.DateTimeFormat("en-GB", { dateStyle: "full", timeStyle: "short" });
const away = new Intl.RelativeTimeFormat(language, { numeric: "auto", style: "narrow" });

const plain = (text: string) => text.replace(",", "");

/** A date without a time, "2026-11-27", as the reader's calendar has it. */
export function day(date: string): Date {
  const [year = 0, month = 1, dayOfMonth = 1] = date.split("-").map(Number);
  return new Date(year, month - 1, dayOfMonth);
}

export function dateWords(date: Date, now = new Date()): string {
  return plain((date.getFullYear() === now.getFullYear() ? thisYear : otherYear).format(date));
}

export function shortDate(date: Date): string {
  return short.format(date);
}

export function daysUntil(date: Date, now = new Date()): number {
  return Math.round((date.getTime() - new Date(now.getFullYear(), now.getMonth(), now.getDate()).getTime()) / DAY);
}

export function inDays(days: number): string {
  return Math.abs(days) < 2 ? away.format(days, "day") : days > 0 ? `in ${days} d` : `${-days} d ago`;
}

/** A moment: "11:42" today, "Thu 11:05" this week, "Fri 27 Nov" before. */
export function moment(at: string, now = new Date()): string {
  const date = new Date(at);
  const days = -daysUntil(new Date(date.getFullYear(), date.getMonth(), date.getDate()), now);
  if (days <= 0) return time.format(date);
  if (days < 7) return `${dateWords(date, now).slice(0, 3)} ${time.format(date)}`;
  return dateWords(date, now);
}

export function fullMoment(at: string): string {
  return full.format(new Date(at));
}
