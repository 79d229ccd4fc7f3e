import { isMediaType } from '#lib/features/title/keys.ts';

export const SORTS = ['popularity', 'vote', 'date', 'title'] as const;
export type Sort = (typeof SORTS)[number];
export const VOTES = ['5', '6', '7', '8'] as const;

/** What a person narrowed the titles down to; it stands in the address, so it can be shared and gone back to. */
export interface Filters {
  type: '' | 'movie' | 'tv';
  genre: string;
  from: string;
  to: string;
  vote: string;
  sort: Sort;
}

export function filtersIn(query: Pick<URLSearchParams, 'get'>): Filters {
  const type = query.get('type') ?? '';
  const sort = SORTS.find((one) => one === query.get('sort')) ?? 'popularity';
  return {
    type: isMediaType(type) ? type : '',
    genre: number(query.get('genre')),
    from: number(query.get('from')),
    to: number(query.get('to')),
    vote: number(query.get('vote')),
    sort,
  };
}

function number(given: string | null): string {
  return given && /^\d{1,6}$/.test(given) ? given : '';
}

/** The part of the address that says so, without what goes without saying. */
export function queryOf(filters: Filters): string {
  const said = Object.entries(filters).filter(([name, value]) => value && !(name === 'sort' && value === 'popularity'));
  return said.length ? `?${new URLSearchParams(said)}` : '';
}
