import { api } from '#lib/api/client.ts';
import type { Job, JobState, Page, Queue, Schedule } from '#lib/api/types.ts';

export type JobAction = 'retry' | 'cancel' | 'drop';

export function listJobs(state: JobState | 'all', cursor: string | null): Promise<Page<Job>> {
  return api.get('/admin/jobs', { state: state === 'all' ? null : state, limit: 20, cursor });
}

export function getJob(id: string): Promise<Job> {
  return api.get(`/admin/jobs/${id}`);
}

export async function performOnJob(action: JobAction, id: string): Promise<void> {
  if (action === 'drop') await api.delete(`/admin/jobs/${id}`);
  else await api.post(`/admin/jobs/${id}/${action}`);
}

export async function listQueues(): Promise<Queue[]> {
  return (await api.get<Page<Queue>>('/admin/queues')).items;
}

export function setQueuePaused(name: string, paused: boolean): Promise<unknown> {
  return api.post(`/admin/queues/${encodeURIComponent(name)}/${paused ? 'pause' : 'resume'}`);
}

export async function listSchedules(): Promise<Schedule[]> {
  return (await api.get<Page<Schedule>>('/admin/schedules')).items;
}

export function runNow(name: string): Promise<unknown> {
  return api.post(`/admin/schedules/${encodeURIComponent(name)}/run`);
}
