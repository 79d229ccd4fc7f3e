import type { Messages } from '../en/index.ts';
import { plural } from '../plural.ts';

export const notifications: Messages['notifications'] = {
  title: 'Nachrichten',
  unread: (count) => plural('de', count, { one: 'ungelesene Nachricht', other: 'ungelesene Nachrichten' }),
  markRead: 'Als gelesen markieren',
  markAllRead: 'Alle als gelesen markieren',
  onlyUnread: 'Ungelesen',
  open: 'Öffnen',
  empty: 'Nichts Neues',
  emptyHint: 'Wenn ein Video ankommt oder etwas Sie braucht, steht es hier.',
  allRead: 'Sie haben alles gelesen',
  newOne: 'Ungelesen',
  levels: { info: 'Hinweis', success: 'Gute Nachricht', warning: 'Warnung', error: 'Problem' },
  toasts: 'Neue Nachrichten',
};
