import type { SyncReport } from '#lib/api/library.ts';
import { live } from '#lib/live.svelte.ts';
import { PagedList } from '#lib/loaded.svelte.ts';
import { listReports } from './requests.ts';

const WHILE_RUNNING = 3_000;

/** What reading Plex brought, newest first; a reading that is under way is looked at until it ends. */
export class Reports extends PagedList<SyncReport> {
  constructor() {
    super(listReports);
  }

  get held(): SyncReport[] {
    return this.items.filter(({ state }) => state === 'held');
  }

  /** Follows for as long as it is shown; returns its undo. */
  follow(): () => void {
    void this.load();
    const looking = setInterval(() => {
      if (this.items.some(({ state }) => state === 'running')) void this.load();
    }, WHILE_RUNNING);
    const undos = [live.on('library.synced', () => void this.load()), live.onGap(() => void this.load())];
    return () => {
      clearInterval(looking);
      undos.forEach((undo) => undo());
    };
  }
}
