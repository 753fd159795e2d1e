import { signal } from '@preact/signals';

/** The languages of the app; content may have others. */
export type Language = 'en' | 'ur';

/** The language on screen. Everything that shows text reads it, so a change shows on the spot. */
export const language = signal<Language>('en');

/** Which way each language runs. */
export const direction = { en: 'ltr', ur: 'rtl' } as const;

/** The other language, and its own name. */
export const other = { en: { to: 'ur', name: 'اردو' }, ur: { to: 'en', name: 'English' } } as const;

type Compiled = Record<string, (data?: Record<string, unknown>) => string>;
const loaders: (() => Promise<void>)[] = [];

/**
 * Makes the translator of one area: English comes with its code, Urdu when it is
 * first wanted. A key that Urdu lacks is shown in English rather than not at all.
 */
export function translator<Key extends string>(
  english: Compiled,
  urdu: () => Promise<{ default: Compiled }>,
) {
  let foreign: Compiled | null = null;
  const load = async (): Promise<void> => {
    foreign ??= (await urdu()).default;
  };
  loaders.push(load);
  // An area that arrives after the language was changed brings its words at once.
  const ready = language.value === 'ur' ? load() : Promise.resolve();
  const t = (key: Key, data?: Record<string, unknown>): string => {
    const words = language.value === 'ur' && foreign?.[key] ? foreign : english;
    return words[key]?.(data) ?? key;
  };
  return { t, ready };
}

/** Shows the app in another language once its words are here; fonts follow by themselves. */
export async function speak(next: Language): Promise<void> {
  if (next === 'ur') await Promise.all(loaders.map((load) => load()));
  document.documentElement.lang = next;
  document.documentElement.dir = direction[next];
  language.value = next;
  remember(next);
  if (next === 'ur') void import('./urdu-fonts.css');
}

/** A text of a pack in the language on screen; in English where that lacks it. */
export function inLanguage(words: Record<string, string> | undefined): string {
  return words?.[language.value] ?? words?.['en'] ?? '';
}

/** The language this tablet was left in. */
export function remembered(): Language {
  try {
    return localStorage.getItem('language') === 'ur' ? 'ur' : 'en';
  } catch {
    return 'en';
  }
}

function remember(next: Language): void {
  try {
    localStorage.setItem('language', next);
  } catch {
    // Storage may be off; the choice then lasts as long as the page.
  }
}
