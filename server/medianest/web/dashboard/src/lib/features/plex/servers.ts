import type { Service } from '#lib/api/types.ts';

const PREFIX = 'plex-';
const LONGEST = 30;

/** Whether it is a Plex server beside the one that files are published to. */
export function isFurther({ name }: Service): boolean {
  return name.startsWith(PREFIX);
}

/** What people call it: the server's own spelling, else its name with a capital. */
export function nameOfServer({ name, options }: Service): string {
  const plain = name.slice(PREFIX.length);
  return options?.label || plain.charAt(0).toUpperCase() + plain.slice(1);
}

/** The name under which a server is stored, e.g. `plex-ferienhaus` for `Ferienhaus`. */
export function keyOf(name: string): string {
  const plain = name.normalize('NFKD').toLowerCase().replace(/[^a-z0-9]/g, '');
  return plain && PREFIX + plain.slice(0, LONGEST);
}
