import { preferredLanguage, speak } from '#lib/i18n/index.svelte.ts';
import { theme } from '#lib/theme.svelte.ts';
import type { LayoutLoad } from './$types';

export const ssr = false;

export const load: LayoutLoad = async () => {
  theme.restore();
  await speak(preferredLanguage());
};
