import { immutable } from '$app/manifest';
import { version } from '$app/env';
import { self } from '$app/service-worker';

const SHELL = `shell-${version}`;
// Where the dashboard begins: it may stand below a path of its host.
const START = new URL('.', self.location.href).pathname;

// Only the shell is kept: what the API answers is personal and must be fresh.
self.addEventListener('install', (event) => {
  event.waitUntil(keepShell());
});

self.addEventListener('activate', (event) => {
  event.waitUntil(forgetOldShells());
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== 'GET' || origin !== self.location.origin) return;
  if (request.mode === 'navigate') event.respondWith(page(request));
  else if (pathname.startsWith(`${START}_app/immutable/`)) event.respondWith(asset(request));
});

async function keepShell(): Promise<void> {
  const cache = await caches.open(SHELL);
  // Of the fonts a page loads only the alphabets that it needs; those are kept when they come by.
  const files = immutable.map(({ path }) => path).filter((path) => !path.endsWith('.woff2'));
  await cache.addAll([START, ...files]);
}

async function forgetOldShells(): Promise<void> {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name !== SHELL).map((name) => caches.delete(name)));
}

/** The page from the server while there is one; without it the shell opens and says that it is reconnecting. */
async function page(request: Request): Promise<Response> {
  try {
    return await fetch(request);
  } catch {
    return (await caches.match(START)) ?? Response.error();
  }
}

async function asset(request: Request): Promise<Response> {
  const kept = await caches.match(request);
  if (kept) return kept;
  const fresh = await fetch(request);
  if (fresh.ok) await (await caches.open(SHELL)).put(request, fresh.clone());
  return fresh;
}
