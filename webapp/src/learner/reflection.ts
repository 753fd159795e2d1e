import { signal } from '@preact/signals';
import { reflectionBody, reflectionKind, column, varint } from '../sync/op';
import { record } from '../sync/outbox';
import { desk, learner } from './screen';
import { kept, tablet } from './tablet';

/** How a sitting felt, in the numbers of the protocol. */
export const feelings = { hard: 1, allRight: 2, well: 3 } as const;
export type Feeling = keyof typeof feelings;

/** What helped, in the numbers of the protocol; 0 is not said. */
export const helps = { trying: 1, hint: 2, friend: 3, teacher: 4 } as const;
export type Help = keyof typeof helps;

/** What the child tapped on the end page so far. */
export const feeling = signal<Feeling | null>(null);
export const helped = signal<Help | null>(null);

let last = '';

/** Forgets what was said of the sitting before. */
export function newReflection(): void {
  feeling.value = null;
  helped.value = null;
  last = '';
}

/**
 * Keeps what the child said, when she said something that is not kept yet. A tablet that
 * cannot keep it lets her go all the same: it is a word to the teacher and no work.
 */
export async function keepReflection(): Promise<void> {
  const card = learner.value;
  if (!tablet || !card || !feeling.value) return;
  const body = reflectionBody(card.id, feelings[feeling.value], helped.value ? helps[helped.value] : 0);
  if (body === last) return;
  last = body;
  const cols = { [column.session]: varint(desk.session) };
  try {
    await record(tablet.db, tablet.clock, { kind: reflectionKind, body, cols });
    void kept();
  } catch {
    last = '';
  }
}
