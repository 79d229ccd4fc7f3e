import { calendar as de } from './de/calendar.ts';
import { calendar as en, type CalendarWords } from './en/calendar.ts';
import { spoken } from './index.svelte.ts';

export const words = spoken<CalendarWords>({ en, de });
