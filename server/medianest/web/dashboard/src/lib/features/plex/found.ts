import { api } from '#lib/api/client.ts';
import type { Page } from '#lib/api/types.ts';

export interface ServerAddress {
  url: string;
  local: boolean;
  relay: boolean;
}

/** A server of the owner's; `service` is the name under which it is connected, if it is. */
export interface FoundServer {
  id: string;
  name: string;
  version: string;
  online: boolean;
  addresses: ServerAddress[];
  service: string | null;
}

/** Asks plex.tv with `token`, else with the one that is stored. */
export async function findServers(token: string): Promise<FoundServer[]> {
  const headers = token ? { 'X-Plex-Token': token } : undefined;
  return (await api.get<Page<FoundServer>>('/plex/tv/servers', undefined, undefined, headers)).items;
}

/** Where an address leads, by its name among the texts. */
export function wayOf({ local, relay }: ServerAddress): 'relay' | 'local' | 'remote' {
  if (relay) return 'relay';
  return local ? 'local' : 'remote';
}
