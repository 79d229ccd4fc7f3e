import type { SyncReport } from '#lib/api/library.ts';
import { live } from '#lib/live.svelte.ts';
import { PagedList } from '#lib/loaded.svelte.ts';
import { listReports } from './requests.ts';

const WHILE_RUNNING = 1_500;
/** How often one that was asked for is looked for: it may wait behind other work. */
const LOOKS = 20;

/** What reading Plex brought, newest first; a reading that is under way is looked at until it ends. */
export class Reports extends PagedList<SyncReport> {
  #looks = 0;

  constructor() {
    super(listReports);
  }

  /** Looks until a reading that was just asked for is under way. */
  expect = (): void => {
    this.#looks = LOOKS;
    void this.load();
  };

  get #running(): boolean {
    return this.items.some(({ state }) => state === 'running');
  }

  get held(): SyncReport[] {
    return this.items.filter(({ state }) => state === 'held');
  }

  /** Follows for as long as it is shown; returns its undo. */
  follow(): () => void {
    void this.load();
    const looking = setInterval(() => {
      if (this.#running) this.#looks = 0;
      if (this.#running || this.#looks-- > 0) void this.load();
    }, WHILE_RUNNING);
    const undos = [live.on('library.synced', () => void this.load()), live.onGap(() => void this.load())];
    return () => {
      clearInterval(looking);
      undos.forEach((undo) => undo());
    };
  }
}
