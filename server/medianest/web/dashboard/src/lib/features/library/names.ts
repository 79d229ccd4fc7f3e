import type { LibraryItem } from '#lib/api/library.ts';
import { words } from '#lib/i18n/library.ts';

/** What stands in bold: an episode goes by the name of its show. */
export function nameOf(item: LibraryItem): string {
  return item.show ?? item.title;
}

/** The line below: year and length of a title, place and name of an episode. */
export function detailOf(item: LibraryItem): string {
  const library = words();
  const parts = [
    item.season !== null && item.episode !== null ? library.episode(item.season, item.episode) : null,
    item.type === 'season' && item.season !== null ? library.seasonOf(item.season) : null,
    item.show && item.type === 'episode' ? item.title : null,
    item.show ? null : item.year,
    item.episodes ? library.episodes(item.episodes) : null,
  ];
  return parts.filter((part) => part !== null).join(' · ');
}

const PAGES: Record<string, string> = { movie: 'movie', show: 'tv', episode: 'tv' };

/** Its title page, of an episode that of its show, if it is known which title it is; else its page in Plex, on another host. */
export function placeOf(item: LibraryItem): { href: string; outside: boolean } {
  const kind = PAGES[item.type];
  if (kind && item.tmdbId) return { href: `/title/${kind}/${item.tmdbId}`, outside: false };
  return { href: item.plexUrl, outside: true };
}
