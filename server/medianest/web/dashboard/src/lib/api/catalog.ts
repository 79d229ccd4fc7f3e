/** Shapes of the catalogue below `/media`, of the calendar and of Trakt. Dates are `YYYY-MM-DD`, runtimes seconds. */

import type { Page } from './types.ts';

export type MediaType = 'movie' | 'tv';

export interface Image {
  /** An address of this server; `{size}` in it stands for one of its widths, e.g. `w342`. */
  url: string;
  width: number;
  height: number;
}

export type RequestState =
  | 'pending'
  | 'approved'
  | 'submitted'
  | 'processing'
  | 'partially_available'
  | 'available'
  | 'declined'
  | 'cancelled'
  | 'failed';

export type Presence = 'none' | 'partial' | 'available';

export interface Availability {
  hd: Presence;
  uhd: Presence;
  plexUrl: string | null;
}

export interface RequestMark {
  id: string;
  state: RequestState;
  is4k: boolean;
  mine: boolean;
  following: boolean;
}

export interface TitleKey {
  mediaType: MediaType;
  tmdbId: number;
}

export interface TitleCard extends TitleKey {
  title: string;
  year: number | null;
  releaseDate: string | null;
  overview: string;
  poster: Image | null;
  backdrop: Image | null;
  voteAverage: number;
  genreIds: number[];
  availability: Availability;
  requests: RequestMark[];
}

export interface PersonHit {
  mediaType: 'person';
  tmdbId: number;
  name: string;
  photo: Image | null;
  knownFor: string[];
}

export interface CollectionHit {
  mediaType: 'collection';
  tmdbId: number;
  name: string;
  poster: Image | null;
  overview: string;
}

export type Hit = TitleCard | PersonHit | CollectionHit;

/** How old an answer is; stale when TMDB could not be asked. */
export interface Dated {
  asOf: string;
  stale: boolean;
}

export type DatedPage<T> = Page<T> & Dated;

export interface ListPage extends DatedPage<TitleCard> {
  slug: string;
  title: string;
}

export interface MediaList {
  slug: string;
  title: string;
  mediaType: MediaType | 'mixed';
  kind: 'tmdb' | 'genre' | 'owner' | 'trakt';
  count: number;
  updatedAt: string | null;
  mine: boolean;
}

export interface Genre {
  id: number;
  name: string;
  mediaType: MediaType;
}

/** Somebody in front of the camera or behind it. */
export interface Credit {
  tmdbId: number;
  name: string;
  role: string;
  photo: Image | null;
}

export interface Trailer {
  key: string;
  site: string;
  name: string;
  language: string;
  official: boolean;
}

export type Offer = 'stream' | 'rent' | 'buy' | 'free' | 'ads';

export interface Provider {
  name: string;
  logo: Image | null;
  kind: Offer;
}

export interface CollectionLink {
  tmdbId: number;
  name: string;
  poster: Image | null;
}

export interface Film extends TitleCard, Dated {
  originalTitle: string;
  tagline: string;
  runtime: number | null;
  status: string;
  genres: { id: number; name: string }[];
  certification: string | null;
  certifications: Record<string, string>;
  cast: Credit[];
  crew: Credit[];
  trailers: Trailer[];
  collection: CollectionLink | null;
  providers: Provider[];
  providersLink: string | null;
  externalIds: { imdb: string | null; tvdb: number | null };
  similar: TitleCard[];
  recommended: TitleCard[];
  homepage: string;
  studios: string[];
}

export interface SeasonCard {
  number: number;
  name: string;
  episodeCount: number;
  airDate: string | null;
  poster: Image | null;
  overview: string;
  availability: Availability;
  requested: RequestState | null;
  requested4k: RequestState | null;
}

export interface NextEpisode {
  season: number;
  number: number;
  name: string;
  airDate: string | null;
}

export interface Show extends Film {
  seasons: SeasonCard[];
  nextEpisode: NextEpisode | null;
  lastEpisode: NextEpisode | null;
  networks: string[];
  createdBy: string[];
}

/** A film or a show; only a show has seasons. */
export type Title = Film & Partial<Omit<Show, keyof Film>>;

export interface Episode {
  number: number;
  name: string;
  overview: string;
  airDate: string | null;
  runtime: number | null;
  still: Image | null;
  available: boolean;
  available4k: boolean;
  requested: boolean;
}

export interface Season extends Dated {
  number: number;
  name: string;
  overview: string;
  poster: Image | null;
  episodes: Episode[];
}

export type PersonCredit = TitleCard & { role?: string };

export interface FilmPerson extends Dated {
  tmdbId: number;
  name: string;
  biography: string;
  birthday: string | null;
  deathday: string | null;
  placeOfBirth: string;
  photo: Image | null;
  credits: PersonCredit[];
}

export interface Collection extends Dated {
  tmdbId: number;
  name: string;
  overview: string;
  poster: Image | null;
  backdrop: Image | null;
  parts: TitleCard[];
}

export interface CalendarEntry extends TitleKey {
  date: string;
  title: string;
  poster: Image | null;
  episode: { season: number; number: number; name: string } | null;
  available: boolean;
  requested: boolean;
}

export interface Trakt {
  configured: boolean;
  linked: boolean;
  username: string | null;
  lastSyncAt: string | null;
  watchlistToRequests: boolean;
  failure: string | null;
  /** What the failure is, for other languages than the server's. */
  failureCode: string | null;
  link: { userCode: string; verificationUrl: string; expiresAt: string } | null;
}
