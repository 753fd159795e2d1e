import { signal } from '@preact/signals';
import { post } from '../hub/client';
import { isRecord } from '../sync/plan';
import type { ExtrasFile } from './pack';
import { onScreen } from './screen';
import { tablet } from './tablet';

/** What is open over the page: the lesson of a skill, or puzzles. */
export type Opened = { lesson: string } | 'puzzles';

/** What somebody gave a lesson on this hub: a film, or a talk. */
export interface Film {
  lesson: string;
  type: string;
  /** Where it plays from. */
  path: string;
}

/** The film or talk of a lesson; null where there is none, or the hub is away. */
export async function filmOf(lesson: string): Promise<Film | null> {
  if (!tablet) return null;
  const { body } = await post('/lessons/media', { secret: tablet.stream.secret, patience: 4000 });
  const all = isRecord(body) && Array.isArray(body['media']) ? body['media'] : [];
  return (all.filter(isRecord) as unknown as Film[]).find((one) => one.lesson === lesson) ?? null;
}

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
