import { backups as de } from './de/backups.ts';
import { backups as en, type BackupWords } from './en/backups.ts';
import { currentLanguage, type Language } from './index.svelte.ts';

const WORDS: Record<Language, BackupWords> = { en, de };

/** Texts of pages that are seldom opened: they come with those pages, and not before the first one. */
export function words(): BackupWords {
  return WORDS[currentLanguage()];
}
