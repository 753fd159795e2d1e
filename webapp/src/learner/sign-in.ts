import { signal } from '@preact/signals';
import { post } from '../hub/client';
import type { LearnerCard } from '../sync/database';
import { type Assurance, assurance } from '../sync/op';
import { isRecord } from '../sync/plan';
import { near, tablet } from './tablet';

/** How the tapped pictures were received. */
export type Outcome =
  | { kind: 'in'; assurance: Assurance }
  | { kind: 'again' }
  | { kind: 'wait'; seconds: number }
  | { kind: 'mercy' };

/** The card that was tapped, while its pictures are asked for. */
export const tapped = signal<LearnerCard | null>(null);

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
    if (answer['mercy'] === true) return { kind: 'mercy' };
    const seconds = Number(answer['wait'] ?? 0);
    return seconds > 0 ? { kind: 'wait', seconds } : { kind: 'again' };
  }
  if (status === 429) return { kind: 'wait', seconds: Math.max(1, retryAfter ?? 10) };
  // Nothing, a portal's page or a hub in trouble: the lesson goes on all the same.
  return { kind: 'in', assurance: assurance.away };
}

function level(value: unknown): Assurance {
  return value === assurance.letIn ? assurance.letIn : assurance.checked;
}
