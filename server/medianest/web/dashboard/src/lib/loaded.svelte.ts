import { Problem } from './api/problem.ts';
import type { Page } from './api/types.ts';

/** Something fetched: keeps showing the last good value while it is fetched again. */
export class Loaded<T> {
  value = $state.raw<T | null>(null);
  problem = $state.raw<Problem | null>(null);
  #fetch: () => Promise<T>;

  constructor(fetch: () => Promise<T>) {
    this.#fetch = fetch;
  }

  get waiting(): boolean {
    return this.value === null && this.problem === null;
  }

  load = async (): Promise<void> => {
    try {
      this.value = await this.#fetch();
      this.problem = null;
    } catch (thrown) {
      this.problem = Problem.of(thrown);
    }
  };
}

/** What a listing shows of a list. */
export interface Listed<T> {
  readonly items: readonly T[];
  readonly waiting: boolean;
  readonly problem: Problem | null;
  readonly hasMore: boolean;
  readonly load: () => Promise<void>;
  readonly loadMore: () => Promise<void>;
}

/** A list that grows page by page and can be changed in place by live events. */
export class PagedList<T extends { id: string }> implements Listed<T> {
  items = $state.raw<T[]>([]);
  total = $state<number | null>(null);
  waiting = $state(true);
  problem = $state.raw<Problem | null>(null);
  #cursor = $state<string | null>(null);
  #round = 0;
  #fetch: (cursor: string | null) => Promise<Page<T>>;

  constructor(fetch: (cursor: string | null) => Promise<Page<T>>) {
    this.#fetch = fetch;
  }

  get hasMore(): boolean {
    return this.#cursor !== null;
  }

  /** Starts anew from the first page; what is shown stays until the answer is there. */
  load = (): Promise<void> => this.#take(null);

  loadMore = (): Promise<void> => this.#take(this.#cursor);

  async #take(cursor: string | null): Promise<void> {
    // An answer to an older question (another filter) must not replace a newer one.
    const round = ++this.#round;
    this.waiting = true;
    try {
      const page = await this.#fetch(cursor);
      if (round === this.#round) this.#accept(page, cursor !== null);
    } catch (thrown) {
      if (round === this.#round) this.problem = Problem.of(thrown);
    } finally {
      if (round === this.#round) this.waiting = false;
    }
  }

  #accept(page: Page<T>, further: boolean): void {
    const known = new Set(further ? this.items.map((item) => item.id) : []);
    const fresh = page.items.filter((item) => !known.has(item.id));
    this.items = further ? [...this.items, ...fresh] : page.items;
    this.total = page.total;
    this.#cursor = page.nextCursor;
    this.problem = null;
  }

  /** Puts a new item on top, or replaces the one with the same id where it stands. */
  put(item: T): void {
    if (this.has(item.id)) {
      this.change(item.id, () => item);
      return;
    }
    this.items = [item, ...this.items];
    this.#count(1);
  }

  has(id: string): boolean {
    return this.items.some((item) => item.id === id);
  }

  change(id: string, changed: (item: T) => T): void {
    this.items = this.items.map((item) => (item.id === id ? changed(item) : item));
  }

  remove(id: string): void {
    if (!this.has(id)) return;
    this.items = this.items.filter((item) => item.id !== id);
    this.#count(-1);
  }

  #count(change: number): void {
    if (this.total !== null) this.total += change;
  }
}
