import type { MediaRequest } from '#lib/api/requests.ts';
import { seasonNumbers } from './requests.ts';

export function askedSeasons(request: MediaRequest): number[] {
  return request.seasons.map(({ number }) => number);
}

/** Every season that may be chosen: those of the show, and those asked for in any case. */
export async function seasonsToChooseFrom(request: MediaRequest): Promise<number[]> {
  if (request.mediaType === 'movie') return [];
  const known = await seasonNumbers(request.tmdbId).catch(() => []);
  return [...new Set([...known, ...askedSeasons(request)])].sort((a, b) => a - b);
}

export function sameSeasons(one: readonly number[], other: readonly number[]): boolean {
  return one.length === other.length && one.every((number) => other.includes(number));
}
