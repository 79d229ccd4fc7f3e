import { plural } from '../plural.ts';

export const search = {
  title: 'Search',
  titleOf: (words: string) => `Results for “${words}”`,
  label: 'Search for films, shows and people',
  placeholder: 'Films, shows, people',
  clear: 'Clear the search',
  hits: 'Results',
  found: (count: number) => plural('en', count, { one: 'result', other: 'results' }),
  nothing: (words: string) => `Nothing found for “${words}”`,
  nothingHint: 'The original title or fewer words may find it.',
  all: (words: string) => `All results for “${words}”`,
  kind: 'Kind',
  kinds: { all: 'All', movie: 'Films', tv: 'Shows', person: 'People', collection: 'Collections' },
  year: 'Year',
  empty: 'What would you like to watch?',
  emptyHint: 'Type a title or a name above.',
  emptyHintKey: 'Type a title or a name above. The key / leads there from every page.',
};
