import { navigating } from '$app/state';
import type { HandleClientError } from '@sveltejs/kit/hooks';

const KEY = 'medianest.pieces';
/** What is missing for good is missing after a reload, too. Milliseconds. */
const BETWEEN = 30_000;

/**
 * A page whose pieces do not arrive is gone to by the browser itself: the network changed, or
 * MediaNest was upgraded meanwhile, and a module that failed once is never asked for again.
 */
export const handleError: HandleClientError = ({ kind, error, event }) => {
  const stays = event.url.href === location.href;
  // Whoever has gone elsewhere meanwhile stays there, with all that was entered.
  if (!stays && navigating.to?.url.href !== event.url.href) return;
  if (kind !== 'unknown' || !isPiece(error) || !isDue()) return;
  if (stays) location.reload();
  else location.assign(event.url);
};

/** Each browser words it differently, and all name the module. */
function isPiece(error: unknown): boolean {
  return error instanceof Error && /module|preload/i.test(error.message);
}

/** Whether a while has passed since this was asked last. */
function isDue(): boolean {
  try {
    const last = Number(sessionStorage.getItem(KEY)) || 0;
    sessionStorage.setItem(KEY, String(Date.now()));
    return Date.now() - last > BETWEEN;
  } catch {
    return false;
  }
}
