import type { Messages } from '../en/index.ts';
import { plural } from '../plural.ts';

const kinds: Messages['notifications']['kinds'] = {
  'download.available': (title) => ({ title: `Bereit: ${title}`, body: `„${title}“ ist angekommen.` }),
  'download.failed': (title) => ({
    title: `Nicht geholt: ${title}`,
    body: 'In den Einzelheiten steht, warum und was Sie tun können.',
  }),
};

export const notifications: Messages['notifications'] = {
  kinds,
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
