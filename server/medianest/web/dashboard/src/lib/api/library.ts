/** What is in Plex, what plays there, and what its synchronisation did. */

export type Resolution = '4k' | '1080' | '720' | 'sd';

export interface LibraryItem {
  ratingKey: string;
  type: string;
  title: string;
  show: string | null;
  season: number | null;
  episode: number | null;
  year: number | null;
  addedAt: string | null;
  server: string;
  /** A picture of this server; `&w=` says how wide. */
  poster: string | null;
  tmdbId: number | null;
  resolution: string | null;
  hdr: boolean;
  size: number;
  episodes: number | null;
  plexUrl: string;
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

/** What came of reading one library; `wouldDelete` seems gone, and is kept until somebody says so. */
export interface SectionReport {
  key: number;
  title: string;
  state: SyncState;
  seen: number;
  added: number;
  updated: number;
  deleted: number;
  wouldDelete: number;
  unmatched: number;
  reason: string;
}

export interface SyncReport {
  id: string;
  server: string | null;
  serverName: string | null;
  service: string;
  state: SyncState;
  full: boolean;
  trigger: 'schedule' | 'person' | 'webhook' | 'socket' | 'owner' | 'count';
  startedAt: string;
  finishedAt: string | null;
  added: number;
  updated: number;
  deleted: number;
  wouldDelete: number;
  unmatched: number;
  libraries: SectionReport[];
  reason: string;
  /** 0 to 1 while it runs, with the library that is being read. */
  progress: number | null;
  reading: string;
}
