import { SvelteMap } from 'svelte/reactivity';
import type { RequestMark, RequestState, TitleCard, TitleKey } from '#lib/api/catalog.ts';
import { live } from '#lib/live.svelte.ts';
import { idOf } from './keys.ts';

/** A request as far as a poster shows it; live events leave out what only concerns one person. */
export type RequestNews = TitleKey & Pick<RequestMark, 'id' | 'state' | 'is4k'> & Partial<RequestMark>;

/** What happened to requests since a page was fetched, by title. */
const news = new SvelteMap<string, RequestNews[]>();

export function noteRequest(request: RequestNews): void {
  const title = idOf(request);
  const others = (news.get(title) ?? []).filter(({ id }) => id !== request.id);
  const before = news.get(title)?.find(({ id }) => id === request.id);
  news.set(title, [...others, { ...before, ...request }]);
}

/** Takes what a page that was fetched just now says over everything that was heard before. */
export function noteTitle({ mediaType, tmdbId, requests }: TitleKey & Pick<TitleCard, 'requests'>): void {
  for (const request of requests) noteRequest({ ...request, mediaType, tmdbId });
}

/** Follows live events; returns its undo. */
export function followRequests(): () => void {
  const undos = [live.on('request.updated', noteRequest), live.onGap(() => news.clear())];
  return () => undos.forEach((undo) => undo());
}

/** The requests for a title as they are now. */
export function marksOf(title: TitleKey & Pick<TitleCard, 'requests'>): RequestMark[] {
  const newer = news.get(idOf(title)) ?? [];
  const fresh = newer.map((request) => ({ ...mark(request), ...seen(title.requests, request) }));
  return [...title.requests.filter(({ id }) => newer.every((request) => request.id !== id)), ...fresh];
}

function mark({ id, state, is4k, mine = false, following = false }: RequestNews): RequestMark {
  return { id, state, is4k, mine, following };
}

function seen(marks: RequestMark[], { id, mine, following }: RequestNews): Partial<RequestMark> {
  const known = marks.find((one) => one.id === id);
  return { mine: mine ?? known?.mine ?? false, following: following ?? known?.following ?? false };
}

const OVER: readonly RequestState[] = ['declined', 'cancelled', 'failed', 'available'];

/** Whether somebody still waits for it. */
export function isWaitedFor({ state }: Pick<RequestMark, 'state'>): boolean {
  return !OVER.includes(state);
}

export type Standing = 'available' | 'partial' | 'requested' | 'none';

/** The one thing that a poster says about a title. */
export function standingOf(title: TitleCard): Standing {
  const { hd, uhd } = title.availability;
  if (hd === 'available' || uhd === 'available') return 'available';
  const marks = marksOf(title);
  if (marks.some(({ state }) => state === 'available')) return 'available';
  if (hd === 'partial' || uhd === 'partial') return 'partial';
  return marks.some(isWaitedFor) ? 'requested' : 'none';
}
