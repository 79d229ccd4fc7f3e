import type { Hit } from '#lib/api/catalog.ts';
import { Problem } from '#lib/api/problem.ts';
import { search } from './requests.ts';

const PAUSE = 200;
const SHOWN = 7;

/** Searches while somebody types: after a short pause, and never showing the answer to an older question. */
export class InstantSearch {
  text = $state('');
  hits = $state.raw<Hit[]>([]);
  problem = $state.raw<Problem | null>(null);
  waiting = $state(false);
  open = $state(false);
  /** The hit that the arrow keys stand on; the one after the last is "all results", -1 is none. */
  active = $state(-1);
  #timer: ReturnType<typeof setTimeout> | undefined;
  #asking: AbortController | undefined;

  get wanted(): string {
    return this.text.trim();
  }

  typed = (text: string): void => {
    this.text = text;
    this.active = -1;
    this.#stop();
    this.open = this.wanted !== '';
    if (!this.open) this.hits = [];
    else this.#timer = setTimeout(() => void this.#ask(), PAUSE);
    this.waiting = this.open;
  };

  /** Puts a text there without searching for it. */
  set(text: string): void {
    this.close();
    this.text = text;
    this.hits = [];
  }

  step(by: 1 | -1): void {
    if (!this.open) {
      this.open = this.hits.length > 0;
      return;
    }
    const places = this.hits.length + 1;
    this.active = ((this.active + by + 1 + places + 1) % (places + 1)) - 1;
  }

  close(): void {
    this.#stop();
    this.open = false;
    this.waiting = false;
    this.active = -1;
  }

  #stop(): void {
    clearTimeout(this.#timer);
    this.#asking?.abort();
  }

  async #ask(): Promise<void> {
    const asking = new AbortController();
    this.#asking = asking;
    try {
      const { items } = await search({ q: this.wanted, type: 'all', year: '' }, null, asking.signal);
      if (!asking.signal.aborted) this.#show(items, null);
    } catch (thrown) {
      if (!asking.signal.aborted) this.#show([], Problem.of(thrown));
    }
  }

  #show(hits: Hit[], problem: Problem | null): void {
    this.hits = hits.slice(0, SHOWN);
    this.problem = problem;
    this.waiting = false;
  }
}
