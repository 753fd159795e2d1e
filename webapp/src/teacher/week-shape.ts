import { isRecord } from '../sync/plan';

/** The lines a learner may cross: away or often missed, mistakes, nothing new. */
export const lines = ['away', 'often', 'errors', 'still'] as const;

export interface Line {
  code: (typeof lines)[number];
  values: number[];
}

/** One learner to look after, and why. */
export interface Concern {
  id: string;
  name: string;
  animal: string;
  reasons: Line[];
}

export interface Week {
  learners: Concern[];
  more: number;
  /** For whom good matches have run out. */
  scarce: { id: string; name: string }[];
}

/** Reads a week's list from an untrusted value; what is unknown here is left out. */
export function parseWeek(value: unknown): Week | null {
  if (!isRecord(value) || !Array.isArray(value['learners'])) return null;
  const learners = value['learners']
    .filter(isRecord)
    .map((one) => ({
      id: String(one['id'] ?? ''),
      name: String(one['name'] ?? ''),
      animal: String(one['animal'] ?? ''),
      reasons: parseLines(one['reasons']),
    }))
    .filter(({ id, reasons }) => id !== '' && reasons.length > 0);
  const scarce = (Array.isArray(value['scarce']) ? value['scarce'] : [])
    .filter(isRecord)
    .map(({ id, name }) => ({ id: String(id ?? ''), name: String(name ?? '') }));
  return { learners, more: Number(value['more'] ?? 0), scarce };
}

function parseLines(value: unknown): Line[] {
  return (Array.isArray(value) ? value : [])
    .filter(isRecord)
    .filter(({ code }) => (lines as readonly unknown[]).includes(code))
    .map(({ code, values }) => ({
      code: code as Line['code'],
      values: Array.isArray(values) ? values.map(Number) : [],
    }));
}
