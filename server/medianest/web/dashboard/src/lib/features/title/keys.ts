import type { Hit, MediaType, TitleKey } from '#lib/api/catalog.ts';

export function idOf({ mediaType, tmdbId }: { mediaType: Hit['mediaType']; tmdbId: number }): string {
  return `${mediaType}/${tmdbId}`;
}

export function hrefOf({ mediaType, tmdbId }: TitleKey): string {
  return `/title/${mediaType}/${tmdbId}`;
}

export function isMediaType(word: string | undefined): word is MediaType {
  return word === 'movie' || word === 'tv';
}
