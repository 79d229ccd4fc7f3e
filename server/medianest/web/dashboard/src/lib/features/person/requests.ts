import { api } from '#lib/api/client.ts';
import type { FilmPerson } from '#lib/api/catalog.ts';

export function getPerson(tmdbId: number): Promise<FilmPerson> {
  return api.get(`/media/person/${tmdbId}`);
}
