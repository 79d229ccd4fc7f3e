import type { Messages } from '../en/index.ts';
import { plural } from '../plural.ts';

export const search: Messages['search'] = {
  title: 'Suche',
  titleOf: (words) => `Treffer für „${words}“`,
  label: 'Filme, Serien und Personen suchen',
  placeholder: 'Filme, Serien, Personen',
  clear: 'Suche leeren',
  hits: 'Treffer',
  found: (count) => plural('de', count, { one: 'Treffer', other: 'Treffer' }),
  nothing: (words) => `Nichts gefunden für „${words}“`,
  nothingHint: 'Vielleicht hilft der Originaltitel oder ein Wort weniger.',
  all: (words) => `Alle Treffer für „${words}“`,
  kind: 'Art',
  kinds: { all: 'Alle', movie: 'Filme', tv: 'Serien', person: 'Personen', collection: 'Filmreihen' },
  year: 'Jahr',
  empty: 'Was möchten Sie sehen?',
  emptyHint: 'Geben Sie oben einen Titel oder Namen ein.',
  emptyHintKey: 'Geben Sie oben einen Titel oder Namen ein. Die Taste / führt von jeder Seite dorthin.',
};
