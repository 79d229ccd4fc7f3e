import { api } from '#lib/api/client.ts';
import type { TitleKey } from '#lib/api/catalog.ts';
import type { Quota } from '#lib/api/quotas.ts';
import type { MediaRequest } from '#lib/api/requests.ts';

/** What a person asks for: a film, or of a show whole seasons, single episodes, and what is yet to come. */
export interface AskFor extends TitleKey {
  seasons?: number[] | 'all';
  episodes?: { season: number; episode: number }[];
  futureSeasons?: boolean;
  is4k?: boolean;
  note?: string;
}

/** The request that was made, or the one that already was and is followed now. */
export function ask(wanted: AskFor): Promise<MediaRequest> {
  return api.post('/media/requests', wanted);
}

export function follow(id: string): Promise<void> {
  return api.post(`/media/requests/${id}/follow`);
}

export function unfollow(id: string): Promise<void> {
  return api.delete(`/media/requests/${id}/follow`);
}

export function getMyQuota(): Promise<Quota> {
  return api.get('/media/requests/quota');
}
