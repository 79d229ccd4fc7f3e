import type { Component } from 'svelte';
import Ban from '@lucide/svelte/icons/ban';
import Check from '@lucide/svelte/icons/check';
import CircleCheck from '@lucide/svelte/icons/circle-check';
import CircleX from '@lucide/svelte/icons/circle-x';
import Contrast from '@lucide/svelte/icons/contrast';
import Hourglass from '@lucide/svelte/icons/hourglass';
import Send from '@lucide/svelte/icons/send';
import TriangleAlert from '@lucide/svelte/icons/triangle-alert';
import Truck from '@lucide/svelte/icons/truck';
import type { RequestState } from '#lib/api/catalog.ts';
import type { Tone } from '#lib/ui/levels.ts';

/** Every state has a shape of its own beside its colour, for eyes that see no difference in colour. */
export const STATE_LOOKS: Record<RequestState, { tone: Tone; icon: Component }> = {
  pending: { tone: 'warn', icon: Hourglass },
  approved: { tone: 'accent', icon: Check },
  submitted: { tone: 'accent', icon: Send },
  processing: { tone: 'accent', icon: Truck },
  partially_available: { tone: 'ok', icon: Contrast },
  available: { tone: 'ok', icon: CircleCheck },
  declined: { tone: 'neutral', icon: Ban },
  failed: { tone: 'bad', icon: TriangleAlert },
  cancelled: { tone: 'neutral', icon: CircleX },
};

export const STATES = Object.keys(STATE_LOOKS) as RequestState[];

/** Filters that stand there even when nothing is in that state. */
const ALWAYS: readonly RequestState[] = ['pending', 'processing', 'available'];

/** The states worth a filter: the usual ones, and those in which something is. */
export function shownStates(counts: Partial<Record<RequestState, number>>): RequestState[] {
  return STATES.filter((state) => ALWAYS.includes(state) || (counts[state] ?? 0) > 0);
}
