import type { CalendarWords } from '../en/calendar.ts';

export const calendar: CalendarWords = {
  hint: 'Erscheinungstage und Folgen von allem, was gewünscht, in Plex oder auf Ihren Listen ist.',
  view: 'Ansicht',
  month: 'Monat',
  agenda: 'Tage',
  before: 'Monat davor',
  after: 'Monat danach',
  today: 'Heute',
  earlier: 'Früher in diesem Monat',
  more: (count) => `${count} weitere`,
  empty: 'In diesem Monat kommt nichts',
  emptyHint: 'Wünschen Sie sich eine Serie oder merken Sie sich einen Film, dann stehen die Termine hier.',
};
