import { redirect } from '@sveltejs/kit';
import { api } from '#lib/api/client.ts';
import type { Info } from '#lib/api/types.ts';
import { to } from '#lib/paths.ts';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ parent }) => {
  await parent();
  const { setupOpen } = await api.get<Info>('/info');
  if (!setupOpen) redirect(307, to('/'));
};
