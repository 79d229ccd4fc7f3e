import type { Backup } from '#lib/api/backups.ts';
import { Problem } from '#lib/api/problem.ts';
import type { Upload } from '#lib/api/upload.ts';
import { toasts } from '#lib/ui/toasts.svelte.ts';

export type Begin = (file: File, onprogress: (share: number) => void) => Promise<Upload<Backup>>;

/** One backup on its way from this browser to MediaNest. */
export class Uploading {
  /** 0 to 1; null while nothing is on its way. */
  share = $state<number | null>(null);
  name = $state('');
  #stop: () => void = () => {};

  /** The backup as it arrived; null if it did not, which is then told. */
  async run(file: File, begin: Begin): Promise<Backup | null> {
    this.name = file.name;
    this.share = 0;
    try {
      const { done, stop } = await begin(file, (share) => (this.share = share));
      this.#stop = stop;
      return await done;
    } catch (thrown) {
      if (Problem.of(thrown).code !== 'stopped') toasts.failure(thrown);
      return null;
    } finally {
      this.share = null;
    }
  }

  stop = (): void => this.#stop();
}
