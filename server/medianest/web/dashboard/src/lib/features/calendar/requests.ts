import { api } from '#lib/api/client.ts';
import type { CalendarEntry } from '#lib/api/catalog.ts';
import type { Page } from '#lib/api/types.ts';

/** What comes between two days, both included. */
export async function getCalendar(from: string, to: string): Promise<CalendarEntry[]> {
  return (await api.get<Page<CalendarEntry>>('/media/calendar', { from, to })).items;
}
