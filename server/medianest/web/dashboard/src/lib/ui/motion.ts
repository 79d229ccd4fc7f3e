import { prefersReducedMotion } from 'svelte/motion';

/** How long a transition takes: nothing, for people who asked their device for less motion. */
export function lasting(milliseconds: number): number {
  return prefersReducedMotion.current ? 0 : milliseconds;
}
