import type { Device, Preference } from '#lib/api/account.ts';
import { api } from '#lib/api/client.ts';
import type { Page } from '#lib/api/types.ts';

const PREFERENCES = '/notifications/preferences';

export function changePassword(currentPassword: string, newPassword: string): Promise<void> {
  return api.put('/auth/password', { currentPassword, newPassword });
}

export async function listDevices(): Promise<Device[]> {
  return (await api.get<Page<Device>>('/auth/devices')).items;
}

/** Lets the device in that shows `code`. */
export function connectDevice(code: string): Promise<Device> {
  return api.post('/auth/pairing/confirm', { code });
}

export function endDevice(id: string): Promise<void> {
  return api.delete(`/auth/devices/${id}`);
}

export function signOutEverywhere(): Promise<void> {
  return api.post('/auth/logout-all');
}

export async function listPreferences(): Promise<Preference[]> {
  return (await api.get<{ items: Preference[] }>(PREFERENCES)).items;
}

export function prefer(kind: string, channels: boolean): Promise<void> {
  return api.put(`${PREFERENCES}/${encodeURIComponent(kind)}`, { channels });
}
