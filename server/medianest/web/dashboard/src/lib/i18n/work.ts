import * as de from './de/work.ts';
import * as en from './en/work.ts';
import { spoken } from './index.svelte.ts';

export const words = spoken<en.WorkWords>({ en, de });
