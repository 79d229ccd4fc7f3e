import type { NextEpisode, Trailer } from '#lib/api/catalog.ts';
import { currentLanguage, m } from '#lib/i18n/index.svelte.ts';

const PLAYERS: Record<string, string> = {
  YouTube: 'https://www.youtube.com/watch?v=',
  Vimeo: 'https://vimeo.com/',
};

/** Where the best trailer plays: in the person's language first, then the official one; null if there is none. */
export function trailerHref(trailers: readonly Trailer[]): string | null {
  const worth = ({ language, official }: Trailer) => (language === currentLanguage() ? 2 : 0) + (official ? 1 : 0);
  const playable = trailers.filter(({ site }) => site in PLAYERS);
  const [best] = playable.toSorted((one, other) => worth(other) - worth(one));
  return best ? `${PLAYERS[best.site]}${encodeURIComponent(best.key)}` : null;
}

/** A date without a time, which is the same day everywhere. */
export function day(date: string, style: 'medium' | 'long' = 'medium'): string {
  return new Intl.DateTimeFormat(currentLanguage(), { dateStyle: style, timeZone: 'UTC' }).format(Date.parse(date));
}

export function vote(average: number): string {
  return new Intl.NumberFormat(currentLanguage(), { minimumFractionDigits: 1, maximumFractionDigits: 1 }).format(average);
}

/** How long it runs, e.g. `2 hr 11 min`. */
export function runtime(seconds: number): string {
  const minutes = Math.round(seconds / 60);
  const of = (amount: number, unit: string) =>
    new Intl.NumberFormat(currentLanguage(), { style: 'unit', unit, unitDisplay: 'short' }).format(amount);
  const parts = [minutes >= 60 && of(Math.floor(minutes / 60), 'hour'), minutes % 60 && of(minutes % 60, 'minute')];
  return parts.filter(Boolean).join(' ');
}

/** An episode as people write it down, e.g. `S2 E5`. */
export function episodeCode(season: number, number: number): string {
  return m().titles.episodeCode(season, number);
}

export function episodeLine(episode: NextEpisode): string {
  const when = episode.airDate ? day(episode.airDate) : '';
  return [episodeCode(episode.season, episode.number), episode.name, when].filter(Boolean).join(' · ');
}
