import { isRecord } from '../sync/plan';
import './standing.css';
import { t } from './words';

/** Why a level is what it is, and what the next one waits for; the hub's codes. */
export const standings = [
  'known',
  'not-known',
  'alone',
  'helped',
  'pair',
  'pair-only',
  'seen',
  'review',
  'few',
  'climb',
  'belief',
  'day',
] as const;

export interface Standing {
  code: (typeof standings)[number];
  values: number[];
}

/** What would be believed without the last answers on a skill. */
export interface Without {
  left: number;
  known: number;
  level: string;
}

/** Reads why a level is what it is; codes unknown here are left out. */
export function parseStanding(value: unknown): Standing[] {
  return (Array.isArray(value) ? value : [])
    .filter(isRecord)
    .filter(({ code }) => (standings as readonly unknown[]).includes(code))
    .map(({ code, values }) => ({
      code: code as Standing['code'],
      values: Array.isArray(values) ? values.map(Number) : [],
    }));
}

/** Reads what would be believed without the last answers. */
export function parseWithout(value: unknown): Without | null {
  if (!isRecord(value) || typeof value['left'] !== 'number') return null;
  return { left: value['left'], known: Number(value['known'] ?? 0), level: String(value['level'] ?? '') };
}

/** One reason for a level, in words. */
export function stands({ code, values }: Standing): string {
  const [a = 0, b = 0, c = 0] = values;
  switch (code) {
    case 'alone':
      return t('standing.alone', { n: a, all: b, days: c });
    case 'seen':
      return t('standing.seen', { n: a, partly: b, not: c });
    case 'review':
      return t(a === 1 ? 'standing.review' : 'standing.review.failed', { n: b });
    case 'belief':
      return t('standing.belief', { n: a, all: b });
    default:
      return t(`standing.${code}`, { n: a });
  }
}
