import type { SharedRequest } from '#lib/api/requests.ts';
import { m } from '#lib/i18n/index.svelte.ts';

/** What to call it; a title that nobody has looked at before is looked up after it was asked for. */
export function nameOf(request: Pick<SharedRequest, 'title' | 'year' | 'mediaType'>): string {
  if (!request.title) return m().requests.unnamed[request.mediaType];
  return request.year ? `${request.title} (${request.year})` : request.title;
}
