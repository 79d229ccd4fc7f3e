import { inDesktop } from '#lib/desktop.ts';
import { go } from '#lib/paths.ts';
import type { PageLoad } from './$types';

/** Nobody signs in on this page within the desktop client. */
export const load: PageLoad = async ({ url }) => {
  if (inDesktop()) await go('/sign-in' + url.search);
};
