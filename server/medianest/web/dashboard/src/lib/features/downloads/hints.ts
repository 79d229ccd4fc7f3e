import type { Download } from '#lib/api/types.ts';
import { m } from '#lib/i18n/index.svelte.ts';

type Kind = keyof ReturnType<typeof m>['downloads']['hints'];

/** Which advice fits which class of failure; the first pattern that matches the class counts. */
const KINDS: [RegExp, Kind][] = [
  [/plex|scan/, 'plex'],
  [/disk|space|full/, 'disk'],
  [/folder|mount|writ|permission/, 'folder'],
  [/unsupported|not_a_video|playlist|live/, 'unsupported'],
  [/private|removed|unavailable|geo|age|gone|not_found|forbidden/, 'unavailable'],
  [/network|timeout|connect|server|rate|http/, 'network'],
];

/** What a person can do next: the server's own advice, or one that fits the class of the failure. */
export function hintFor(failure: NonNullable<Download['failure']>): string {
  if (failure.hint) return failure.hint;
  const kind = KINDS.find(([pattern]) => pattern.test(failure.class.toLowerCase()))?.[1];
  return m().downloads.hints[kind ?? 'other'];
}
