import type { Exercise } from '../learner/pack';

/** An exercise to be looked at, not answered: as the learner's drawings want it, with no key or hand to move. */
export const still = (one: Pick<Exercise, 'generator' | 'instance'>): Exercise =>
  ({ ...one, item: { format: 'keypad' } }) as Exercise;
