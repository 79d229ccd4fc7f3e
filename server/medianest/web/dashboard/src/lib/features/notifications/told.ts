import type { Notice } from '#lib/api/types.ts';
import { m } from '#lib/i18n/index.svelte.ts';

/** A notification in the reader's language where its kind is known, else as the server wrote it. */
export function told(notice: Notice): { title: string; body: string } {
  return m().notifications.kinds[notice.kind]?.(notice.params?.title ?? '', notice.params?.asker ?? '') ?? notice;
}
