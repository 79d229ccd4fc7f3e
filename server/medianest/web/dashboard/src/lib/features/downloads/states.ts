import type { Download, DownloadState } from '#lib/api/types.ts';
import type { Tone } from '#lib/ui/levels.ts';

/** The way of a download that goes well, in order. */
export const STAGES = [
  'queued',
  'probing',
  'downloading',
  'processing',
  'publishing',
  'scanning',
  'available',
] as const satisfies readonly DownloadState[];

const TONES: Record<DownloadState, Tone> = {
  queued: 'neutral',
  probing: 'accent',
  downloading: 'accent',
  processing: 'accent',
  publishing: 'accent',
  scanning: 'accent',
  available: 'ok',
  paused: 'warn',
  failed: 'bad',
  cancelled: 'neutral',
};

const UNDER_WAY: readonly DownloadState[] = STAGES.slice(0, -1);

export const FILTERS = ['all', 'running', 'available', 'failed', 'paused'] as const;
export type Filter = (typeof FILTERS)[number];

const FILTER_STATES: Record<Filter, readonly DownloadState[]> = {
  all: [...STAGES, 'paused', 'failed', 'cancelled'],
  running: UNDER_WAY,
  available: ['available'],
  failed: ['failed'],
  paused: ['paused'],
};

export type Action = 'pause' | 'resume' | 'cancel' | 'retry' | 'delete';

const ACTIONS: Record<DownloadState, readonly Action[]> = {
  queued: ['pause', 'cancel'],
  probing: ['pause', 'cancel'],
  downloading: ['pause', 'cancel'],
  processing: ['cancel'],
  publishing: [],
  scanning: [],
  available: ['delete'],
  paused: ['resume', 'cancel'],
  failed: ['retry', 'delete'],
  cancelled: ['retry', 'delete'],
};

export function tone(state: DownloadState): Tone {
  return TONES[state];
}

export function isUnderWay(state: DownloadState): boolean {
  return UNDER_WAY.includes(state);
}

/** What a filter asks the server for; null means all. */
export function asked(filter: Filter): string | null {
  if (filter === 'all') return null;
  return filter === 'running' ? 'active' : filter;
}

export function passes(download: Download, filter: Filter): boolean {
  return FILTER_STATES[filter].includes(download.state);
}

/** What can be done with it; a retry only where it can help. */
export function actionsFor({ state, failure }: Pick<Download, 'state' | 'failure'>): readonly Action[] {
  const inVain = state === 'failed' && failure?.retryable === false;
  return inVain ? ACTIONS[state].filter((action) => action !== 'retry') : ACTIONS[state];
}

/** What to call it before its title is known. */
export function nameOf(download: Pick<Download, 'title' | 'url'>): string {
  return (download.title || download.url).replace(/^https?:\/\/(www\.)?/, '');
}
