import type { TraktWords } from '../en/trakt.ts';

const failures: Record<string, string> = {
  denied: 'Die Verknüpfung wurde bei Trakt abgelehnt. Beginnen Sie neu, wenn das ein Versehen war.',
  expired: 'Der Code wurde nicht rechtzeitig eingegeben. Beginnen Sie neu, dann gibt es einen anderen.',
  link_lost: 'Trakt nimmt diese Verknüpfung nicht mehr an. Bitte verknüpfen Sie Ihr Konto neu.',
  refused: 'Trakt lehnt Client-ID oder Secret von MediaNest ab. Das muss ein Verwalter prüfen.',
  unreachable: 'Trakt hat nicht geantwortet, wie es sollte. Es wird von selbst wieder versucht.',
};

export const trakt: TraktWords = {
  failures,
  hint: 'Was Sie sich dort merken, steht auch hier und kann von selbst zum Wunsch werden.',
  linkTitle: 'Trakt-Konto verknüpfen',
  linkHint: 'Sie geben bei trakt.tv einen Code ein. MediaNest sieht Ihr Passwort nie.',
  link: 'Trakt verknüpfen',
  notConfigured: 'Trakt ist nicht eingerichtet: Tragen Sie unten eine eigene Anwendung ein.',
  askOwner: 'Trakt ist nicht eingerichtet. Fragen Sie den Besitzer.',
  codeTitle: 'Geben Sie diesen Code bei Trakt ein',
  codeHint: 'Öffnen Sie Trakt, melden Sie sich dort an und geben Sie den Code ein. Diese Seite merkt es von selbst.',
  code: 'Code für Trakt',
  copy: 'Code kopieren',
  copied: 'Kopiert',
  openTrakt: 'Trakt öffnen',
  waiting: 'Wartet auf Sie bei Trakt',
  expired: 'Dieser Code ist abgelaufen.',
  newCode: 'Neuer Code',
  linkedAs: (name) => `Verknüpft als ${name}`,
  lastSync: (when) => `zuletzt abgeglichen ${when}`,
  neverSynced: 'noch nicht abgeglichen',
  wish: 'Wünschen, was auf meine Merkliste kommt',
  wishHint: 'Jeden Titel einmal: Was mit Absicht entfernt wurde, kommt nicht wieder.',
  watchlist: 'Merkliste zeigen',
  sync: 'Jetzt abgleichen',
  syncing: 'Ihre Merkliste wird geholt',
  unlink: 'Verknüpfung lösen',
  unlinkTitle: 'Verknüpfung mit Trakt lösen?',
  unlinkBody: 'Ihre Merkliste verschwindet hier. Wünsche bleiben, und bei Trakt ändert sich nichts.',
};
