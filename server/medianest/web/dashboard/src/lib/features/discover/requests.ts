import { api } from '#lib/api/client.ts';
import type { DatedPage, ListPage, TitleCard } from '#lib/api/catalog.ts';
import type { Filters } from './filters.ts';

export function getList(slug: string, limit: number, cursor: string | null = null): Promise<ListPage> {
  return api.get(`/media/lists/${encodeURIComponent(slug)}`, { limit, cursor });
}

export function discover(filters: Filters, cursor: string | null): Promise<DatedPage<TitleCard>> {
  const { type, genre, from: yearFrom, to: yearTo, vote: voteFrom, sort } = filters;
  return api.get('/media/discover', { type, genre, yearFrom, yearTo, voteFrom, sort, cursor });
}
