import { api } from '#lib/api/client.ts';
import type { OverseerrWebhook } from '#lib/api/requests.ts';

export function getWebhook(): Promise<OverseerrWebhook> {
  return api.get('/overseerr/webhook');
}

/** Has Overseerr call `url`; `replace` takes its only webhook from whoever has it. */
export function installWebhook(url: string, replace: boolean): Promise<OverseerrWebhook> {
  return api.post('/overseerr/webhook', { url: url || undefined, replace });
}

/** Takes over what is there; the job is null while the same is under way. */
export function startImport(what: { people: boolean; requests: boolean }): Promise<{ job: string | null }> {
  return api.post('/overseerr/import', what);
}
