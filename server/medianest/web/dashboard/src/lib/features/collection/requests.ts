import { api } from '#lib/api/client.ts';
import type { Collection } from '#lib/api/catalog.ts';

export function getCollection(tmdbId: number): Promise<Collection> {
  return api.get(`/media/collection/${tmdbId}`);
}
