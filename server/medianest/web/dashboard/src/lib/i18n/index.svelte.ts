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
  localStorage.setItem(KEPT_IN, wanted);
}

/** The language chosen earlier in this browser, else the browser's own, else English. */
export function preferredLanguage(): Language {
  const kept = localStorage.getItem(KEPT_IN) ?? '';
  const wishes = [kept, ...navigator.languages.map((tag) => tag.slice(0, 2))];
  return wishes.find((wish): wish is Language => wish in LANGUAGES) ?? 'en';
}

/** Texts of pages that are seldom opened: they come with those pages, and not before the first one. */
export function spoken<T>(words: Record<Language, T>): () => T {
  return () => words[language];
}
