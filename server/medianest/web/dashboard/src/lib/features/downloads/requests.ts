import { api } from '#lib/api/client.ts';
import type { DownloadLimits, DownloadQuota, PersonLimits } from '#lib/api/quotas.ts';
import type { Download, Page } from '#lib/api/types.ts';
import { type Action, asked, type Filter } from './states.ts';

const ROOT = '/youtube/downloads';
const LIMITS = '/admin/download-quotas';

export function listDownloads(filter: Filter, cursor: string | null): Promise<Page<Download>> {
  return api.get(ROOT, { state: asked(filter), limit: 20, cursor });
}

export function getDownload(id: string): Promise<Download> {
  return api.get(`${ROOT}/${id}`);
}

export function submitLink(url: string): Promise<Download> {
  return api.post(ROOT, { url });
}

export async function perform(action: Action, id: string, withFiles = false): Promise<void> {
  if (action === 'delete') await api.delete(`${ROOT}/${id}?files=${withFiles}`);
  else await api.post(`${ROOT}/${id}/${action}`);
}

export function myDownloads(): Promise<DownloadQuota> {
  return api.get('/youtube/quota');
}

export function limitsOf(person: string): Promise<PersonLimits> {
  return api.get(`${LIMITS}/${person}`);
}

/** Sets a person's own limits; null lets the usual ones hold. */
export async function limitDownloads(person: string, limits: DownloadLimits | null): Promise<void> {
  if (limits) await api.put(`${LIMITS}/${person}`, limits);
  else await api.delete(`${LIMITS}/${person}`);
}
