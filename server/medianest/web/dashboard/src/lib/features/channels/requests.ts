import { api } from '#lib/api/client.ts';
import type { Channel, Page, TestResult } from '#lib/api/types.ts';
import type { Language } from '#lib/i18n/index.svelte.ts';

const ROOT = '/notifications/channels';

export function listChannels(): Promise<Page<Channel>> {
  return api.get(ROOT);
}

export function addChannel(channel: { name: string; url: string; language: Language }): Promise<Channel> {
  return api.post(ROOT, channel);
}

export function changeChannel(id: string, wish: { enabled?: boolean; language?: Language }): Promise<Channel> {
  return api.patch(`${ROOT}/${id}`, wish);
}

export function deleteChannel(id: string): Promise<void> {
  return api.delete(`${ROOT}/${id}`);
}

export function testChannel(id: string): Promise<TestResult> {
  return api.post(`${ROOT}/${id}/test`);
}
