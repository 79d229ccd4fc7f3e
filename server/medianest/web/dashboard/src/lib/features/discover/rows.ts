import type { ListPage, MediaList } from '#lib/api/catalog.ts';
import { remembered } from '#lib/features/title/remembered.ts';
import { m } from '#lib/i18n/index.svelte.ts';
import { Loaded } from '#lib/loaded.svelte.ts';
import { getList } from './requests.ts';

const SHOWN = 20;

/** The titles of a row; whoever asks twice gets the same. */
export function rowOf(slug: string): Loaded<ListPage> {
  return remembered(`row ${slug}`, () => new Loaded(() => getList(slug, SHOWN)));
}

export const TOP = 'trending';
/** The rows that everybody gets, from the top; the first ones are asked for before the server tells what there is. */
const FIRST = [TOP, 'popular-movies', 'popular-tv'];
const LAST = [
  'upcoming-movies',
  'upcoming-tv',
  'now-playing-movies',
  'now-playing-tv',
  'top-rated-movies',
  'top-rated-tv',
];

/** Which lists stand on the page: what is ours comes after the first rows, so that those need not move. */
export function slugsOfRows(lists: readonly MediaList[] | null): string[] {
  const own = (lists ?? []).filter(({ kind, count }) => count > 0 && (kind === 'owner' || kind === 'trakt'));
  return [...FIRST, ...own.map(({ slug }) => slug), ...(lists ? LAST : [])];
}

/** What a list is called: TMDB's own are called in the language of the page, all others as their people call them. */
export function nameOf(list: Pick<MediaList, 'slug' | 'title'>): string {
  return m().discover.lists[list.slug] ?? list.title;
}
