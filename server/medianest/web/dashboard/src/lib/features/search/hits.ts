import type { Hit, Image } from '#lib/api/catalog.ts';
import { hrefOf } from '#lib/features/title/keys.ts';
import { m } from '#lib/i18n/index.svelte.ts';

export function hrefOfHit(hit: Hit): string {
  if (hit.mediaType === 'person' || hit.mediaType === 'collection') return `/${hit.mediaType}/${hit.tmdbId}`;
  return hrefOf(hit);
}

export function nameOfHit(hit: Hit): string {
  return 'title' in hit ? hit.title : hit.name;
}

export function pictureOfHit(hit: Hit): Image | null {
  return hit.mediaType === 'person' ? hit.photo : hit.poster;
}

/** What tells two hits of one name apart. */
export function factsOfHit(hit: Hit): string {
  const { types } = m().titles;
  const more = hit.mediaType === 'person' ? hit.knownFor.slice(0, 2).join(', ') : 'year' in hit ? hit.year : null;
  return [types[hit.mediaType], more].filter(Boolean).join(' · ');
}
