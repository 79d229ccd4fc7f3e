import { api } from '#lib/api/client.ts';
import type { DatedPage, Hit } from '#lib/api/catalog.ts';

export const KINDS = ['all', 'movie', 'tv', 'person', 'collection'] as const;
export type Kind = (typeof KINDS)[number];

export interface Search {
  q: string;
  type: Kind;
  year: string;
}

export function search(wanted: Search, cursor: string | null = null, signal?: AbortSignal): Promise<DatedPage<Hit>> {
  return api.get('/media/search', { ...wanted, cursor }, signal);
}

export function searchIn(query: Pick<URLSearchParams, 'get'>): Search {
  const year = query.get('year') ?? '';
  return {
    q: (query.get('q') ?? '').trim(),
    type: KINDS.find((kind) => kind === query.get('type')) ?? 'all',
    year: /^\d{4}$/.test(year) ? year : '',
  };
}

/** The page with all the results. */
export function hrefOfSearch({ q, type, year }: Search): string {
  const said = Object.entries({ q, type: type === 'all' ? '' : type, year }).filter(([, value]) => value);
  return said.length ? `/search?${new URLSearchParams(said)}` : '/search';
}
