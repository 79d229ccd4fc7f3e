import type { Messages } from '../en/index.ts';

const doing: Messages['restart']['doing'] = {
  starting: 'MediaNest startet',
  'upgrading the database': 'MediaNest erneuert seine Datenbank',
  'making a backup': 'MediaNest macht eine Sicherung',
  'bringing the data up to date': 'MediaNest bringt seine Daten auf den neuen Stand',
  'restoring a backup': 'MediaNest spielt die Sicherung zurück',
  'checking what was restored': 'MediaNest prüft das Zurückgespielte',
};

export const restart: Messages['restart'] = {
  doing,
  restarting: 'MediaNest startet neu',
  hint: 'Nichts geht verloren. Diese Seite macht von selbst weiter.',
};
