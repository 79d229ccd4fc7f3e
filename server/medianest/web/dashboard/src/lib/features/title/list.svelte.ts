import type { DatedPage, Hit } from '#lib/api/catalog.ts';
import { PagedList } from '#lib/loaded.svelte.ts';
import { idOf } from './keys.ts';

type Key = Pick<Hit, 'mediaType' | 'tmdbId'>;

/** A long list of titles that knows how old it is. */
export class DatedList<T extends Key, P extends DatedPage<T> = DatedPage<T>> extends PagedList<T & { id: string }> {
  /** The newest page as it came, with what it says about the list itself. */
  page = $state.raw<P | null>(null);

  constructor(fetch: (cursor: string | null) => Promise<P>) {
    super(async (cursor) => {
      const page = await fetch(cursor);
      this.page = page;
      return { ...page, items: page.items.map((item) => ({ ...item, id: idOf(item) })) };
    });
  }
}
