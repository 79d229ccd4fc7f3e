import { library as de } from './de/library.ts';
import { library as en, type LibraryWords } from './en/library.ts';
import { spoken } from './index.svelte.ts';

export const words = spoken<LibraryWords>({ en, de });
