import type { JobState } from '#lib/api/types.ts';
import type { Tone } from '#lib/ui/levels.ts';
import type { JobAction } from './requests.ts';

export const JOB_FILTERS = ['all', 'running', 'waiting', 'retrying', 'failed', 'parked', 'done', 'cancelled'] as const;
export type JobFilter = (typeof JOB_FILTERS)[number];

export const JOB_TONES: Record<JobState, Tone> = {
  waiting: 'neutral',
  running: 'accent',
  retrying: 'warn',
  done: 'ok',
  failed: 'bad',
  cancelled: 'neutral',
  parked: 'bad',
};

export const JOB_ACTIONS: Record<JobState, readonly JobAction[]> = {
  waiting: ['cancel'],
  running: ['cancel'],
  retrying: ['cancel'],
  done: [],
  failed: ['retry', 'drop'],
  cancelled: ['retry'],
  parked: ['retry', 'drop'],
};
