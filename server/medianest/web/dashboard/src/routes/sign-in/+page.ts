import { inDesktop } from '#lib/desktop.ts';
import type { PageLoad } from './$types';

/** In the desktop client's window only the client signs anybody in: it answers this address with a page of its own. */
export const load: PageLoad = async ({ url }) => {
  if (!inDesktop()) return;
  location.assign(url.href);
  await new Promise(() => {});
};
