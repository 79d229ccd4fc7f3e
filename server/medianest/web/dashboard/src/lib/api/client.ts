import { to } from '#lib/paths.ts';
import { isStarting, restart } from '#lib/restart.svelte.ts';
import { Problem } from './problem.ts';

export const BASE = to('/api/v1');

/** A 401 from one of these is a wrong password, not a session that ran out. */
const DOORS = ['/auth/login', '/auth/setup', '/auth/refresh', '/auth/logout'];

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
type Query = Record<string, string | number | boolean | null | undefined>;

interface Call {
  body?: unknown;
  signal?: AbortSignal;
  headers?: Record<string, string>;
}

/** Called once when neither the session nor its renewal is accepted any more. */
let onSignedOut: () => void = () => {};

export function whenSignedOut(handler: () => void): void {
  onSignedOut = handler;
}

/** The one way to the server: cookies for who, a header against forged requests, problems as errors. */
export const api = {
  get: <T>(path: string, query?: Query, signal?: AbortSignal, headers?: Call['headers']) =>
    call<T>('GET', path + search(query), { signal, headers }),
  post: <T = void>(path: string, body?: unknown, headers?: Call['headers']) => call<T>('POST', path, { body, headers }),
  put: <T = void>(path: string, body: unknown) => call<T>('PUT', path, { body }),
  patch: <T = void>(path: string, body: unknown) => call<T>('PATCH', path, { body }),
  delete: <T = void>(path: string) => call<T>('DELETE', path),
};

async function call<T>(method: Method, path: string, asked: Call = {}): Promise<T> {
  let response = await send(method, path, asked);
  if (response.status === 401 && !DOORS.includes(path)) {
    if (await renewed()) response = await send(method, path, asked);
    if (response.status === 401) onSignedOut();
  }
  if (!response.ok) throw await Problem.from(response);
  const answer = await response.text();
  return (answer ? JSON.parse(answer) : undefined) as T;
}

/** Sends once; while MediaNest is only starting nothing was done with it, so it is sent again after that. */
async function send(method: Method, path: string, asked: Call): Promise<Response> {
  const response = await sendNow(method, path, asked);
  if (!(await isStarting(response))) return response;
  await restart.over();
  return send(method, path, asked);
}

async function sendNow(method: Method, path: string, { body, signal, headers: more }: Call): Promise<Response> {
  const headers = new Headers({ Accept: 'application/json', 'Accept-Language': spoken(), ...more });
  if (body !== undefined) headers.set('Content-Type', 'application/json');
  if (method !== 'GET') headers.set('X-CSRF-Token', await csrfToken(path));
  return request(path, { method, headers, signal, body: JSON.stringify(body) });
}

/** The chosen language, with the region that the browser's own languages give it. */
function spoken(): string {
  const { lang } = document.documentElement;
  return navigator.languages.find((tag) => tag.startsWith(`${lang}-`)) ?? lang;
}

async function request(path: string, options: RequestInit): Promise<Response> {
  try {
    return await fetch(BASE + path, { credentials: 'same-origin', ...options });
  } catch {
    throw Problem.offline();
  }
}

let renewal: Promise<boolean> | undefined;

/** Renews the session at most once at a time, however many requests found it expired. */
export function renewed(): Promise<boolean> {
  renewal ??= send('POST', '/auth/refresh', { body: {} })
    .then((response) => response.ok)
    .finally(() => (renewal = undefined));
  return renewal;
}

export async function csrfToken(path: string): Promise<string> {
  const known = csrfCookie();
  if (known || DOORS.includes(path)) return known;
  await request('/csrf/token', { method: 'GET' });
  return csrfCookie();
}

/** Whether this browser was ever signed in; asking the server for a session without it is in vain. */
export function mayHaveSession(): boolean {
  return csrfCookie() !== '';
}

function csrfCookie(): string {
  const match = /(?:^|;\s*)medianest_csrf=([^;]*)/.exec(document.cookie);
  return match?.[1] ? decodeURIComponent(match[1]) : '';
}

function search(query: Query = {}): string {
  const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== null && value !== '');
  if (given.length === 0) return '';
  return '?' + new URLSearchParams(given.map(([key, value]) => [key, String(value)]));
}
