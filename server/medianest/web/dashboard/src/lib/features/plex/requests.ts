import { api } from '#lib/api/client.ts';
import type { Page, PathMapping, PlexLibrary, ConnectedPlex, Service, TestResult } from '#lib/api/types.ts';

export interface PlexInput {
  url: string;
  token: string;
  library: string;
  pathMappings: PathMapping[];
}

export async function getPlex(): Promise<Service | null> {
  const { items } = await api.get<Page<Service>>('/services');
  return items.find((service) => service.name === 'plex') ?? null;
}

/** Stores the connection; an empty token keeps the stored one, `force` stores an address that does not answer. */
export function savePlex(input: PlexInput, force = false): Promise<ConnectedPlex> {
  const body = {
    url: input.url,
    token: input.token || undefined,
    library: input.library || undefined,
    pathMappings: input.pathMappings.filter(({ local, plex }) => local && plex),
  };
  return api.put(`/services/plex${force ? '?force=true' : ''}`, body);
}

export async function getLibraries(): Promise<PlexLibrary[]> {
  return (await api.get<Page<PlexLibrary>>('/plex/libraries')).items;
}

export function testPlex(): Promise<TestResult> {
  return api.post('/services/plex/test');
}

export function removePlex(): Promise<void> {
  return api.delete('/services/plex');
}
