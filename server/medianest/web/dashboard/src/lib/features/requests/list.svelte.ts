import type { LiveData } from '#lib/api/types.ts';
import type { MediaRequest, RequestCounts } from '#lib/api/requests.ts';
import { live } from '#lib/live.svelte.ts';
import { Loaded, PagedList } from '#lib/loaded.svelte.ts';
import { EVERYTHING, type Filter, passes } from './filter.ts';
import { countRequests, getRequest, listRequests } from './requests.ts';

const GATHER = 400;
/** From this many changes at once the list is fetched anew instead of each request by itself. */
const MANY = 6;

/** The requests a person sees, kept true by live events, and how many are in which state. */
export class RequestList extends PagedList<MediaRequest> {
  filter = $state.raw<Filter>(EVERYTHING);
  counts = new Loaded<RequestCounts>(countRequests);
  #changed = new Set<string>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(filter: Filter) {
    super((cursor) => listRequests(this.filter, cursor));
    this.filter = filter;
  }

  start(): Promise<unknown> {
    return Promise.all([this.load(), this.counts.load()]);
  }

  choose(change: Partial<Filter>): void {
    this.filter = { ...this.filter, ...change };
    void this.load();
  }

  /** Follows live events; returns its undo. */
  follow(): () => void {
    const undos = [
      live.on('request.updated', this.#heard),
      live.on('request.removed', ({ id }) => this.#gone(id)),
      live.onGap(() => void this.start()),
      () => clearTimeout(this.#timer),
    ];
    return () => undos.forEach((undo) => undo());
  }

  async refresh(id: string): Promise<void> {
    const request = await getRequest(id).catch(() => null);
    if (request) this.#accept(request);
    void this.counts.load();
  }

  #gone(id: string): void {
    this.remove(id);
    void this.counts.load();
  }

  /** A frame shows at once what everybody sees; what this person may do with it is asked for after. */
  #heard = (frame: LiveData['request.updated']): void => {
    this.change(frame.id, (before) => ({ ...before, ...frame }));
    this.#changed.add(frame.id);
    this.#timer ??= setTimeout(() => void this.#catchUp(), GATHER);
  };

  async #catchUp(): Promise<void> {
    this.#timer = undefined;
    const ids = [...this.#changed];
    this.#changed.clear();
    if (ids.length >= MANY) await this.start();
    else await Promise.all(ids.map((id) => this.refresh(id)));
  }

  #accept(request: MediaRequest): void {
    if (!passes(request, this.filter)) this.remove(request.id);
    // A new one belongs on top only where the newest stand there.
    else if (this.has(request.id) || this.filter.sort === 'newest') this.put(request);
    else void this.load();
  }
}
