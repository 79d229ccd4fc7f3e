import type { NoticeFacts } from '../../api/notices.ts';
import type { Messages } from '../en/index.ts';
import { plural } from '../plural.ts';
import { failure } from './failures.ts';
import { reason as worded } from './reasons.ts';

/** Why a download failed or waits; empty for what older releases told without saying it. */
function why({ reasonKey, reason, ...more }: NoticeFacts): string {
  if (!reasonKey || !reason) return '';
  const told = failure({ class: reasonKey, message: reason, ...more });
  return `${told.message} ${told.hint}`.trim();
}

const kinds: Messages['notifications']['kinds'] = {
  'download.available': (title) => ({ title: `Bereit: ${title}`, body: `„${title}“ ist angekommen.` }),
  'download.failed': (title, _, facts) => ({
    title: `Nicht geholt: ${title}`,
    body: why(facts) || 'In den Einzelheiten steht, warum und was Sie tun können.',
  }),
  'download.waiting': (_, __, facts) => ({
    title: 'Downloads warten',
    body: why(facts) || 'Bei den Downloads steht, worauf und was Sie tun können.',
  }),
  'request.created': (title, asker) => ({
    title: `Gewünscht: ${title}`,
    body: `${asker || 'Jemand'} wünscht sich „${title}“.`,
  }),
  'request.approved': (title) => ({ title: `Freigegeben: ${title}`, body: `„${title}“ wird besorgt.` }),
  'request.declined': (title, _, { reasonKey, reason }) => ({
    title: `Abgelehnt: ${title}`,
    body: worded(reasonKey, reason ?? '') || `„${title}“ kommt nicht.`,
  }),
  'request.cancelled': (title) => ({ title: `Zurückgezogen: ${title}`, body: `„${title}“ kommt nicht.` }),
  'request.partially_available': (title) => ({
    title: `Teilweise da: ${title}`,
    body: `Ein Teil von „${title}“ ist in Plex.`,
  }),
  'request.available': (title) => ({ title: `Bereit: ${title}`, body: `„${title}“ ist in Plex.` }),
  'request.failed': (title, _, { reasonKey, reason }) => ({
    title: `Nicht besorgt: ${title}`,
    body: worded(reasonKey, reason ?? '') || 'Beim Wunsch steht, warum.',
  }),
  'request.removed': (title) => ({ title: `Nicht mehr in Plex: ${title}`, body: `„${title}“ wurde entfernt.` }),
  'request.reminder': () => ({ title: 'Wünsche warten auf Sie', body: 'Sie lassen sich freigeben oder ablehnen.' }),
  'removals.proposed': () => ({
    title: 'Kaum Gesehenes',
    body: 'Das hat lange niemand angesehen. Sie entscheiden, ob es bleibt.',
  }),
  'plex.sync_held': () => ({
    title: 'Plex: Ist das wirklich alles weg?',
    body: 'Beim Lesen fehlte vieles, was vorher da war. Sie entscheiden, ob es als entfernt gilt.',
  }),
  'trakt.link_lost': () => ({
    title: 'Trakt ist nicht mehr verknüpft',
    body: 'Die Verknüpfung gilt nicht mehr. Verknüpfen Sie Ihr Konto neu, damit die Merkliste wieder gelesen wird.',
  }),
  'backup.failed': () => ({
    title: 'Die Sicherung ist misslungen',
    body: 'Unter Einstellungen, Sicherungen steht, warum.',
  }),
  'backup.restored': () => ({
    title: 'Eine Sicherung wurde zurückgespielt',
    body: 'Was vorher da war, liegt beiseite.',
  }),
  'device.paired': (title) => ({
    title: `Verbunden: ${title}`,
    body: `„${title}“ handelt jetzt für Sie. Wenn Sie das nicht waren, melden Sie es ab.`,
  }),
  'overseerr.imported': () => ({
    title: 'Overseerr ist übernommen',
    body: 'Wünsche und Leute von dort stehen jetzt auch hier.',
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
  levels: { info: 'Hinweis', success: 'Gute Nachricht', warning: 'Warnung', error: 'Problem' },
  toasts: 'Neue Nachrichten',
};
