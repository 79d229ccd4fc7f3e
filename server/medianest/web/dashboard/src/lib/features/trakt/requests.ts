import { api } from '#lib/api/client.ts';
import type { Trakt } from '#lib/api/catalog.ts';

export function getTrakt(): Promise<Trakt> {
  return api.get('/trakt');
}

/** Asks Trakt for a code that the person types there. */
export function linkTrakt(): Promise<Trakt> {
  return api.post('/trakt/link');
}

export function unlinkTrakt(): Promise<void> {
  return api.delete('/trakt');
}

export function wishFromWatchlist(watchlistToRequests: boolean): Promise<Trakt> {
  return api.patch('/trakt', { watchlistToRequests });
}

export function syncTrakt(): Promise<void> {
  return api.post('/trakt/sync');
}
