import { signal } from '@preact/signals';
import type { ExtrasFile } from './pack';
import { onScreen } from './screen';
import { tablet } from './tablet';

/** What is open over the page: the lesson of a skill, or puzzles. */
export type Opened = { lesson: string } | 'puzzles';

/** Lessons and puzzles with the page that shows them, once somebody opened them. */
export const extras = signal<(typeof import('./extras/index') & { file: ExtrasFile; opened: Opened }) | null>(
  null,
);

/** Opens a lesson or the puzzles; nothing happens when they are not here and the hub is away. */
export async function openExtras(opened: Opened): Promise<void> {
  const catalogue = onScreen.value?.catalogue ?? tablet?.chooser?.catalogue;
  if (!tablet || !catalogue) return;
  try {
    const [part, file] = await Promise.all([import('./extras/index'), tablet.library.extras(catalogue)]);
    await part.ready;
    if (file) extras.value = { ...part, file, opened };
  } catch {
    // The next tap asks again.
  }
}

export const closeExtras = (): void => void (extras.value = null);

/** Whether the pack on screen explains a skill. */
export function hasLesson(skill: string): boolean {
  const catalogue = onScreen.value?.catalogue;
  return !!catalogue && (tablet?.library.lessonsOf(catalogue).includes(skill) ?? false);
}
