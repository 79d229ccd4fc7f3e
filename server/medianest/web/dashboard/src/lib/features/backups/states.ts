import type { BackupState } from '#lib/api/backups.ts';
import type { Tone } from '#lib/ui/levels.ts';

export const BACKUP_TONES: Record<BackupState, Tone> = {
  good: 'ok',
  unverified: 'neutral',
  verifying: 'accent',
  bad: 'bad',
};

/** So long a household may be without a backup that was tried before it is warned. */
const LONG_AGO = 3 * 86_400_000;

export function isLongAgo(moment: string): boolean {
  return Date.now() - Date.parse(moment) > LONG_AGO;
}
