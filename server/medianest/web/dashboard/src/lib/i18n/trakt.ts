import { trakt as de } from './de/trakt.ts';
import { trakt as en, type TraktWords } from './en/trakt.ts';
import { spoken } from './index.svelte.ts';

export const words = spoken<TraktWords>({ en, de });
