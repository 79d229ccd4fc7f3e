/** Shapes of the HTTP interface, as the dashboard uses them. Times are RFC 3339, sizes bytes, durations seconds. */

import type { Language } from '../i18n/index.svelte.ts';
import type { BackupProgress } from './backups.ts';
import type { Trakt } from './catalog.ts';
import type { SyncReport } from './library.ts';
import type { SharedRequest } from './requests.ts';

export interface Page<T> {
  items: T[];
  total: number | null;
  nextCursor: string | null;
}

export type Role = 'owner' | 'admin' | 'member' | 'guest';

export type Permission =
  | 'downloads.create'
  | 'downloads.manage'
  | 'requests.create'
  | 'requests.manage'
  | 'services.manage'
  | 'people.manage'
  | 'jobs.manage'
  | 'settings.manage'
  | 'audit.read'
  | 'backups.manage'
  | 'plex.read';

export interface Person {
  id: string;
  name: string;
  email: string;
  role: Role;
  disabled?: boolean;
  createdAt?: string;
  lastLoginAt?: string | null;
  /** The oldest age rating they may see; null is everything. */
  ageLimit?: number | null;
}

export interface Session {
  user: Person;
  permissions: Permission[];
  sessionId: string;
}

export interface Info {
  name: string;
  instanceId: string;
  version: string;
  setupOpen: boolean;
}

export type DownloadState =
  | 'queued'
  | 'probing'
  | 'downloading'
  | 'processing'
  | 'publishing'
  | 'scanning'
  | 'available'
  | 'paused'
  | 'failed'
  | 'cancelled';

export interface Progress {
  percent: number | null;
  speed: number | null;
  eta: number | null;
  downloadedBytes: number | null;
  totalBytes: number | null;
}

export interface Download {
  id: string;
  url: string;
  title: string;
  state: DownloadState;
  stage: string;
  progress: Progress | null;
  file: {
    path: string;
    name: string;
    size: number | null;
    duration: number | null;
    width: number | null;
    height: number | null;
  } | null;
  failure: {
    class: string;
    message: string;
    hint: string | null;
    nextTry: string | null;
    /** Left out by older downloads: then it is. */
    retryable?: boolean;
    /** Bytes that are left of the disk or the quota where room is short, and that the video needs. */
    free?: number | null;
    needs?: number | null;
  } | null;
  plex: {
    connected: boolean;
    ratingKey: string | null;
    library: string | null;
    collection: string | null;
    message: string | null;
    url?: string | null;
  } | null;
  channel: string | null;
  /** An address of this server, a new one for each new picture. */
  thumbnail: string | null;
  requestedBy: { id: string; name: string } | null;
  /** Left out of live events, which everybody concerned gets alike. */
  mine?: boolean;
  createdAt: string;
  updatedAt: string;
  finishedAt: string | null;
  /** Only there when a download is asked for by itself. */
  history?: { state: DownloadState; at: string }[];
}

export interface Preview {
  title: string | null;
  channel: string | null;
  duration: number | null;
  live: boolean;
  playlist: boolean;
}

export type Level = 'info' | 'success' | 'warning' | 'error';

export interface Notice {
  id: string;
  kind: string;
  level: Level;
  title: string;
  body: string;
  link: string;
  params: {
    title?: string;
    asker?: string;
    /** Of an import: how many became what. */
    people?: Record<string, number>;
    requests?: Record<string, number>;
  };
  createdAt: string;
  readAt: string | null;
}

export interface NoticePage extends Page<Notice> {
  unread: number;
}

export interface Channel {
  id: string;
  name: string;
  urlMasked: string;
  enabled: boolean;
  /** Of its messages. */
  language: Language;
  levels: Level[];
  lastError: string | null;
  lastSentAt: string | null;
}

export interface TestResult {
  ok: boolean;
  error: string | null;
}

export type ServiceState = 'ok' | 'down' | 'unknown' | 'open';

export interface PathMapping {
  local: string;
  plex: string;
}

export interface Service {
  name: string;
  url: string | null;
  hasSecret: boolean;
  enabled: boolean;
  locked: boolean;
  status: { state: ServiceState; detail: string | null; checkedAt: string | null };
  options: { library?: string | null; pathMappings?: PathMapping[]; clientId?: string; label?: string } | null;
}

export interface PlexLibrary {
  key: string;
  title: string;
  type: string;
  locations: { path: string; local: string | null }[];
  agent: string | null;
  fits: boolean;
  why: string | null;
  /** The server it stands on, once that was read. */
  server: string | null;
  serverName: string | null;
  /** Films, shows or artists that were there when it was read last. */
  itemCount: number;
  syncedAt: string | null;
}

export interface ConnectedPlex {
  service: Service;
  server: { name: string; version: string } | null;
  libraries: PlexLibrary[];
}

export interface Folder {
  path: string;
  mounted: boolean;
  writable: boolean;
  free: number;
  total: number;
  message: string;
}

export interface Board {
  recent: Download[];
  running: Download[];
  failed: Download[];
  services: Service[];
  storage: Folder[];
  counts: Record<string, number>;
  unread: number;
}

export type JobState =
  | 'waiting'
  | 'running'
  | 'retrying'
  | 'done'
  | 'failed'
  | 'cancelled'
  | 'parked';

export interface Job {
  id: string;
  kind: string;
  queue: string;
  state: JobState;
  attempts: number;
  maxAttempts: number;
  progress: number | null;
  stage: string | null;
  reason: string | null;
  subject: string | null;
  createdAt: string;
  startedAt: string | null;
  finishedAt: string | null;
  nextTryAt: string | null;
  correlationId: string | null;
}

export interface Queue {
  name: string;
  paused: boolean;
  waiting: number;
  running: number;
}

export interface Schedule {
  name: string;
  /** A span such as `1 day, 0:30:00`, or a cron line. */
  every: string;
  lastRunAt: string | null;
  lastDuration: number | null;
  lastResult: string | null;
  nextRunAt: string | null;
}

export interface MediaFolder {
  state: Folder;
  locked: boolean;
}

/** What arrives over the live connection, by the type of the frame. */
export interface LiveData {
  hello: { lastId: string; heartbeatSeconds: number };
  gap: unknown;
  notification: Notice;
  'download.progress': { id: string; state: DownloadState; stage: string } & Progress;
  'download.updated': Download;
  'download.finished': { id: string };
  'download.removed': { id: string };
  'job.failed': { id: string };
  'service.status': { name: string; state: ServiceState };
  'request.updated': SharedRequest;
  'request.removed': { id: string };
  'cache.invalidated': { subject: string };
  'plex.playing': { server: string };
  'library.synced': SyncReport;
  'library.added': Record<string, unknown>;
  'trakt.updated': Trakt;
  'session.revoked': Record<string, unknown>;
  'backup.progress': BackupProgress;
  'backup.updated': Record<string, unknown>;
}
