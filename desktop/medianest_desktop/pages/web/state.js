/** How things stand, told by the client as soon as they change. */

import { ask } from './lib.js';

const PAUSE = 1_000;

const pause = () => new Promise((wake) => setTimeout(wake, PAUSE));

/** Tells `listener` how things stand, now and after every change. */
export async function follow(listener) {
  let known = 0;
  for (;;) {
    try {
      const state = await ask('GET', `state?after=${known}`);
      if (state.revision !== known) listener(state);
      known = state.revision;
    } catch {
      // The client ends or starts anew; the window is its own and goes with it.
      await pause();
    }
  }
}

/** Where one was before the client's own page came up. */
export function back() {
  const path = new URLSearchParams(location.search).get('back') ?? '/';
  return /^\/(?![/\\])/.test(path) ? path : '/';
}

/** Goes to the page that fits, if it is not this one: the dashboard where it can be had. */
export function move(state, page) {
  if (state.page === page) return false;
  location.replace(state.page ? `/_client/${state.page}?back=${encodeURIComponent(back())}` : back());
  return true;
}
