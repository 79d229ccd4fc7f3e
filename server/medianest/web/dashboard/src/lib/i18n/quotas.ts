import { quotas as de } from './de/quotas.ts';
import { quotas as en, type QuotasWords } from './en/quotas.ts';
import { spoken } from './index.svelte.ts';

export const words = spoken<QuotasWords>({ en, de });
