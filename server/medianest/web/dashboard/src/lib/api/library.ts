/** What is in Plex, what plays there, and what its synchronisation did. */

export type Resolution = '4k' | '1080' | '720' | 'sd';

export interface SyncedLibrary {
  key: string;
  title: string;
  type: string;
  server: string;
  serverName: string;
  itemCount: number;
  syncedAt: string | null;
}

export interface LibraryItem {
  ratingKey: string;
  type: string;
  title: string;
  year: number | null;
  addedAt: string | null;
  server: string;
  poster: string | null;
  tmdbId: number | null;
  resolution: Resolution | null;
  hdr: boolean;
  size: number | null;
  episodes: number | null;
  plexUrl: string | null;
}

export interface PlexCollection {
  ratingKey: string;
  title: string;
  count: number;
}

export interface CollectionItems extends PlexCollection {
  items: LibraryItem[];
}

/** Somebody watches something: `progress` from 0 to 1, `position` and `duration` in seconds. */
export interface Playing {
  server: string;
  sessionId: string;
  user: string;
  title: string;
  show: string | null;
  season: number | null;
  episode: number | null;
  ratingKey: string;
  poster: string | null;
  progress: number;
  duration: number;
  position: number;
  state: 'playing' | 'paused' | 'buffering';
  player: string;
  transcode: boolean;
  quality: string | null;
}

export type SyncState = 'running' | 'done' | 'held' | 'failed' | 'dismissed';

export interface SyncReport {
  id: string;
  state: SyncState;
  full: boolean;
  trigger: string;
  startedAt: string;
  finishedAt: string | null;
  added: number;
  updated: number;
  deleted: number;
  /** How many it would mark as gone, were it allowed to. */
  wouldDelete: number;
  unmatched: number;
  libraries: { key: string; title: string }[];
  reason: string | null;
}
