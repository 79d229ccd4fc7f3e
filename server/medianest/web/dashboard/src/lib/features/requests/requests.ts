import { api } from '#lib/api/client.ts';
import type {
  Approval,
  BulkResult,
  HandOverServer,
  MediaRequest,
  RequestAction,
  RequestChange,
  RequestCounts,
  RequestDetail,
} from '#lib/api/requests.ts';
import type { MediaType } from '#lib/api/catalog.ts';
import type { Page } from '#lib/api/types.ts';
import type { Filter } from './filter.ts';

const ROOT = '/media/requests';

export type BulkAction = 'approve' | 'decline' | 'cancel' | 'retry';

export function listRequests(filter: Filter, cursor: string | null): Promise<Page<MediaRequest>> {
  return api.get(ROOT, { ...filter, limit: 30, cursor });
}

export function countRequests(): Promise<RequestCounts> {
  return api.get(`${ROOT}/counts`);
}

export function getRequest(id: string): Promise<RequestDetail> {
  return api.get(`${ROOT}/${id}`);
}

/** Does what needs nothing more than the word. */
export async function perform(action: RequestAction, id: string): Promise<void> {
  if (action === 'delete') await api.delete(`${ROOT}/${id}`);
  else if (action === 'unfollow') await api.delete(`${ROOT}/${id}/follow`);
  else await api.post(`${ROOT}/${id}/${action}`, action === 'approve' ? {} : undefined);
}

export function approve(id: string, approval: Approval): Promise<unknown> {
  return api.post(`${ROOT}/${id}/approve`, approval);
}

export function decline(id: string, reason: string): Promise<unknown> {
  return api.post(`${ROOT}/${id}/decline`, { reason });
}

export function change(id: string, changed: RequestChange): Promise<unknown> {
  return api.patch(`${ROOT}/${id}`, changed);
}

/** Says how it was seen to; with a link MediaNest fetches it. */
export function fulfil(id: string, how: { note?: string; url?: string }): Promise<unknown> {
  return api.post(`${ROOT}/${id}/fulfil`, how);
}

export function performOnMany(action: BulkAction, ids: string[], reason?: string): Promise<BulkResult> {
  return api.post(`${ROOT}/bulk`, { ids, action, reason });
}

/** Where Overseerr can put it; for the approver to choose. */
export async function handOverServers(mediaType: MediaType, is4k: boolean): Promise<HandOverServer[]> {
  return (await api.get<{ servers: HandOverServer[] }>('/overseerr/options', { mediaType, is4k })).servers;
}

/** The numbers of all seasons of a show, as the catalogue knows them. */
export async function seasonNumbers(tmdbId: number): Promise<number[]> {
  const show = await api.get<{ seasons: { number: number }[] }>(`/media/tv/${tmdbId}`);
  return show.seasons.map(({ number }) => number);
}
