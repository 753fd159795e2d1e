import { language, type Language, speak } from '../language/language';

/** Gives tests in Node the few parts of a page that the app touches outside components. */
export function stubPage(): void {
  const kept = new Map<string, string>();
  const define = (name: string, value: unknown): void => {
    Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
  };
  define('document', { documentElement: { lang: 'en', dir: 'ltr', dataset: {} } });
  define('location', { hash: '', pathname: '/', protocol: 'http:', host: 'hub.test' });
  define('history', { replaceState: () => ((globalThis.location as { hash: string }).hash = '') });
  define('localStorage', {
    getItem: (name: string) => kept.get(name) ?? null,
    setItem: (name: string, value: string) => kept.set(name, value),
  });
  define('navigator', {});
  define('addEventListener', () => undefined);
}

/** Puts the app into a language, with its words loaded. */
export async function inLanguage(next: Language): Promise<void> {
  await speak(next);
  if (language.value !== next) throw new Error(`the app stayed in ${language.value}`);
}
