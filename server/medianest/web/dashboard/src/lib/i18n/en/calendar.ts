export const calendar = {
  hint: 'Releases and episodes of what is requested, in Plex or on your lists.',
  view: 'View',
  month: 'Month',
  agenda: 'Agenda',
  before: 'Month before',
  after: 'Month after',
  today: 'Today',
  earlier: 'Earlier in this month',
  more: (count: number) => `${count} more`,
  empty: 'Nothing comes in this month',
  emptyHint: 'Request a show or put a film on your watchlist, and its dates appear here.',
};

export type CalendarWords = typeof calendar;
