import type { PersonCredit } from '#lib/api/catalog.ts';
import { idOf } from '#lib/features/title/keys.ts';

export const KINDS = ['all', 'movie', 'tv'] as const;
export type Kind = (typeof KINDS)[number];

/** Each title once, with everything that the person did there. */
export function merged(credits: readonly PersonCredit[], kind: Kind): (PersonCredit & { id: string })[] {
  const titles = new Map<string, PersonCredit & { id: string }>();
  for (const credit of credits) {
    if (kind !== 'all' && credit.mediaType !== kind) continue;
    const id = idOf(credit);
    const before = titles.get(id);
    titles.set(id, { ...credit, id, role: [before?.role, credit.role].filter(Boolean).join(', ') });
  }
  return [...titles.values()];
}
