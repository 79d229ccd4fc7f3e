import type { ShelfItem } from './requests.ts';

/** An item, and how many of the same show came with it. */
export interface Gathered {
  item: ShelfItem;
  count: number;
}

/** The newest first, a show once however many of its episodes came. */
export function gathered(items: readonly ShelfItem[]): Gathered[] {
  const byName = new Map<string, Gathered>();
  for (const item of items) {
    const name = item.type === 'episode' && item.show ? `${item.server}:${item.show}` : item.id;
    const known = byName.get(name);
    byName.set(name, known ? { ...known, count: known.count + 1 } : { item, count: 1 });
  }
  return [...byName.values()];
}
