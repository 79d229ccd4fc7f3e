import { Problem } from './api/problem.ts';
import { explain } from './explain.ts';

/** Sends a form once at a time and keeps what was wrong with it, per field and as a whole. */
export class Sending {
  busy = $state(false);
  #problem = $state.raw<Problem | null>(null);

  get problem(): Problem | null {
    return this.#problem;
  }

  /** What is wrong as a whole; empty when every fault is shown at its field. */
  get message(): string {
    if (!this.#problem || this.#problem.fields.size > 0) return '';
    return explain(this.#problem);
  }

  field(name: string): string | undefined {
    return this.#problem?.fields.get(name);
  }

  /** Runs the request; true if it went well. */
  async run(request: () => Promise<unknown>): Promise<boolean> {
    if (this.busy) return false;
    this.busy = true;
    this.#problem = null;
    try {
      await request();
      return true;
    } catch (thrown) {
      this.#problem = Problem.of(thrown);
      return false;
    } finally {
      this.busy = false;
    }
  }
}
