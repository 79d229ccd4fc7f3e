import { PagedList } from '#lib/loaded.svelte.ts';
import { listItems, type ShelfItem, type Wanted } from './requests.ts';

/** The items of a library, page by page. */
export class ItemList extends PagedList<ShelfItem> {
  wanted = $state.raw<Wanted>({ q: '', sort: 'title', resolution: null });

  constructor(key: string, server: string) {
    super((cursor) => listItems(key, server, this.wanted, cursor));
  }

  choose(change: Partial<Wanted>): void {
    this.wanted = { ...this.wanted, ...change };
    this.items = [];
    void this.load();
  }

  get narrowed(): boolean {
    return this.wanted.q !== '' || this.wanted.resolution !== null;
  }
}

/** The library that was looked at last stays, so that coming back from a title finds the same place. */
let last: { place: string; list: ItemList } | null = null;

export function itemsOf(key: string, server: string): ItemList {
  const place = `${server}/${key}`;
  if (last?.place !== place) {
    last = { place, list: new ItemList(key, server) };
    void last.list.load();
  }
  return last.list;
}
