import { plural } from '../plural.ts';

export const home = {
  morning: (name: string) => `Good morning, ${name}`,
  afternoon: (name: string) => `Good afternoon, ${name}`,
  evening: (name: string) => `Good evening, ${name}`,
  running: 'Running now',
  nothingRunning: 'Nothing is running',
  nothingRunningHint: 'Paste a link above and it appears here at once.',
  recent: 'New videos from links',
  failed: 'Needs attention',
  failedCount: (count: number) => plural('en', count, { one: 'download failed', other: 'downloads failed' }),
  services: 'Services',
  noServices: 'No service is connected yet.',
  connectPlex: 'Connect Plex',
  storage: 'Storage',
  free: (size: string) => `${size} free`,
  notMounted: 'Not mounted',
  usedOf: (path: string, percent: number) => `${path}: ${percent} % used`,
  seeAll: 'See all',
  serviceStates: { ok: 'Working', down: 'Not reachable', unknown: 'Not checked yet', open: 'Paused after failures' },
};
