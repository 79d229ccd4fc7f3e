import type { Component } from 'svelte';
import Archive from '@lucide/svelte/icons/archive';
import Bell from '@lucide/svelte/icons/bell';
import BookmarkCheck from '@lucide/svelte/icons/bookmark-check';
import CalendarDays from '@lucide/svelte/icons/calendar-days';
import CircleUser from '@lucide/svelte/icons/circle-user';
import Clapperboard from '@lucide/svelte/icons/clapperboard';
import CloudDownload from '@lucide/svelte/icons/cloud-download';
import Compass from '@lucide/svelte/icons/compass';
import FolderOpen from '@lucide/svelte/icons/folder-open';
import House from '@lucide/svelte/icons/house';
import Inbox from '@lucide/svelte/icons/inbox';
import Library from '@lucide/svelte/icons/library';
import ListChecks from '@lucide/svelte/icons/list-checks';
import Menu from '@lucide/svelte/icons/menu';
import MonitorPlay from '@lucide/svelte/icons/monitor-play';
import Palette from '@lucide/svelte/icons/palette';
import Send from '@lucide/svelte/icons/send';
import Share from '@lucide/svelte/icons/share-2';
import SlidersHorizontal from '@lucide/svelte/icons/sliders-horizontal';
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

const MORE = '/settings';

/** Who may open what; the server checks again. */
const NEEDED: Record<string, Permission> = {
  '/library': 'plex.read',
  '/settings/requests': 'requests.manage',
  '/settings/tmdb': 'services.manage',
  '/settings/overseerr': 'services.manage',
  '/settings/plex': 'services.manage',
  '/settings/media': 'settings.manage',
  '/settings/people': 'people.manage',
  '/settings/jobs': 'jobs.manage',
  '/settings/backups': 'backups.manage',
};

export function mayOpen(path: string): boolean {
  const needed = NEEDED[path];
  return !needed || session.can(needed);
}

/** The places that a thumb reaches at once: with the one for more, at most five. */
export function tabPlaces(): Place[] {
  const { common, nav } = m();
  return [
    { href: '/', label: common.home, icon: House },
    { href: '/discover', label: nav.discover, icon: Compass },
    { href: '/requests', label: nav.requests, icon: Inbox },
    { href: '/library', label: nav.library, icon: Library },
  ].filter(({ href }) => mayOpen(href));
}

/** The places of everyday life that stand behind "more" on a phone. */
export function furtherPlaces(): Place[] {
  const { common, nav } = m();
  return [
    { href: '/calendar', label: nav.calendar, icon: CalendarDays, hint: nav.places.calendar },
    { href: '/downloads', label: common.downloads, icon: CloudDownload, hint: nav.places.downloads },
    {
      href: '/notifications',
      label: common.notifications,
      icon: Bell,
      badge: 'unread',
      hint: nav.places.notifications,
    },
  ];
}

export function adminPlaces(): Place[] {
  const { accounts, jobs, nav, settings } = m();
  return [
    {
      href: '/settings/requests',
      label: nav.sections.requests,
      icon: SlidersHorizontal,
      hint: nav.sections.requestsHint,
    },
    { href: '/settings/people', label: accounts.people, icon: Users, hint: settings.sections.people },
    { href: '/settings/backups', label: nav.sections.backups, icon: Archive, hint: nav.sections.backupsHint },
    { href: '/settings/jobs', label: jobs.title, icon: ListChecks, hint: settings.sections.jobs },
  ].filter(({ href }) => mayOpen(href));
}

export function settingsPlaces(): Place[] {
  const { nav, settings } = m();
  return [
    { href: '/settings/account', label: nav.sections.account, icon: CircleUser, hint: nav.sections.accountHint },
    { href: '/settings/tmdb', label: nav.sections.tmdb, icon: Clapperboard, hint: nav.sections.tmdbHint },
    { href: '/settings/plex', label: settings.plex, icon: MonitorPlay, hint: settings.sections.plex },
    { href: '/settings/overseerr', label: nav.sections.overseerr, icon: Share, hint: nav.sections.overseerrHint },
    { href: '/settings/media', label: settings.media, icon: FolderOpen, hint: settings.sections.media },
    { href: '/settings/channels', label: settings.channels, icon: Send, hint: settings.sections.channels },
    { href: '/settings/trakt', label: nav.sections.trakt, icon: BookmarkCheck, hint: nav.sections.traktHint },
    { href: '/settings/appearance', label: settings.appearance, icon: Palette, hint: settings.sections.appearance },
  ].filter(({ href }) => mayOpen(href));
}

export function morePlace(): Place {
  return { href: MORE, label: m().common.more, icon: Menu, badge: 'unread' };
}

/** On a phone the places without a tab of their own stand behind "more". */
export function isCurrentTab(place: Place, path: string): boolean {
  return isCurrent(place, path) || (place.href === MORE && furtherPlaces().some((further) => isCurrent(further, path)));
}

export function isCurrent(place: Place, path: string): boolean {
  return place.href === '/' ? path === '/' : path === place.href || path.startsWith(`${place.href}/`);
}
