import { rules as de } from './de/rules.ts';
import { rules as en, type RulesWords } from './en/rules.ts';
import { spoken } from './index.svelte.ts';

export const words = spoken<RulesWords>({ en, de });
