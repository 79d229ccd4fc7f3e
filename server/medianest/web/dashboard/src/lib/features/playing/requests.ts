import { api } from '#lib/api/client.ts';
import type { Playing } from '#lib/api/library.ts';
import type { Page } from '#lib/api/types.ts';

export async function nowPlaying(): Promise<Playing[]> {
  return (await api.get<Page<Playing>>('/plex/now-playing')).items;
}
