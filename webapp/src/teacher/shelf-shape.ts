import { isRecord } from '../sync/plan';

/** Why a skill lies on a learner's shelf; the hub's codes. */
export const picks = ['review-due', 'pinned', 'begun', 'followed', 'neighbour', 'open', 'extension'] as const;

export interface Pick {
  skill: string;
  code: (typeof picks)[number];
  /** The known skill it builds on, for a neighbour. */
  before: string;
  values: number[];
}

export interface Shelf {
  picks: Pick[];
  /** Good matches have run out. */
  scarce: boolean;
}

/** Reads a shelf from an untrusted value; picks of a kind unknown here are left out. */
export function parseShelf(value: unknown): Shelf {
  if (!isRecord(value) || !Array.isArray(value['picks'])) return { picks: [], scarce: false };
  const known = value['picks']
    .filter(isRecord)
    .filter(({ code }) => (picks as readonly unknown[]).includes(code))
    .map(({ skill, code, before, values }) => ({
      skill: String(skill ?? ''),
      code: code as Pick['code'],
      before: String(before ?? ''),
      values: Array.isArray(values) ? values.map(Number) : [],
    }));
  return { picks: known, scarce: value['scarce'] === true };
}
