import type { Playing } from '#lib/api/library.ts';
import { live } from '#lib/live.svelte.ts';
import { nowPlaying } from './requests.ts';

const TICK = 1_000;
/** Plex tells when something starts or stops, but not of a jump within it. */
const LOOK_AGAIN = 20_000;

/** What is being watched; between two answers the clock goes on by itself. */
export class NowPlaying {
  sessions = $state.raw<Playing[]>([]);

  /** Follows what plays for as long as it is shown; returns its undo. */
  follow(): () => void {
    void this.load();
    const ticking = setInterval(() => this.#tick(), TICK);
    const looking = setInterval(() => document.hidden || void this.load(), LOOK_AGAIN);
    const undos = [live.on('plex.playing', () => void this.load()), live.onGap(() => void this.load())];
    return () => {
      clearInterval(ticking);
      clearInterval(looking);
      undos.forEach((undo) => undo());
    };
  }

  /** A server that is away plays nothing: that is no failure to be shown. */
  async load(): Promise<void> {
    this.sessions = await nowPlaying().catch(() => []);
  }

  #tick(): void {
    if (!this.sessions.some(({ state }) => state === 'playing')) return;
    this.sessions = this.sessions.map((session) => (session.state === 'playing' ? advanced(session) : session));
  }
}

function advanced(session: Playing): Playing {
  const position = Math.min(session.position + TICK / 1_000, session.duration);
  return { ...session, position, progress: session.duration ? position / session.duration : 0 };
}
