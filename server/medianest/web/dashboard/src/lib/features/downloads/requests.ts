import { api } from '#lib/api/client.ts';
import type { Download, Page } from '#lib/api/types.ts';
import { type Action, asked, type Filter } from './states.ts';

const ROOT = '/youtube/downloads';

export function listDownloads(filter: Filter, cursor: string | null): Promise<Page<Download>> {
  return api.get(ROOT, { state: asked(filter), limit: 20, cursor });
}

export function getDownload(id: string): Promise<Download> {
  return api.get(`${ROOT}/${id}`);
}

export function submitLink(url: string): Promise<Download> {
  return api.post(ROOT, { url });
}

export async function perform(action: Action, id: string): Promise<void> {
  if (action === 'delete') await api.delete(`${ROOT}/${id}`);
  else await api.post(`${ROOT}/${id}/${action}`);
}
