// The same catalogue that the server words its mails with.
import words from '../../../../../../notifications/words/de.json' with { type: 'json' };
import type { NoticeFacts } from '../../api/notices.ts';
import type { Messages } from '../en/index.ts';
import { plural } from '../plural.ts';
import { failure, reason } from './failures.ts';

type Kinds = Messages['notifications']['kinds'];

/** Why a download failed or waits, and what to do. */
function why({ reasonKey, reason = '', ...more }: NoticeFacts): string {
  const told = failure({ class: reasonKey ?? '', message: reason, ...more });
  return `${told.message} ${told.hint}`.trim();
}

function filled(form: string, facts: Record<string, unknown>): string {
  return form.replace(/{(\w+)}/g, (_, name: string) => String(facts[name] ?? '')).trim();
}

const kinds: Kinds = Object.fromEntries(
  Object.entries(words.kinds).map(([kind, form]): [string, Kinds[string]] => [
    kind,
    (title, asker, facts) => {
      const because = reason(facts.reasonKey, facts.reason ?? '');
      const said = { ...facts, title, asker: asker || words.somebody, reason: because, why: why(facts) };
      return { title: filled(form.title, said), body: filled(form.body, said) };
    },
  ]),
);

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
