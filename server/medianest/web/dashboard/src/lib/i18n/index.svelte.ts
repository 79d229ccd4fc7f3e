import { askClientToSpeak, clientLanguage, inDesktop } from '#lib/desktop.ts';
import { en, type Messages } from './en/index.ts';

export const LANGUAGES = { en: 'English', de: 'Deutsch' } as const;
export type Language = keyof typeof LANGUAGES;

const KEPT_IN = 'medianest.language';
const catalogues: Record<Language, () => Promise<Messages>> = {
  en: async () => en,
  de: async () => (await import('./de/index.ts')).de,
};

let language = $state<Language>('en');
let messages = $state.raw<Messages>(en);

/** The texts of the chosen language; reading it in a component follows a change of language. */
export function m(): Messages {
  return messages;
}

export function currentLanguage(): Language {
  return language;
}

export async function speak(wanted: Language): Promise<void> {
  messages = await catalogues[wanted]();
  language = wanted;
  document.documentElement.lang = wanted;
}

/** Speaks what a person has chosen, from now on; the desktop client remembers that for its window itself. */
export async function choose(wanted: Language): Promise<void> {
  if (inDesktop()) await askClientToSpeak(wanted);
  else localStorage.setItem(KEPT_IN, wanted);
  await speak(wanted);
}

/** What the desktop client speaks in its window, else what was chosen in this browser, else the browser's own language. */
export function preferredLanguage(): Language {
  const kept = localStorage.getItem(KEPT_IN) ?? '';
  const wishes = [clientLanguage(), kept, ...navigator.languages.map((tag) => tag.slice(0, 2))];
  return wishes.find((wish): wish is Language => wish in LANGUAGES) ?? 'en';
}

/** Texts of pages that are seldom opened: they come with those pages, and not before the first one. */
export function spoken<T>(words: Record<Language, T>): () => T {
  return () => words[language];
}
