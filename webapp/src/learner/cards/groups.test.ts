import { describe, expect, it } from 'vitest';
import type { LearnerCard } from '../../sync/database';
import { groups, mostCards } from './groups';

const cards = (...waves: number[]): LearnerCard[] =>
  waves.map((wave, i) => ({ id: `${i}`, name: `N${i}`, animal: 'owl', wave, grade: 2, language: 'en' }));
const many = (n: number, wave: number) => cards(...Array.from({ length: n }, () => wave));

describe('groups of cards', () => {
  it('follow the waves, each child once', () => {
    const made = groups(cards(2, 1, 2, 3, 1));
    expect(made.map(({ wave, part, cards }) => [wave, part, cards.map(({ id }) => id)])).toEqual([
      [1, null, ['1', '4']],
      [2, null, ['0', '2']],
      [3, null, ['3']],
    ]);
    expect(new Set(made.map(({ picture }) => picture)).size).toBe(3);
  });

  it.each([1, 15, 16, 31, 60])('never hold more than a screen of %i', (n) => {
    const made = groups(many(n, 1));
    expect(made.flatMap(({ cards }) => cards).length).toBe(n);
    for (const { cards } of made) expect(cards.length).toBeLessThanOrEqual(mostCards);
    expect(made.map(({ part }) => part)).toEqual(made.length === 1 ? [null] : made.map((_, i) => i + 1));
  });

  it('are none without children', () => expect(groups([])).toEqual([]));
});
