import { isRecord } from '../sync/plan';
import { parseWords, type Words } from './advice';

/** What the children of one grade work on this week. */
export interface Unit {
  grade: number;
  learners: number;
  /** Quarters of the practice. */
  share: number;
  skills: string[];
}

/** Where a skill stands in the curriculum. */
export interface Outlined {
  skill: string;
  picture: string;
  grade: number;
  strand: string;
}

export interface Units {
  grades: Unit[];
  skills: Outlined[];
  words: Words;
}

/** Reads the units from an untrusted value; what has another shape is left out. */
export function parseUnits(value: unknown): Units | null {
  if (!isRecord(value) || !Array.isArray(value['grades']) || !Array.isArray(value['skills'])) return null;
  return {
    grades: value['grades'].filter(isRecord).map((one) => ({
      grade: Number(one['grade'] ?? 0),
      learners: Number(one['learners'] ?? 0),
      share: Number(one['share'] ?? 0),
      skills: Array.isArray(one['skills']) ? one['skills'].map(String) : [],
    })),
    skills: value['skills'].filter(isRecord).map((one) => ({
      skill: String(one['skill'] ?? ''),
      picture: String(one['picture'] ?? ''),
      grade: Number(one['grade'] ?? 0),
      strand: String(one['strand'] ?? ''),
    })),
    words: parseWords(value['words']),
  };
}

/** Skills of one grade of the curriculum by strand, in the order of the pack. */
export function strands(skills: Outlined[], grade: number): [strand: string, skills: Outlined[]][] {
  const found = new Map<string, Outlined[]>();
  for (const one of skills) {
    if (one.grade !== grade) continue;
    found.set(one.strand, [...(found.get(one.strand) ?? []), one]);
  }
  return [...found];
}
