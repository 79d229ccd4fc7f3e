import { backups as de } from './de/backups.ts';
import { type BackupWords, backups as en } from './en/backups.ts';
import { spoken } from './index.svelte.ts';

export const words = spoken<BackupWords>({ en, de });
