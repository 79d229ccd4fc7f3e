import type { Backup, BackupsStatus } from '#lib/api/backups.ts';
import { api, BASE } from '#lib/api/client.ts';
import type { Page } from '#lib/api/types.ts';
import { upload, type Upload } from '#lib/api/upload.ts';
import { listJobs } from '#lib/features/jobs/requests.ts';

const ROOT = '/admin/backups';
const FIRST = '/auth/setup';

export async function listBackups(): Promise<Backup[]> {
  return (await api.get<Page<Backup>>(ROOT)).items;
}

export function getStatus(): Promise<BackupsStatus> {
  return api.get(`${ROOT}/status`);
}

/** Has a backup made now; answers its job, or null while one is being made anyway. */
export async function backUp(): Promise<string | null> {
  return (await api.post<{ id: string | null }>(ROOT)).id;
}

/** Stops what is being made or verified, whoever had it started. */
export async function stopBackup(): Promise<void> {
  const { items } = await listJobs('running', null);
  const running = items.filter(({ kind }) => kind.startsWith('backups'));
  await Promise.all(running.map(({ id }) => api.post(`/admin/jobs/${id}/cancel`)));
}

export function verifyBackup(name: string): Promise<void> {
  return api.post(`${ROOT}/${encodeURIComponent(name)}/verify`);
}

export function deleteBackup(name: string): Promise<void> {
  return api.delete(`${ROOT}/${encodeURIComponent(name)}`);
}

export function restoreBackup(name: string): Promise<void> {
  return api.post(`${ROOT}/${encodeURIComponent(name)}/restore`, { name });
}

export function deleteAside(name: string): Promise<void> {
  return api.delete(`${ROOT}/asides/${encodeURIComponent(name)}`);
}

/** Hands the file to the browser's own downloads: it may be larger than a page could hold. */
export async function downloadBackup(name: string): Promise<void> {
  // A link cannot renew a session that ran out; this request does.
  await getStatus();
  const link = document.createElement('a');
  link.href = `${BASE}${ROOT}/${encodeURIComponent(name)}/file`;
  link.download = name;
  link.click();
}

export async function uploadBackup(file: File, onprogress: (share: number) => void): Promise<Upload<Backup>> {
  await getStatus();
  return upload(`${ROOT}/upload?name=${encodeURIComponent(file.name)}`, file, onprogress);
}

/** The same before there is an owner: whoever knows the set-up code may bring back a household. */
export const atFirst = {
  list: async (code: string): Promise<Backup[]> =>
    (await api.get<Page<Backup>>(`${FIRST}/backups`, undefined, undefined, shown(code))).items,
  upload: (code: string, file: File, onprogress: (share: number) => void): Promise<Upload<Backup>> =>
    upload(`${FIRST}/backups?name=${encodeURIComponent(file.name)}`, file, onprogress, shown(code)),
  restore: (code: string, name: string): Promise<void> => api.post(`${FIRST}/restore`, { name }, shown(code)),
};

function shown(code: string): Record<string, string> {
  return { 'X-Setup-Code': code };
}
