import type { NoticeFacts } from '../../api/notices.ts';
import { plural } from '../plural.ts';

/** What happened to something of that title, by kind; English comes from the server itself. */
const kinds: Record<string, (title: string, asker: string, facts: NoticeFacts) => { title: string; body: string }> = {};

export const notifications = {
  kinds,
  title: 'Notifications',
  unread: (count: number) => plural('en', count, { one: 'unread notification', other: 'unread notifications' }),
  markRead: 'Mark as read',
  markAllRead: 'Mark all as read',
  onlyUnread: 'Unread',
  open: 'Open',
  empty: 'No news',
  emptyHint: 'When a video arrives or something needs you, it stands here.',
  allRead: 'You have read everything',
  levels: { info: 'Note', success: 'Good news', warning: 'Warning', error: 'Problem' },
  toasts: 'New notifications',
};
