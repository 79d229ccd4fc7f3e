import type { NoticeFacts } from '#lib/api/notices.ts';
import type { Notice } from '#lib/api/types.ts';
import { currentLanguage, m } from '#lib/i18n/index.svelte.ts';

/** A notification in the reader's language where its kind is known, else as the server wrote it. */
export function told(notice: Notice): { title: string; body: string } {
  const facts: NoticeFacts = notice.params ?? {};
  const title = facts.titles?.[currentLanguage()] ?? facts.title ?? '';
  return m().notifications.kinds[notice.kind]?.(title, facts.asker ?? '', facts) ?? notice;
}
