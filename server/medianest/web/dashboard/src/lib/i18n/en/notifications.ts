import { plural } from '../plural.ts';

export const notifications = {
  title: 'Notifications',
  unread: (count: number) => plural('en', count, { one: 'unread notification', other: 'unread notifications' }),
  markRead: 'Mark as read',
  markAllRead: 'Mark all as read',
  onlyUnread: 'Unread',
  open: 'Open',
  empty: 'No news',
  emptyHint: 'When a video arrives or something needs you, it stands here.',
  allRead: 'You have read everything',
  newOne: 'Unread',
  levels: { info: 'Note', success: 'Good news', warning: 'Warning', error: 'Problem' },
  toasts: 'New notifications',
};
