import type { LearnerCard } from '../../sync/database';

/** Cards that fit on one screen of a tablet at the size of a child's hand. */
export const mostCards = 15;

/** A wave, or an even part of one that is too large for one screen. */
export interface Group {
  /** Names the group for as long as the class list stays. */
  key: string;
  wave: number;
  /** Counts from 1; null when the wave is whole. */
  part: number | null;
  /** The drawing a child who does not read knows it by. */
  picture: string;
  cards: LearnerCard[];
}

const drawings = ['kite', 'mango', 'soccer-ball', 'tulip', 'red-apple'];

/** Splits the class into what one screen shows, wave by wave, in the order of the list. */
export function groups(learners: LearnerCard[]): Group[] {
  const waves = [...new Set(learners.map((card) => card.wave))].sort((a, b) => a - b);
  const split = waves.flatMap((wave) => {
    const cards = learners.filter((card) => card.wave === wave);
    const parts = Math.ceil(cards.length / mostCards);
    const size = Math.ceil(cards.length / parts);
    return Array.from({ length: parts }, (_, i) => ({
      key: `${wave}.${i}`,
      wave,
      part: parts > 1 ? i + 1 : null,
      cards: cards.slice(i * size, (i + 1) * size),
    }));
  });
  return split.map((group, i) => ({ ...group, picture: drawings[i % drawings.length]! }));
}
