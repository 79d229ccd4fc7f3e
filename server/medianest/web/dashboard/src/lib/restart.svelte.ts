import { HOME } from './paths.ts';

const PAUSE = 1_500;
/** So long a restart that was asked for may take to begin. */
const PATIENCE = 20_000;

interface Readiness {
  checks?: { name: string; status: string; detail: string }[];
}

/** What MediaNest is busy with instead of serving: in the server's words, and how much of it is done. */
export interface Busy {
  doing: string;
  percent: number | null;
}

/** Knows when MediaNest starts anew, upgrades or restores, and when that is over. */
class Restart {
  /** Null while MediaNest serves. */
  busy = $state.raw<Busy | null>(null);
  #ending: Promise<void> | undefined;

  /** Looks whether a connection was lost because MediaNest is starting. */
  look = async (): Promise<void> => {
    const found = await askReadiness();
    if (found && found !== 'serving') void this.over(found);
  };

  /** Ends when MediaNest serves again. */
  over(found: Busy = { doing: 'starting', percent: null }): Promise<void> {
    this.busy ??= found;
    this.#ending ??= this.#wait();
    return this.#ending;
  }

  /** Ends when MediaNest, which was just asked to start anew, has done so. */
  async again(): Promise<void> {
    this.busy = { doing: 'starting', percent: null };
    const latest = Date.now() + PATIENCE;
    while (Date.now() < latest && (await askReadiness()) === 'serving') await pause();
    await this.over();
  }

  async #wait(): Promise<void> {
    for (;;) {
      const found = await askReadiness();
      if (found === 'serving') break;
      this.busy = found ?? this.busy;
      await pause();
    }
    this.busy = null;
    this.#ending = undefined;
  }
}

export const restart = new Restart();

/** Whether an answer says that MediaNest is on its way up. */
export async function isStarting(response: Response): Promise<boolean> {
  if (response.status !== 503) return false;
  const problem: unknown = await response.clone().json().catch(() => null);
  return typeof problem === 'object' && problem !== null && 'code' in problem && problem.code === 'starting';
}

/** Null while nothing answers at all. */
async function askReadiness(): Promise<Busy | 'serving' | null> {
  try {
    const answer = await fetch(`${HOME}/ready`, { cache: 'no-store' });
    const { checks = [] } = (await answer.json()) as Readiness;
    const start = checks.find(({ name, status }) => name === 'start' && status === 'failed');
    return start ? understood(start.detail) : 'serving';
  } catch {
    return null;
  }
}

/** `restoring a backup, 40 %` in its two halves. */
function understood(detail: string): Busy {
  const [, doing = detail, percent] = /^(.*?)(?:, (\d+) %)?$/.exec(detail) ?? [];
  return { doing, percent: percent === undefined ? null : Number(percent) };
}

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, PAUSE));
}
