import type { MediaType, RequestState } from '#lib/api/catalog.ts';
import type { MediaRequest, SharedRequest } from '#lib/api/requests.ts';
import { titleOf } from './names.ts';

export const SORTS = ['newest', 'oldest', 'title'] as const;
export type Sort = (typeof SORTS)[number];

/** Which requests are shown; as the server takes it. */
export interface Filter {
  state: RequestState | null;
  mediaType: MediaType | null;
  mine: true | null;
  person: string | null;
  is4k: boolean | null;
  q: string;
  sort: Sort;
}

export const EVERYTHING: Filter = {
  state: null,
  mediaType: null,
  mine: null,
  person: null,
  is4k: null,
  q: '',
  sort: 'newest',
};

export function isNarrow(filter: Filter): boolean {
  const { sort: _, ...narrowing } = filter;
  return Object.values(narrowing).some((value) => value !== null && value !== '');
}

/** Whether a request that changed or arrived belongs into the list; a search is left to the server. */
export function passes(request: SharedRequest & Partial<MediaRequest>, filter: Filter): boolean {
  return (
    (filter.state === null || request.state === filter.state) &&
    (filter.mediaType === null || request.mediaType === filter.mediaType) &&
    (filter.person === null || request.requestedBy.id === filter.person) &&
    (filter.is4k === null || request.is4k === filter.is4k) &&
    (filter.mine === null || request.mine === true) &&
    [request.title, titleOf(request)].some((title) => title.toLocaleLowerCase().includes(filter.q.toLocaleLowerCase()))
  );
}

/** The filter that an address asks for, e.g. `/requests?state=pending`. */
export function filterFrom(asked: Pick<URLSearchParams, 'get' | 'has'>): Filter {
  const is4k = asked.get('is4k');
  return {
    state: asked.get('state') as RequestState | null,
    mediaType: asked.get('mediaType') as MediaType | null,
    mine: asked.has('mine') ? true : null,
    person: asked.get('person'),
    is4k: is4k === null ? null : is4k === 'true',
    q: asked.get('q') ?? '',
    sort: SORTS.find((sort) => sort === asked.get('sort')) ?? 'newest',
  };
}

/** The part of an address that brings the filter back. */
export function addressOf(filter: Filter): string {
  const set = Object.entries(filter).filter(([name, value]) => value !== EVERYTHING[name as keyof Filter]);
  return set.length ? `?${new URLSearchParams(set.map(([name, value]) => [name, String(value)]))}` : '';
}
