import type { Download } from '#lib/api/types.ts';
import { live } from '#lib/live.svelte.ts';
import { PagedList } from '#lib/loaded.svelte.ts';
import { advanced } from './changes.ts';
import { getDownload, listDownloads } from './requests.ts';
import { type Filter, passes } from './states.ts';

/** The downloads a person sees, kept true by live events. */
export class DownloadList extends PagedList<Download> {
  filter = $state<Filter>('all');

  constructor() {
    super((cursor) => listDownloads(this.filter, cursor));
  }

  choose(filter: Filter): void {
    this.filter = filter;
    this.items = [];
    void this.load();
  }

  /** Shows a download as it is now: on top if it is new, gone if the filter no longer wants it. */
  accept = (download: Download): void => {
    const before = this.items.find((item) => item.id === download.id);
    if (passes(download, this.filter)) this.put({ ...download, mine: download.mine ?? before?.mine });
    else this.remove(download.id);
  };

  /** Follows live events; returns its undo. */
  follow(): () => void {
    const undos = [
      live.on('download.progress', (frame) => this.change(frame.id, (item) => advanced(item, frame))),
      live.on('download.updated', this.accept),
      live.on('download.finished', ({ id }) => void this.refresh(id)),
      live.on('download.removed', ({ id }) => this.remove(id)),
      live.onGap(this.load),
    ];
    return () => undos.forEach((undo) => undo());
  }

  async refresh(id: string): Promise<void> {
    const download = await getDownload(id).catch(() => null);
    if (download) this.accept(download);
  }
}
