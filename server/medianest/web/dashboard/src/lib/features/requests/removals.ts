import { api } from '#lib/api/client.ts';
import type { Removal } from '#lib/api/requests.ts';
import type { Page } from '#lib/api/types.ts';

const ROOT = '/admin/removals';

export function listRemovals(cursor: string | null): Promise<Page<Removal>> {
  return api.get(ROOT, { limit: 50, cursor });
}

export function keepTitle(id: string): Promise<void> {
  return api.post(`${ROOT}/${id}/keep`);
}

export function removeTitle(id: string): Promise<void> {
  return api.post(`${ROOT}/${id}/remove`);
}
