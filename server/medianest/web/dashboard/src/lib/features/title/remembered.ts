import { live } from '#lib/live.svelte.ts';
import { currentLanguage } from '#lib/i18n/index.svelte.ts';
import { session } from '#lib/session.svelte.ts';

const FRESH_FOR = 5 * 60_000;
const MOST = 30;

interface Kept {
  since: number;
  thing: unknown;
}

const kept = new Map<string, Kept>();

/**
 * What was fetched a moment ago, or else what `make` gives.
 *
 * Whoever comes back from a title finds the list as long as it was, and so at the place where it was left.
 */
export function remembered<T>(name: string, make: () => T): T {
  const key = [session.person?.id, currentLanguage(), name].join(' ');
  const found = kept.get(key);
  if (found && Date.now() - found.since < FRESH_FOR) return found.thing as T;
  const thing = make();
  kept.delete(key);
  kept.set(key, { since: Date.now(), thing });
  if (kept.size > MOST) kept.delete(kept.keys().next().value ?? '');
  return thing;
}

/** Lets go of a list once the server has read it anew: whoever comes back sees the new one. Returns its undo. */
export function followLists(): () => void {
  return live.on('cache.invalidated', ({ subject }) => {
    const [kind, slug] = subject.split('/');
    if (kind !== 'list') return;
    forget(`list ${slug}`);
    forget(`row ${slug}`);
  });
}

/** Lets go of everything that was fetched under names beginning so. */
export function forget(beginning: string): void {
  for (const key of kept.keys()) {
    if (key.split(' ').slice(2).join(' ').startsWith(beginning)) kept.delete(key);
  }
}
