import { error, redirect } from '@sveltejs/kit';
import { api } from '#lib/api/client.ts';
import { Problem } from '#lib/api/problem.ts';
import type { Info } from '#lib/api/types.ts';
import { inDesktop } from '#lib/desktop.ts';
import { explain } from '#lib/explain.ts';
import { go, to, within } from '#lib/paths.ts';
import { session } from '#lib/session.svelte.ts';
import { mayOpen } from '#lib/shell/nav.ts';
import type { LayoutLoad } from './$types';

/** Behind this stand only people who are signed in; everybody else is shown to the right door. */
export const load: LayoutLoad = async ({ url, parent }) => {
  await parent();
  let inside: boolean;
  try {
    inside = await session.restore();
  } catch (thrown) {
    error(Problem.of(thrown).status || 503, explain(thrown));
  }
  // The desktop client answers that address itself; by now it may have no appliance to load our page from.
  if (!inside && inDesktop()) await go('/sign-in');
  if (!inside) redirect(307, await door(url));
  if (!mayOpen(within(url.pathname))) redirect(307, to('/'));
};

async function door(url: URL): Promise<string> {
  const { setupOpen } = await api.get<Info>('/info');
  const next = within(url.pathname) + url.search;
  if (setupOpen) return to('/setup');
  return to(next === '/' ? '/sign-in' : `/sign-in?next=${encodeURIComponent(next)}`);
}
