import type { Messages } from '../en/index.ts';
import { plural } from '../plural.ts';

export const home: Messages['home'] = {
  morning: (name) => `Guten Morgen, ${name}`,
  afternoon: (name) => `Guten Tag, ${name}`,
  evening: (name) => `Guten Abend, ${name}`,
  running: 'Läuft gerade',
  nothingRunning: 'Gerade läuft nichts',
  nothingRunningHint: 'Fügen Sie oben einen Link ein, und er erscheint sofort hier.',
  recent: 'Neue Videos aus Links',
  failed: 'Braucht Aufmerksamkeit',
  failedCount: (count) =>
    plural('de', count, { one: 'Download ist fehlgeschlagen', other: 'Downloads sind fehlgeschlagen' }),
  services: 'Dienste',
  noServices: 'Noch ist kein Dienst verbunden.',
  connectPlex: 'Plex verbinden',
  storage: 'Speicher',
  free: (size) => `${size} frei`,
  notMounted: 'Nicht eingebunden',
  usedOf: (path, percent) => `${path}: ${percent} % belegt`,
  seeAll: 'Alle zeigen',
  serviceStates: {
    ok: 'Arbeitet',
    down: 'Nicht erreichbar',
    unknown: 'Noch nicht geprüft',
    open: 'Nach Fehlern angehalten',
  },
};
