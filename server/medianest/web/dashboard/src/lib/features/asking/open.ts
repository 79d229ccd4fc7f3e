import type { RequestMark, SeasonCard, Title } from '#lib/api/catalog.ts';
import { isWaitedFor, marksOf } from '#lib/features/title/standing.svelte.ts';

/** What of a title nobody has and nobody has asked for yet, in one picture quality. */
export interface Open {
  hd: boolean;
  uhd: boolean;
}

const FINISHED = ['Ended', 'Canceled'];

export function openOf(title: Title): Open {
  return { hd: isOpen(title, false), uhd: isOpen(title, true) };
}

function isOpen(title: Title, is4k: boolean): boolean {
  if (title.mediaType === 'movie') return isFilmOpen(title, is4k);
  const toCome = !FINISHED.includes(title.status);
  return toCome || !title.seasons?.length || title.seasons.some((season) => isSeasonOpen(season, is4k));
}

function isFilmOpen(title: Title, is4k: boolean): boolean {
  const there = is4k ? title.availability.uhd : title.availability.hd;
  return there === 'none' && !marksOf(title).some((mark) => mark.is4k === is4k && isWaitedFor(mark));
}

/** Whether a season, or some of its episodes, can still be asked for. */
export function isSeasonOpen(season: SeasonCard, is4k: boolean): boolean {
  const there = is4k ? season.availability.uhd : season.availability.hd;
  const asked = is4k ? season.requested4k : season.requested;
  return there !== 'available' && (asked === null || !isWaitedFor({ state: asked }));
}

/** Requests of others that somebody can wait for together with them. */
export function joinable(marks: RequestMark[]): RequestMark[] {
  return marks.filter((mark) => isWaitedFor(mark) && !mark.mine);
}
