import { api } from '#lib/api/client.ts';
import type { LiveData, Notice, NoticePage } from '#lib/api/types.ts';
import { inDesktop } from '#lib/desktop.ts';
import { m } from '#lib/i18n/index.svelte.ts';
import { live } from '#lib/live.svelte.ts';
import { PagedList } from '#lib/loaded.svelte.ts';
import { toasts } from '#lib/ui/toasts.svelte.ts';
import { told } from './told.ts';

const MOST_UNSEEN = 200;

/** The notifications of the person who is signed in, and how many wait to be read. */
class Inbox extends PagedList<Notice> {
  unread = $state(0);
  onlyUnread = $state(false);

  constructor() {
    super((cursor) => this.#page(cursor));
  }

  async #page(cursor: string | null): Promise<NoticePage> {
    const query = { unread: this.onlyUnread || null, limit: 20, cursor };
    const page = await api.get<NoticePage>('/notifications', query);
    this.unread = page.unread;
    return page;
  }

  /** Follows live events and shows each new notification as a toast; returns its undo. */
  follow(): () => void {
    const undos = [live.on('notification', this.#arrived), live.onGap(this.load)];
    return () => undos.forEach((undo) => undo());
  }

  choose(onlyUnread: boolean): void {
    this.onlyUnread = onlyUnread;
    this.items = [];
    void this.load();
  }

  async read(notice: Notice): Promise<void> {
    if (notice.readAt) return;
    this.unread = Math.max(0, this.unread - 1);
    this.change(notice.id, (item) => ({ ...item, readAt: new Date().toISOString() }));
    await api.post(`/notifications/${notice.id}/read`).catch(this.#undone);
  }

  async readAll(): Promise<void> {
    const readAt = new Date().toISOString();
    this.unread = 0;
    this.items = this.items.map((item) => ({ ...item, readAt: item.readAt ?? readAt }));
    await api.post('/notifications/read-all').catch(this.#undone);
  }

  #arrived = (notice: LiveData['notification']): void => {
    if (this.has(notice.id)) return;
    this.put(notice);
    if (!notice.readAt) this.unread += 1;
    // Where nothing is drawn no message would ever fade, and the list would grow for weeks.
    if (document.hidden) {
      if (this.items.length > MOST_UNSEEN) void this.load();
      return;
    }
    // There the client itself says it, natively.
    if (inDesktop()) return;
    const link = notice.link ? { href: notice.link, label: m().notifications.open } : undefined;
    const { title, body } = told(notice);
    toasts.show({ level: notice.level, title, body, link });
  };

  #undone = (thrown: unknown): void => {
    toasts.failure(thrown);
    void this.load();
  };
}

export const inbox = new Inbox();
