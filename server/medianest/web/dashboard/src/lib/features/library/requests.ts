import { api } from '#lib/api/client.ts';
import type { CollectionItems, LibraryItem, PlexCollection, Resolution, SyncReport } from '#lib/api/library.ts';
import type { Page, PlexLibrary } from '#lib/api/types.ts';

/** An item with what tells it from all others, on whichever server. */
export interface ShelfItem extends LibraryItem {
  id: string;
}

export const SORTS = ['title', 'added', 'year'] as const;
export type Sort = (typeof SORTS)[number];

export interface Wanted {
  q: string;
  sort: Sort;
  resolution: Resolution | null;
}

export async function listLibraries(): Promise<PlexLibrary[]> {
  return (await api.get<Page<PlexLibrary>>('/plex/libraries')).items;
}

/** The pages of a library; `server` is empty for the first one. */
export async function listItems(
  key: string,
  server: string,
  wanted: Wanted,
  cursor: string | null,
): Promise<Page<ShelfItem>> {
  const page = await api.get<Page<LibraryItem>>(`/plex/libraries/${key}/items`, {
    ...wanted,
    server,
    limit: 60,
    cursor,
  });
  return { ...page, items: shelved(page.items) };
}

export async function listCollections(key: string, server: string): Promise<PlexCollection[]> {
  return (await api.get<Page<PlexCollection>>(`/plex/libraries/${key}/collections`, { server })).items;
}

export function getCollection(key: string, server: string): Promise<CollectionItems> {
  return api.get(`/plex/collections/${key}`, { server });
}

export async function searchPlex(q: string): Promise<ShelfItem[]> {
  return shelved((await api.get<Page<LibraryItem>>('/plex/search', { q, limit: 40 })).items);
}

export async function recentlyAdded(): Promise<ShelfItem[]> {
  return shelved((await api.get<Page<LibraryItem>>('/plex/recently-added', { limit: 60 })).items);
}

export function listReports(cursor: string | null): Promise<Page<SyncReport>> {
  return api.get('/plex/syncs', { limit: 10, cursor });
}

/** Reads Plex now; the id is null when that is under way already. */
export function startSync(full: boolean): Promise<{ id: string | null }> {
  return api.post('/plex/sync', { full });
}

/** Answers a reading that asked: is what was missing gone, or to be kept? */
export function answerSync(id: string, answer: 'confirm' | 'dismiss'): Promise<SyncReport> {
  return api.post(`/plex/syncs/${id}/${answer}`);
}

export function shelved(items: LibraryItem[]): ShelfItem[] {
  return items.map((item) => ({ ...item, id: `${item.server}:${item.ratingKey}` }));
}
