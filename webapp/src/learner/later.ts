import { signal } from '@preact/signals';

/** Ways to answer and drawings beyond the first years; fetched apart, so that a first visit stays small. */
export const later = signal<typeof import('./exercise/later') | null>(null);

/** Fetches them once. Away from the hub they may be missing; the next exercise asks again. */
export async function bringLater(): Promise<void> {
  if (later.value) return;
  try {
    const part = await import('./exercise/later');
    await part.ready;
    later.value = part;
  } catch {
    // What needs them is passed over until then.
  }
}
