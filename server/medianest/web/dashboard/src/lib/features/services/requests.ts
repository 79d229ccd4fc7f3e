import { api } from '#lib/api/client.ts';
import type { Page, Service, TestResult } from '#lib/api/types.ts';

export interface ServiceInput {
  url: string;
  secret: string;
  options?: Service['options'];
}

export async function listServices(): Promise<Service[]> {
  return (await api.get<Page<Service>>('/services')).items;
}

export async function getService(name: string): Promise<Service | null> {
  return (await listServices()).find((service) => service.name === name) ?? null;
}

/** Stores how a service is reached; an empty secret keeps the stored one. */
export function saveService(name: string, { url, secret, options }: ServiceInput): Promise<Service> {
  return api.put(`/services/${name}`, { url: url.trim(), secret: secret.trim() || undefined, options });
}

export function testService(name: string): Promise<TestResult> {
  return api.post(`/services/${name}/test`);
}

export function removeService(name: string): Promise<void> {
  return api.delete(`/services/${name}`);
}
