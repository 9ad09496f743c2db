// Days as people write them: "fri", "27 nov", "in 3 days", "+2w", "2026-11-27".
// Names of days and months are understood in the language of the page and in English.

import { locale } from "../text/text";

type Names = { weekday: string[][]; month: string[][] };
const known = new Map<string, Names>();

/** Long names in both languages, in their order: Sunday and January are 0. */
function names(part: keyof Names): string[][] {
  let both = known.get(locale);
  if (!both) {
    const write = (dates: Date[], of: keyof Names) => [...new Set([locale, "en"])].map((lang) => {
      const format = new Intl.DateTimeFormat(lang, { [of]: "long" });
      return dates.map((date) => format.format(date).toLowerCase());
    });
    const days = Array.from({ length: 7 }, (_, i) => new Date(2024, 0, 7 + i));
    const months = Array.from({ length: 12 }, (_, i) => new Date(2024, i, 1));
    known.set(locale, (both = { weekday: write(days, "weekday"), month: write(months, "month") }));
  }
  return both[part];
}

/** Which of the names begins with this; three letters at least, so that "m" is not a month. */
function named(lists: string[][], typed: string): number {
  const word = typed.replace(/\.$/, "");
  if (word.length < 2) return -1;
  for (const list of lists) {
    const found = list.filter((name) => name.startsWith(word));
    if (found.length === 1 || (found.length > 0 && word.length >= 3)) return list.indexOf(found[0]!);
  }
  return -1;
}

const later = (from: Date, days: number) => new Date(from.getFullYear(), from.getMonth(), from.getDate() + days);

/** The day that was meant, or nothing. `monthFirst` reads 11/27 as in the United States. */
export function readDay(typed: string, now: Date, monthFirst = false): Date | undefined {
  const text = typed.trim().toLowerCase();
  const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(text);
  if (iso) return real(Number(iso[1]), Number(iso[2]), Number(iso[3]));

  const numbers = /^(\d{1,2})[./](\d{1,2})(?:[./](\d{2,4})?)?$/.exec(text);
  if (numbers) {
    const [a, b] = [Number(numbers[1]), Number(numbers[2])];
    const slashes = text.includes("/") && monthFirst;
    return inYear(numbers[3], slashes ? a : b, slashes ? b : a, now);
  }

  const ahead = /^(?:in\s+|\+)?(\d{1,3})\s*([a-zäöü]*)$/.exec(text);
  if (ahead && (ahead[2] || /^(in|\+)/.test(text))) {
    const [n, unit] = [Number(ahead[1]), ahead[2] ?? ""];
    if (unit === "" || "days".startsWith(unit) || "tagen".startsWith(unit)) return later(now, n);
    if ("weeks".startsWith(unit) || "wochen".startsWith(unit)) return later(now, 7 * n);
    if (unit === "m" || unit.startsWith("mo")) return new Date(now.getFullYear(), now.getMonth() + n, now.getDate());
  }

  const dayMonth = /^(\d{1,2})\.?\s*(\p{L}{2,}\.?)\s*(\d{4})?$/u.exec(text) ?? undefined;
  const monthDay = /^(\p{L}{3,}\.?)\s*(\d{1,2})(?:,?\s*(\d{4}))?$/u.exec(text) ?? undefined;
  if (dayMonth ?? monthDay) {
    const [day, month, year] = dayMonth ? [dayMonth[1], dayMonth[2]!, dayMonth[3]] : [monthDay![2], monthDay![1]!, monthDay![3]];
    const at = named(names("month"), month);
    if (at >= 0) return inYear(year, at + 1, Number(day), now);
  }

  const next = /^(?:next|nächst\p{L}*)\s+(\p{L}+)$/u.exec(text);
  const weekday = named(names("weekday"), next?.[1] ?? text);
  if (weekday >= 0) return later(now, (weekday - now.getDay() + 7) % 7 || 7);
  return undefined;
}

/** The day of that name in the year given, else the next one there is. */
function inYear(year: string | undefined, month: number, day: number, now: Date): Date | undefined {
  if (year) return real(Number(year) < 100 ? 2000 + Number(year) : Number(year), month, day);
  const soon = real(now.getFullYear(), month, day);
  return soon && soon < later(now, -60) ? real(now.getFullYear() + 1, month, day) : soon;
}

function real(year: number, month: number, day: number): Date | undefined {
  const date = new Date(year, month - 1, day);
  return date.getMonth() === month - 1 && date.getDate() === day ? date : undefined;
}
