import { SvelteMap, SvelteSet } from 'svelte/reactivity';
import type { Title } from '#lib/api/catalog.ts';
import type { AskFor } from './ask.ts';
import { isSeasonOpen, openOf } from './open.ts';

/** What somebody has ticked so far. */
export class Choice {
  seasons = new SvelteSet<number>();
  episodes = new SvelteMap<number, number[]>();
  future = $state(false);
  is4k = $state(false);
  note = $state('');
  readonly title: Title;

  constructor(title: Title) {
    this.title = title;
    const open = openOf(title);
    this.is4k = !open.hd && open.uhd;
  }

  get isShow(): boolean {
    return this.title.mediaType === 'tv';
  }

  /** The seasons that can be asked for, without the specials. */
  get openSeasons(): number[] {
    const open = (this.title.seasons ?? []).filter((season) => isSeasonOpen(season, this.is4k));
    return open.map(({ number }) => number).filter((number) => number > 0);
  }

  get all(): boolean {
    return this.openSeasons.length > 0 && this.openSeasons.every((number) => this.seasons.has(number));
  }

  /** How many episodes that comes to. */
  get episodeCount(): number {
    const whole = (this.title.seasons ?? []).filter(({ number }) => this.seasons.has(number));
    const single = [...this.episodes.values()].flat();
    return whole.reduce((sum, season) => sum + season.episodeCount, single.length);
  }

  get nothing(): boolean {
    return this.isShow && this.seasons.size === 0 && this.episodes.size === 0 && !this.future;
  }

  /** In the other quality other seasons are there, so the ticks start anew. */
  turn4k = (is4k: boolean): void => {
    this.is4k = is4k;
    this.seasons.clear();
    this.episodes.clear();
  };

  tickAll = (ticked: boolean): void => {
    this.seasons.clear();
    this.episodes.clear();
    if (ticked) this.openSeasons.forEach((number) => this.seasons.add(number));
  };

  tickSeason(season: number, ticked: boolean): void {
    this.episodes.delete(season);
    if (ticked) this.seasons.add(season);
    else this.seasons.delete(season);
  }

  /** Ticks one episode of `open`, those of its season that can be asked for; all of them are the season. */
  tickEpisode(season: number, episode: number, ticked: boolean, open: readonly number[]): void {
    const before = this.seasons.has(season) ? open : (this.episodes.get(season) ?? []);
    const now = ticked ? [...before, episode] : before.filter((one) => one !== episode);
    this.tickSeason(season, now.length === open.length);
    if (now.length && now.length < open.length) this.episodes.set(season, now);
  }

  isTicked(season: number, episode: number): boolean {
    return this.seasons.has(season) || (this.episodes.get(season)?.includes(episode) ?? false);
  }

  wanted(): AskFor {
    const { mediaType, tmdbId } = this.title;
    const common = { mediaType, tmdbId, is4k: this.is4k, note: this.note.trim() || undefined };
    if (!this.isShow) return common;
    const episodes = [...this.episodes].flatMap(([season, those]) => those.map((episode) => ({ season, episode })));
    return {
      ...common,
      seasons: [...this.seasons].toSorted((one, other) => one - other),
      episodes,
      futureSeasons: this.future,
    };
  }
}
