import type { SharedRequest } from '#lib/api/requests.ts';
import { currentLanguage, m } from '#lib/i18n/index.svelte.ts';

type Titled = Pick<SharedRequest, 'title' | 'titles' | 'year' | 'mediaType'>;

/** What the title is called in the reader's language, else in the household's; empty if nobody knows it yet. */
export function titleOf({ title, titles }: Pick<Titled, 'title' | 'titles'>): string {
  return titles[currentLanguage()] ?? title;
}

/** What to call it; a title that nobody has looked at before is looked up after it was asked for. */
export function nameOf(request: Titled): string {
  const title = titleOf(request);
  if (!title) return m().requests.unnamed[request.mediaType];
  return request.year ? `${title} (${request.year})` : title;
}
