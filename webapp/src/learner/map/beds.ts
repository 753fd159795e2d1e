import { type Strand, strandOf, strands } from '../../language/strands';
import type { Skill } from '../pack';
import type { Standing } from './layout';

/** Skills that grow together: of one strand and one stretch of the course. */
export interface Bed {
  strand: Strand;
  /** Places of its skills, in the pack's order. */
  skills: number[];
}

/** A stretch of the course, from the first; for a child it has a number and never a grade. */
export interface Garden {
  beds: Bed[];
}

/** Cuts a course into gardens and these into beds; skills whose outcome says nothing go into a last garden. */
export function plant(skills: readonly Skill[]): Garden[] {
  const found = new Map<number, Map<Strand, number[]>>();
  skills.forEach(({ outcome }, i) => {
    const { stretch, strand } = placed(outcome?.[0] ?? '');
    const beds = found.get(stretch) ?? new Map<Strand, number[]>();
    found.set(stretch, beds.set(strand, [...(beds.get(strand) ?? []), i]));
  });
  const order = (strand: Strand): number => ([...strands, 'other'] as const).indexOf(strand);
  return [...found].sort(([a], [b]) => a - b).map(([, beds]) => ({
    beds: [...beds]
      .sort(([a], [b]) => order(a) - order(b))
      .map(([strand, skills]) => ({ strand, skills })),
  })); // prettier-ignore
}

/** Reads an outcome such as `snc-2020/maths/2/numbers/…`: the first part that is a number, and the one after it. */
function placed(outcome: string): { stretch: number; strand: Strand } {
  const parts = outcome.split('/');
  const at = parts.findIndex((part) => /^\d{1,2}$/.test(part));
  return { stretch: at < 0 ? Infinity : Number(parts[at]), strand: strandOf(parts[at + 1] ?? '') };
}

/** Where a skill grows: its garden, and its bed there. */
export function bedOf(gardens: readonly Garden[], skill: number): { garden: number; bed: number } {
  for (const [garden, { beds }] of gardens.entries()) {
    const bed = beds.findIndex(({ skills }) => skills.includes(skill));
    if (bed >= 0) return { garden, bed };
  }
  return { garden: 0, bed: 0 };
}

/**
 * The skill by which the map opens: the one on screen while it is being learned, else the
 * first that may be chosen, else the first that is ready; what is known well is no place to begin.
 */
export function ownSkill(stands: readonly Standing[], working: number, offers: readonly number[]): number {
  if (stands[working] === 'ready' || stands[working] === 'later') return working;
  const next = [offers.find((skill) => stands[skill] === 'ready') ?? -1, stands.indexOf('ready'), working];
  return next.find((skill) => skill >= 0) ?? 0;
}
