import type { Download } from '#lib/api/types.ts';
import { session } from '#lib/session.svelte.ts';

/** Whether the person who is signed in submitted it; live events leave that to the reader. */
export function isMine(download: Download): boolean {
  return download.mine ?? download.requestedBy?.id === session.person?.id;
}
