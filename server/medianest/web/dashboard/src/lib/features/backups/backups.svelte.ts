import type { Backup, BackupProgress } from '#lib/api/backups.ts';
import { live } from '#lib/live.svelte.ts';
import { Loaded } from '#lib/loaded.svelte.ts';
import { getStatus, listBackups } from './requests.ts';

/** The backups of this household and what is being done about them, kept true by live events. */
export class Backups {
  list = new Loaded(listBackups);
  status = new Loaded(getStatus);
  #told = $state.raw<BackupProgress | null>(null);

  get running(): BackupProgress | null {
    return this.#told ?? this.status.value?.running ?? null;
  }

  load = async (): Promise<void> => {
    await Promise.all([this.list.load(), this.status.load()]);
    this.#told = null;
  };

  /** Returns its undo. */
  follow(): () => void {
    const undos = [
      live.on('backup.progress', (progress) => (this.#told = progress)),
      live.on('backup.updated', () => void this.load()),
      live.onGap(() => void this.load()),
    ];
    return () => undos.forEach((undo) => undo());
  }

  /** What stands there, while the list with the change is on its way. */
  without(gone: Backup): void {
    this.list.value = this.list.value?.filter(({ name }) => name !== gone.name) ?? null;
  }
}
