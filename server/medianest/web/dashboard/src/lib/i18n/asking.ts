import { asking as de } from './de/asking.ts';
import { asking as en, type AskingWords } from './en/asking.ts';
import { spoken } from './index.svelte.ts';

export const words = spoken<AskingWords>({ en, de });
