import { m } from '#lib/i18n/index.svelte.ts';

/** A greeting that fits the hour. */
export function greeting(name: string, hour: number): string {
  const { morning, afternoon, evening } = m().home;
  if (hour >= 5 && hour < 12) return morning(name);
  return hour >= 12 && hour < 18 ? afternoon(name) : evening(name);
}
