import type { Component } from 'svelte';
import Bell from '@lucide/svelte/icons/bell';
import CloudDownload from '@lucide/svelte/icons/cloud-download';
import FolderOpen from '@lucide/svelte/icons/folder-open';
import House from '@lucide/svelte/icons/house';
import ListChecks from '@lucide/svelte/icons/list-checks';
import Menu from '@lucide/svelte/icons/menu';
import MonitorPlay from '@lucide/svelte/icons/monitor-play';
import Palette from '@lucide/svelte/icons/palette';
import Send from '@lucide/svelte/icons/send';
import Users from '@lucide/svelte/icons/users';
import type { Permission } from '#lib/api/types.ts';
import { m } from '#lib/i18n/index.svelte.ts';
import { session } from '#lib/session.svelte.ts';

export interface Place {
  href: string;
  label: string;
  icon: Component;
  hint?: string;
  badge?: 'unread';
}

/** Who may open what; the server checks again. */
const NEEDED: Record<string, Permission> = {
  '/settings/plex': 'services.manage',
  '/settings/media': 'settings.manage',
  '/settings/people': 'people.manage',
  '/settings/jobs': 'jobs.manage',
};

export function mayOpen(path: string): boolean {
  const needed = NEEDED[path];
  return !needed || session.can(needed);
}

export function mainPlaces(): Place[] {
  const { common } = m();
  return [
    { href: '/', label: common.home, icon: House },
    { href: '/downloads', label: common.downloads, icon: CloudDownload },
    { href: '/notifications', label: common.notifications, icon: Bell, badge: 'unread' },
  ];
}

export function adminPlaces(): Place[] {
  const { accounts, jobs, settings } = m();
  return [
    { href: '/settings/people', label: accounts.people, icon: Users, hint: settings.sections.people },
    { href: '/settings/jobs', label: jobs.title, icon: ListChecks, hint: settings.sections.jobs },
  ].filter(({ href }) => mayOpen(href));
}

export function settingsPlaces(): Place[] {
  const { settings } = m();
  return [
    { href: '/settings/plex', label: settings.plex, icon: MonitorPlay, hint: settings.sections.plex },
    { href: '/settings/media', label: settings.media, icon: FolderOpen, hint: settings.sections.media },
    { href: '/settings/channels', label: settings.channels, icon: Send, hint: settings.sections.channels },
    { href: '/settings/appearance', label: settings.appearance, icon: Palette, hint: settings.sections.appearance },
  ].filter(({ href }) => mayOpen(href));
}

export function morePlace(): Place {
  return { href: '/settings', label: m().common.more, icon: Menu };
}

export function isCurrent(place: Place, path: string): boolean {
  return place.href === '/' ? path === '/' : path === place.href || path.startsWith(`${place.href}/`);
}
