import Globe from '@lucide/svelte/icons/globe';
import Monitor from '@lucide/svelte/icons/monitor';
import Smartphone from '@lucide/svelte/icons/smartphone';
import Terminal from '@lucide/svelte/icons/terminal';
import type { Component } from 'svelte';
import type { Device } from '#lib/api/account.ts';
import { words } from '#lib/i18n/account.ts';

// Each says the names of those it descends from, so the youngest stands first.
const BROWSERS: [string, RegExp][] = [
  ['Edge', /Edg(?:e|A|iOS)?\//],
  ['Opera', /OPR\//],
  ['Samsung Internet', /SamsungBrowser\//],
  ['Firefox', /(?:Firefox|FxiOS)\//],
  ['Chrome', /(?:Chrome|Chromium|CriOS)\//],
  ['Safari', /Safari\//],
];
const SYSTEMS: [string, RegExp][] = [
  ['iPhone', /iPhone/],
  ['iPad', /iPad/],
  ['Android', /Android/],
  ['Windows', /Windows/],
  ['macOS', /Mac OS X|Macintosh/],
  ['Linux', /Linux|X11/],
];

/** What a person would call the program that is signed in. */
export function nameOfDevice({ device, userAgent }: Device): string {
  if (device) return device;
  const browser = nameIn(BROWSERS, userAgent);
  const system = nameIn(SYSTEMS, userAgent);
  if (browser && system) return words().on(browser, system);
  return browser ?? (userAgent.split('/')[0] || words().unknown);
}

const PLATFORMS: Record<string, string> = { linux: 'Linux', macos: 'macOS', windows: 'Windows' };

/** What a paired device runs, in a few words; empty for all else. */
export function programOfDevice({ platform, clientVersion }: Device): string {
  return [PLATFORMS[platform], clientVersion && `MediaNest ${clientVersion}`].filter(Boolean).join(' · ');
}

export function iconOfDevice({ kind, userAgent }: Device): Component {
  if (kind === 'device') return Monitor;
  if (/iPhone|iPad|Android/.test(userAgent)) return Smartphone;
  return nameIn(BROWSERS, userAgent) ? Globe : Terminal;
}

function nameIn(known: [string, RegExp][], userAgent: string): string | undefined {
  return known.find(([, sign]) => sign.test(userAgent))?.[0];
}
