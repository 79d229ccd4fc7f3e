import type { Messages } from '../en/index.ts';
import { plural } from '../plural.ts';

export const quotas: Messages['quotas'] = {
  mine: 'Was Sie sich noch wünschen dürfen',
  kinds: { films: 'Filmen', seasons: 'Staffeln', episodes: 'Folgen', gigabytes: 'GB' },
  left: (remaining, limit, kind) => `${remaining} von ${limit} ${kind} übrig`,
  within: (days) => (days === 1 ? 'innerhalb eines Tages' : `innerhalb von ${days} Tagen`),
  title: 'Kontingente',
  hint: 'So viel darf sich jemand höchstens wünschen. Was für eine Person gilt, geht vor dem, was für ihre Rolle gilt.',
  none: 'Keine Grenzen',
  noneHint: 'Alle dürfen sich so viel wünschen, wie sie mögen.',
  add: 'Grenze setzen',
  edit: (name) => `Grenzen von ${name} ändern`,
  for: 'Für wen',
  role: (role) => `Alle mit der Rolle ${role}`,
  fields: { films: 'Filme', seasons: 'Staffeln', episodes: 'Einzelne Folgen', gigabytes: 'Gigabyte, geschätzt' },
  fieldHint: 'Leer lassen heißt keine Grenze.',
  most: (kind) => `${kind}: höchstens`,
  inDays: 'in Tagen:',
  days: (kind) => `${kind}: innerhalb von Tagen`,
  perDays: (limit, kind, days) => `${kind}: ${limit} in ${plural('de', days, { one: 'Tag', other: 'Tagen' })}`,
  remove: (name) => `Grenzen von ${name} entfernen`,
  removeTitle: (name) => `Grenzen von ${name} entfernen?`,
  removeBody: 'Dann gelten nur noch die Grenzen der Rolle, wenn es welche gibt.',
  removeYes: 'Entfernen',
  ofPerson: 'Grenzen für Wünsche',
  ofPersonHint: 'Anstelle derer der Rolle.',
};
