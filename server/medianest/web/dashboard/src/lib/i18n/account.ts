import { account as de } from './de/account.ts';
import { account as en, type AccountWords } from './en/account.ts';
import { spoken } from './index.svelte.ts';

export const words = spoken<AccountWords>({ en, de });
