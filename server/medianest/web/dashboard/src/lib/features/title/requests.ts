import { api } from '#lib/api/client.ts';
import type { Genre, MediaList, MediaType, Season, Title, TitleKey } from '#lib/api/catalog.ts';
import type { Page } from '#lib/api/types.ts';
import { hrefOf } from './keys.ts';

export function getTitle({ mediaType, tmdbId }: TitleKey): Promise<Title> {
  return api.get(`/media/${mediaType}/${tmdbId}`);
}

export function getSeason(tmdbId: number, number: number): Promise<Season> {
  return api.get(`/media/tv/${tmdbId}/seasons/${number}`);
}

export async function listLists(): Promise<MediaList[]> {
  return (await api.get<Page<MediaList>>('/media/lists', { limit: 100 })).items;
}

export async function listGenres(type: MediaType): Promise<Genre[]> {
  return (await api.get<Page<Genre>>('/media/genres', { type })).items;
}

export function createList(title: string): Promise<MediaList> {
  return api.post('/media/lists', { title });
}

export function renameList(slug: string, title: string): Promise<void> {
  return api.patch(`/media/lists/${slug}`, { title });
}

export function deleteList(slug: string): Promise<void> {
  return api.delete(`/media/lists/${slug}`);
}

export function putOnList(slug: string, key: TitleKey): Promise<void> {
  return api.put(itemOf(slug, key), {});
}

export function takeOffList(slug: string, key: TitleKey): Promise<void> {
  return api.delete(itemOf(slug, key));
}

function itemOf(slug: string, key: TitleKey): string {
  return `/media/lists/${slug}/items${hrefOf(key).replace('/title', '')}`;
}
