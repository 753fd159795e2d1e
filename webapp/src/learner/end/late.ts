import { signal } from '@preact/signals';

/** Longest wait for the end page in milliseconds, so that nobody who leaves is held up. */
const patience = 1500;

/** The end page's own file, once it is here. */
export const endPage = signal<typeof import('.') | null>(null);

/** Fetches the end page; false when it does not come. */
export async function fetchEnd(): Promise<boolean> {
  try {
    const page = await import('.');
    await page.ready;
    endPage.value = page;
    return true;
  } catch {
    return false;
  }
}

/** Whether the end page can show now, or in a moment; a sitting ends without it otherwise. */
export function endIsHere(): Promise<boolean> {
  if (endPage.value) return Promise.resolve(true);
  const late = new Promise<boolean>((resolve) => setTimeout(() => resolve(false), patience));
  return Promise.race([fetchEnd(), late]);
}
