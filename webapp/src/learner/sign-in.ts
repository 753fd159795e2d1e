import { signal } from '@preact/signals';
import { post } from '../hub/client';
import type { LearnerCard } from '../sync/database';
import { type Assurance, assurance } from '../sync/op';
import { isRecord } from '../sync/plan';
import { sit } from './lesson';
import type { Arrival } from './pair';
import { near, tablet } from './tablet';

/** How the tapped pictures were received. */
export type Outcome =
  | { kind: 'in'; assurance: Assurance }
  | { kind: 'again' }
  | { kind: 'wait'; seconds: number }
  | { kind: 'mercy'; seconds: number };

/** The card that was tapped, while its pictures are asked for. */
export const tapped = signal<LearnerCard | null>(null);

/** Set while two sign in together; `first` once one of them has. */
export const together = signal<{ first: Arrival | null } | null>(null);

/** Seats who signed in, or waits for the partner. */
export async function enter(arrival: Arrival): Promise<void> {
  tapped.value = null;
  const two = together.value;
  if (two && !two.first) {
    together.value = { first: arrival };
    return;
  }
  together.value = null;
  await (two?.first ? sit(two.first, arrival) : sit(arrival));
}

/**
 * Asks the hub whether these are the learner's pictures. With the hub away the
 * learner is taken at her word: that is attribution, and the attempts say so.
 */
export async function tryPictures(learner: string, pictures: number[]): Promise<Outcome> {
  const secret = tablet?.stream.secret;
  const { status, body, retryAfter } = await post('/sign-in', {
    secret,
    patience: 3000,
    body: { learner, pictures },
  });
  near.value = status !== 0;
  const answer = isRecord(body) && typeof body['ok'] === 'boolean' ? body : null;
  if (answer?.['ok'] === true) return { kind: 'in', assurance: level(answer['assurance']) };
  if (answer) {
    const seconds = Math.max(0, Number(answer['wait'] ?? 0));
    if (answer['mercy'] === true) {
      // No try is left today: only the teacher helps, however long one waits.
      return { kind: 'mercy', seconds: answer['left'] === 0 ? Infinity : seconds };
    }
    return seconds > 0 ? { kind: 'wait', seconds } : { kind: 'again' };
  }
  if (status === 429) return { kind: 'wait', seconds: Math.max(1, retryAfter ?? 10) };
  // Nothing, a portal's page or a hub in trouble: the lesson goes on all the same.
  return { kind: 'in', assurance: assurance.away };
}

/** Asks whether the teacher has let this learner in; it costs no try. Null while she has not, or nobody answers. */
export async function askLetIn(learner: string): Promise<Assurance | null> {
  const { body } = await post('/sign-in', {
    secret: tablet?.stream.secret,
    patience: 3000,
    body: { learner, pictures: [] },
  });
  return isRecord(body) && body['ok'] === true ? level(body['assurance']) : null;
}

function level(value: unknown): Assurance {
  return value === assurance.letIn ? assurance.letIn : assurance.checked;
}
