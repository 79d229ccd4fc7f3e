import type { Job, Notice } from '#lib/api/types.ts';
import { getJob } from '#lib/features/jobs/requests.ts';
import { live } from '#lib/live.svelte.ts';
import { session } from '#lib/session.svelte.ts';

const LOOK_EVERY = 1_000;
const KIND = 'overseerr.imported';
const OVER: readonly Job['state'][] = ['done', 'failed', 'cancelled', 'parked'];

export type Counted = Record<string, number>;

/** How much of what was taken over, by what became of it. */
export interface Outcome {
  people: Counted;
  requests: Counted;
}

/** An import from its start to what came of it. */
export class Importing {
  job = $state.raw<Job | null>(null);
  outcome = $state.raw<Outcome | null>(null);
  #id: string | null = null;

  get running(): boolean {
    return this.job !== null && !OVER.includes(this.job.state);
  }

  begin(id: string): void {
    this.#id = id;
    this.outcome = null;
    void this.#look();
  }

  /** Follows for as long as it is shown; returns its undo. */
  follow(): () => void {
    const looking = setInterval(() => void this.#look(), LOOK_EVERY);
    const undo = live.on('notification', this.#heard);
    return () => {
      clearInterval(looking);
      undo();
    };
  }

  #heard = ({ kind, params }: Notice): void => {
    if (kind !== KIND || !params.people || !params.requests) return;
    this.outcome = { people: params.people, requests: params.requests };
  };

  async #look(): Promise<void> {
    if (this.#id === null || !session.can('jobs.manage')) return;
    const job = await getJob(this.#id).catch(() => null);
    // While the server does not answer, what was known before stands.
    if (job === null) return;
    this.job = job;
    if (!this.running) this.#id = null;
  }
}
