import type { CalendarEntry } from '#lib/api/catalog.ts';
import { currentLanguage } from '#lib/i18n/index.svelte.ts';

/** A day as `YYYY-MM-DD`; a month is told by its first day. */
export type Day = string;

const A_DAY = 86_400_000;

export function today(): Day {
  const now = new Date();
  return isoOf(new Date(Date.UTC(now.getFullYear(), now.getMonth(), now.getDate())));
}

function isoOf(date: Date): Day {
  return date.toISOString().slice(0, 10);
}

export function firstOfMonth(day: Day): Day {
  return `${day.slice(0, 7)}-01`;
}

export function monthsFrom(month: Day, by: number): Day {
  const date = new Date(Date.parse(month));
  return isoOf(new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + by, 1)));
}

/** The month that an address names as `2026-11`, or else this one. */
export function monthIn(query: Pick<URLSearchParams, 'get'>): Day {
  const given = query.get('month') ?? '';
  return /^\d{4}-(0[1-9]|1[0-2])$/.test(given) ? `${given}-01` : firstOfMonth(today());
}

/** Whole weeks around a month, Monday first, or as the language's people begin them. */
export function weeksOf(month: Day): Day[][] {
  const first = Date.parse(month);
  const offset = (new Date(first).getUTCDay() - firstWeekday() + 7) % 7;
  const end = Date.parse(monthsFrom(month, 1));
  const weeks: Day[][] = [];
  for (let week = first - offset * A_DAY; week < end; week += 7 * A_DAY) {
    weeks.push(Array.from({ length: 7 }, (_, day) => isoOf(new Date(week + day * A_DAY))));
  }
  return weeks;
}

/** 0 is Sunday. Only some browsers tell how a language begins its weeks. */
function firstWeekday(): number {
  const locale = new Intl.Locale(navigator.languages.find((tag) => tag.startsWith(currentLanguage())) ?? currentLanguage());
  const told = 'getWeekInfo' in locale ? (locale.getWeekInfo as () => { firstDay: number }).call(locale).firstDay : 1;
  return told % 7;
}

export function named(day: Day, options: Intl.DateTimeFormatOptions): string {
  return new Intl.DateTimeFormat(currentLanguage(), { ...options, timeZone: 'UTC' }).format(Date.parse(day));
}

export function byDay(entries: readonly CalendarEntry[]): Map<Day, CalendarEntry[]> {
  return Map.groupBy(entries, ({ date }) => date);
}
