import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { Care } from '../sync/plan';
import { askHint } from './answering';
import { hints, typed } from './screen';

const usual: Care = { slower: false, steps: false, rewards: 'usual' };

/** How the one who enters is served. */
export const care = signal<Care>(usual);

/** Serves a learner as her plan says, or the next one as usual. */
export function serve(given: Care = usual): void {
  care.value = given;
}

/** Milliseconds that a tablet may lie untouched, twice as many for who needs more time. */
export const patience = (time: number): number => (care.value.slower ? 2 * time : time);

/** Until a hint opens by itself for who is to be shown steps, in milliseconds. */
export const stepsAfter = 20_000;

/** Opens the first step of a hint where nothing was entered for a while, if the plan says so. */
export function useSteps(): void {
  const { steps } = care.value;
  useEffect(() => {
    if (!steps) return undefined;
    const timer = setTimeout(() => {
      if (typed.value === '' && hints.value === 0) askHint();
    }, stepsAfter);
    return () => clearTimeout(timer);
  }, [steps]);
}
