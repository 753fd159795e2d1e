/*
 * How this tablet wants to look, decided before anything is painted: a small file of its own, without imports, loaded by a
 * plain script element, because a module runs only after the first paint. What a person chose on this tablet comes first,
 * then what the system asks for. The braces keep its names off the page.
 */
{
  const asks = {
    dark: matchMedia('(prefers-color-scheme: dark)'),
    contrast: matchMedia('(prefers-contrast: more)'),
  };

  const chosen = (): string[] => {
    try {
      return (localStorage.getItem('look') ?? '').split(' ');
    } catch {
      return []; // Storage may be off; then the system decides.
    }
  };

  const set = (name: string, value: string | false): void =>
    value === false
      ? document.documentElement.removeAttribute(name)
      : document.documentElement.setAttribute(name, value);

  const applyLook = (): void => {
    const words = chosen();
    const has = (word: string): boolean => words.includes(word);
    set('data-scheme', (has('dark') || (asks.dark.matches && !has('light'))) && 'dark');
    set('data-contrast', (has('contrast') || (asks.contrast.matches && !has('plain'))) && '');
    set('data-size', has('large') && 'large');
    set('data-calm', (has('calm') || document.documentElement.hasAttribute('data-served')) && '');
  };

  (globalThis as { applyLook?: () => void }).applyLook = applyLook;
  applyLook();
  // Browsers of 2019 know only an older way to listen; they keep the first answer until the page is opened again.
  for (const query of Object.values(asks)) query.addEventListener?.('change', applyLook);
}
