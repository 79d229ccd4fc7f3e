/** What is asked for: requests, their rules, removals. Times are RFC 3339, sizes bytes. */

import type { Image, MediaType, RequestState } from './catalog.ts';

export type RequestAction =
  | 'approve'
  | 'decline'
  | 'cancel'
  | 'retry'
  | 'edit'
  | 'fulfil'
  | 'follow'
  | 'unfollow'
  | 'delete';

export interface Named {
  id: string;
  name: string;
}

export interface RequestedSeason {
  number: number;
  /** The whole season, not only the `episodes`. */
  whole: boolean;
  episodes: number[];
  state: RequestState;
  /** Episodes of it that are in Plex, and how many there are as far as is known. */
  available: number;
  total: number | null;
}

export interface TimelineEntry {
  at: string;
  state: RequestState;
  by: Named | null;
  note: string;
  /** By which MediaNest's own notes are said in other languages; empty for a person's. */
  noteKey: string;
}

/** What everybody concerned sees alike; live events carry this much. */
export interface SharedRequest {
  id: string;
  mediaType: MediaType;
  tmdbId: number;
  title: string;
  /** What it is called in the languages spoken here, as far as it is known. */
  titles: Partial<Record<string, string>>;
  year: number | null;
  poster: Image | null;
  state: RequestState;
  is4k: boolean;
  note: string;
  seasons: RequestedSeason[];
  futureSeasons: boolean;
  requestedBy: Named;
  followers: number;
  decidedBy: Named | null;
  reason: string | null;
  reasonKey: string;
  fulfilledBy: 'overseerr' | 'person' | 'link' | 'plex' | null;
  overseerrUrl: string | null;
  estimatedBytes: number | null;
  plexUrl: string | null;
  createdAt: string;
  updatedAt: string;
  availableAt: string | null;
}

export interface MediaRequest extends SharedRequest {
  following: boolean;
  mine: boolean;
  actions: RequestAction[];
  joined: boolean;
}

export interface RequestDetail extends MediaRequest {
  timeline: TimelineEntry[];
}

export type RequestCounts = Record<RequestState | 'all', number>;

export interface Approval {
  seasons?: number[];
  is4k?: boolean;
  options?: { serverId?: number; profileId?: number; rootFolder?: string; tags?: number[] };
}

export interface RequestChange {
  seasons?: number[];
  is4k?: boolean;
  note?: string;
}

export interface BulkResult {
  done: string[];
  refused: { id: string; code: string; detail: string }[];
}

export type RuleField =
  | 'permission'
  | 'role'
  | 'person'
  | 'mediaType'
  | 'genre'
  | 'is4k'
  | 'gigabytes'
  | 'seasons'
  | 'year'
  | 'vote'
  | 'language'
  | 'certification';

export type RuleTest = 'one_of' | 'none_of' | 'at_most' | 'at_least';

export interface FieldCondition {
  field: RuleField;
  is: RuleTest;
  value: string[] | number;
}

export type Condition = { all: Condition[] } | { any: Condition[] } | FieldCondition;
export type Verdict = 'approve' | 'decline' | 'hold';

export interface RuleInput {
  name: string;
  enabled: boolean;
  then: Verdict;
  reason: string;
  when: Condition;
}

export interface Rule extends RuleInput {
  id: string;
  position: number;
}

export interface RuleTrial {
  total: number;
  matched: number;
  items: { id: string; title: string; requestedBy: string; state: RequestState; wouldBe: Verdict }[];
}

/** A title that nobody has watched for long, proposed to be removed. */
export interface Removal {
  id: string;
  mediaType: MediaType;
  tmdbId: number | null;
  title: string;
  poster: Image | null;
  size: number;
  addedAt: string;
  requestedBy: string | null;
  /** Why the last try to remove it failed; empty if there was none. */
  failure: string;
}

export interface HandOverServer {
  id: number;
  name: string;
  isDefault: boolean;
  profiles: { id: number; name: string }[];
  rootFolders: { path: string; freeSpace: number | null }[];
  tags: { id: number; label: string }[];
}

export interface OverseerrWebhook {
  url: string;
  installed: boolean;
}
