import type { Messages } from '../en/index.ts';

const byCode: Record<string, string> = {
  offline: 'MediaNest antwortet nicht. Läuft es, und sind Sie im selben Netz?',
  not_signed_in: 'Sie sind abgemeldet. Bitte melden Sie sich wieder an.',
  forbidden: 'Das dürfen Sie nicht.',
  not_found: 'Das gibt es nicht mehr.',
  not_permitted: 'Das dürfen Sie nicht.',
  session_ended: 'Sie sind abgemeldet. Bitte melden Sie sich wieder an.',
  wrong_setup_code: 'Das ist nicht der Einrichtungscode. Er steht im Terminal und in der Datei setup-code.',
  setup_closed: 'MediaNest ist schon eingerichtet.',
  email_taken: 'Diese E-Mail hat schon jemand.',
  weak_password: 'Dieses Passwort ist zu leicht zu erraten. Nehmen Sie ein längeres.',
  account_disabled: 'Dieses Konto ist gesperrt. Fragen Sie den Besitzer.',
  too_many_tries: 'Zu viele Versuche. Bitte warten Sie einen Moment.',
  too_many_requests: 'Zu viele Versuche. Bitte warten Sie einen Moment.',
  unavailable: 'Gerade nicht verfügbar. Bitte versuchen Sie es gleich noch einmal.',
  plex_token_refused: 'Plex nimmt diesen Token nicht an.',
  plex_unreachable: 'Unter dieser Adresse antwortet kein Plex.',
  secret_needed: 'Bitte geben Sie Schlüssel oder Token neu ein: Der gespeicherte geht an keine andere Adresse.',
  locked_by_settings: 'Das legt die Einstellungsdatei fest.',
  media_folder_refused: 'Dieser Ordner lässt sich nicht verwenden. Gibt es ihn, und darf MediaNest dort schreiben?',
  media_folder_missing: 'Der Medienordner ist nicht eingehängt.',
  not_a_link: 'Das ist kein Link. Er beginnt mit http:// oder https://.',
  link_with_credentials: 'Dieser Link enthält Zugangsdaten. Bitte ohne Namen und Passwort einfügen.',
  private_address: 'Dieser Link führt in ein privates Netz, und von dort holt MediaNest nichts.',
  many_looks: 'Gerade werden viele Links angesehen. Bitte versuchen Sie es gleich noch einmal.',
};

export const errors: Messages['errors'] = {
  byCode,
  generic: 'Das hat nicht geklappt.',
  withCode: (status) => `Der Server hat mit Fehler ${status} geantwortet.`,
};
