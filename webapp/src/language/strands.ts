/** Strands that our pages have words for, in the order of a textbook; outcomes of a curriculum name them. */
export const strands = [
  'numbers',
  'operations',
  'fractions',
  'decimals',
  'measurement',
  'geometry',
  'data',
  'algebra',
] as const;

/** A strand, or what is none of them. */
export type Strand = (typeof strands)[number] | 'other';

/** The strand that a curriculum names so. */
export const strandOf = (name: string): Strand => strands.find((known) => known === name) ?? 'other';
