import type { Messages } from '../en/index.ts';

export const nav: Messages['nav'] = {
  discover: 'Entdecken',
  requests: 'Wünsche',
  library: 'Mediathek',
  calendar: 'Kalender',
  places: {
    calendar: 'Was wann kommt',
    downloads: 'Videos aus Links',
    notifications: 'Was geschehen ist',
  },
  sections: {
    account: 'Ihr Konto',
    accountHint: 'Passwort, Geräte und Nachrichten',
    backups: 'Sicherungen',
    backupsHint: 'Kopien von allem, auch zum Zurückspielen',
    tmdb: 'TMDB',
    tmdbHint: 'Woher Titel und Bilder kommen',
    overseerr: 'Overseerr',
    overseerrHint: 'Wohin freigegebene Wünsche gehen',
    requests: 'Wunschregeln',
    requestsHint: 'Regeln, Kontingente und Entfernen',
    trakt: 'Trakt',
    traktHint: 'Ihre Merkliste und Ihr Verlauf',
  },
};
