import { api } from '#lib/api/client.ts';
import type { Board, Download } from '#lib/api/types.ts';
import { advanced } from '#lib/features/downloads/changes.ts';
import { whenSubmitted } from '#lib/features/downloads/submit.ts';
import { live } from '#lib/live.svelte.ts';
import { Loaded } from '#lib/loaded.svelte.ts';

const SETTLES_IN = 400;

/** The overview: fetched as a whole when something changes, and moved in place while downloads run. */
export class HomeBoard extends Loaded<Board> {
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    super(() => api.get<Board>('/dashboard'));
  }

  /** Follows live events; returns its undo. */
  follow(): () => void {
    const undos = [
      live.on('download.progress', (frame) => this.#change(frame.id, (item) => advanced(item, frame))),
      live.on('download.updated', this.#soon),
      live.on('download.finished', this.#soon),
      live.on('download.removed', this.#soon),
      live.on('service.status', this.#soon),
      live.onGap(this.load),
      whenSubmitted(this.#soon),
      () => clearTimeout(this.#timer),
    ];
    return () => undos.forEach((undo) => undo());
  }

  /** Many events come together when a download changes its state; one fetch answers them all. */
  #soon = (): void => {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(this.load, SETTLES_IN);
  };

  #change(id: string, changed: (item: Download) => Download): void {
    if (!this.value) return;
    const running = this.value.running.map((item) => (item.id === id ? changed(item) : item));
    this.value = { ...this.value, running };
  }
}
