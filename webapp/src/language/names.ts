const arabicScript = /[\u0600-\u06ff]/;

/** Whether a name is written in the script of Urdu. */
export const inUrdu = (name: string): boolean => arabicScript.test(name);

/**
 * Fetches the typefaces of Urdu when any of the names wants them, whichever
 * language the page speaks, and remembers that this device has them: next time
 * they come from its own cache and may show with the first paint.
 */
export function fetchNameFonts(names: readonly string[]): void {
  if (!names.some(inUrdu)) return;
  void import('./urdu-fonts.css');
  try {
    localStorage.setItem('name-fonts', 'had');
  } catch {
    // Then they come a little later each time.
  }
}

/** Whether an earlier visit fetched them. */
export function hadNameFonts(): boolean {
  try {
    return localStorage.getItem('name-fonts') === 'had';
  } catch {
    return false;
  }
}
