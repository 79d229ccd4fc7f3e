import { currentLanguage, m } from './i18n/index.svelte.ts';

const SIZES = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;
const AGES: [Intl.RelativeTimeFormatUnit, number][] = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
];
/** Unit, its seconds, and the length from which the next unit reads better. */
const SPANS: [[string, number, number], ...[string, number, number][]] = [
  ['second', 1, 60],
  ['minute', 60, 3_600],
  ['hour', 3_600, 172_800],
  ['day', 86_400, Infinity],
];

/** A size as people say it, e.g. `1.4 GB`. */
export function bytes(count: number): string {
  const step = count < 1000 ? 0 : Math.min(SIZES.length - 1, Math.floor(Math.log10(count) / 3));
  const shown = count / 1000 ** step;
  return new Intl.NumberFormat(currentLanguage(), {
    style: 'unit',
    unit: SIZES[step],
    unitDisplay: 'short',
    maximumFractionDigits: step < 2 || shown >= 100 ? 0 : 1,
  }).format(shown);
}

/** The length of a video, e.g. `1:02:09`. */
export function clock(seconds: number): string {
  const whole = Math.round(seconds);
  const parts = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const shown = parts[0] ? parts : parts.slice(1);
  return shown.map((part, place) => (place ? String(part).padStart(2, '0') : String(part))).join(':');
}

/** A rough time span, e.g. `3 min`. */
export function span(seconds: number): string {
  const length = Math.max(seconds, 0);
  const [unit, size] = SPANS.find(([, , below]) => length < below) ?? SPANS[0];
  return new Intl.NumberFormat(currentLanguage(), {
    style: 'unit',
    unit,
    unitDisplay: 'short',
    maximumFractionDigits: 0,
  }).format(length / size);
}

/** How long ago, or how soon; far away becomes a date. */
export function ago(moment: string): string {
  const seconds = (Date.parse(moment) - Date.now()) / 1000;
  if (Math.abs(seconds) > 6 * 86_400) return date(moment);
  const found = AGES.find(([, size]) => Math.abs(seconds) >= size);
  if (!found) return m().common.now;
  const [unit, size] = found;
  return new Intl.RelativeTimeFormat(currentLanguage(), { numeric: 'auto' }).format(Math.round(seconds / size), unit);
}

export function date(moment: string): string {
  return new Intl.DateTimeFormat(currentLanguage(), { dateStyle: 'medium' }).format(Date.parse(moment));
}

export function dateTime(moment: string): string {
  return new Intl.DateTimeFormat(currentLanguage(), { dateStyle: 'medium', timeStyle: 'short' }).format(Date.parse(moment));
}

/** To the second, for what happens quickly. */
export function exactTime(moment: string): string {
  return new Intl.DateTimeFormat(currentLanguage(), { dateStyle: 'medium', timeStyle: 'medium' }).format(Date.parse(moment));
}

export function percent(share: number): string {
  return new Intl.NumberFormat(currentLanguage(), { style: 'percent', maximumFractionDigits: 0 }).format(share);
}
