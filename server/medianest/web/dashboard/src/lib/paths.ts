import { goto } from '$app/navigation';
import { asset } from '$app/paths';
import { inDesktop } from './desktop.ts';

/** Where MediaNest begins on its host: empty, or what a reverse proxy puts before it, like `/medianest`. */
export const HOME = asset('icon.svg').slice(0, -'/icon.svg'.length);

/** The address of a page or picture of MediaNest, which elsewhere is named by its path below `HOME`. */
export function to(path: string): string {
  return path.startsWith('/') ? HOME + path : path;
}

/** What `pathname` is called within MediaNest. */
export function within(pathname: string): string {
  return pathname.slice(HOME.length) || '/';
}

/** Opens a page by its path below `HOME`. */
export function go(path: string, options?: Parameters<typeof goto>[1]): Promise<void> {
  if (path.startsWith('/sign-in') && inDesktop()) return leave(to(path));
  return goto(to(path), options);
}

/** Where only the desktop client signs people in, it answers this address with a page of its own. */
async function leave(address: string): Promise<void> {
  location.assign(address);
  await new Promise(() => {});
}
