import { api } from '#lib/api/client.ts';
import type { AssignedQuota, Quota, QuotaLimits } from '#lib/api/quotas.ts';
import type { Page } from '#lib/api/types.ts';

const ROOT = '/admin/quotas';

export function myQuota(): Promise<Quota> {
  return api.get('/media/requests/quota');
}

export async function listQuotas(): Promise<AssignedQuota[]> {
  return (await api.get<Page<AssignedQuota>>(ROOT, { limit: 100 })).items;
}

export function saveQuota(subject: string, limits: QuotaLimits): Promise<unknown> {
  return api.put(`${ROOT}/${encodeURIComponent(subject)}`, limits);
}

export function removeQuota(subject: string): Promise<void> {
  return api.delete(`${ROOT}/${encodeURIComponent(subject)}`);
}
