import { type Strand, strandOf } from '../language/strands';
import type { Named } from './overview';

/** Where a skill stands by its first outcome, curriculum/subject/grade/strand/outcome; grade 0 without one. */
export function placeOf({ outcomes }: Named): { grade: number; strand: Strand } {
  const [, , grade, strand] = (outcomes[0] ?? '').split('/');
  return {
    grade: /^\d{1,2}$/.test(grade ?? '') ? Number(grade) : 0,
    strand: strandOf(strand ?? ''),
  };
}

/** Skills by grade, the lowest first and those without one last, each in its order. */
export function byGrade<S extends Named>(skills: readonly S[]): [grade: number, skills: S[]][] {
  const grades = new Map<number, S[]>();
  for (const skill of skills) {
    const { grade } = placeOf(skill);
    grades.set(grade, [...(grades.get(grade) ?? []), skill]);
  }
  return [...grades].sort(([a], [b]) => (a || Infinity) - (b || Infinity));
}

/** A cell of the heat map: skills of a strand in a grade, and what is shown of them. */
export interface Cell {
  skills: number;
  /** Skills whose share is shown. */
  shown: number;
  /** Mean share of those, weighed by their learners; null where none is shown. */
  share: number | null;
}

/** The cell of so many skills. It is made of shown figures only, so it gives none of the hidden away. */
export function cellOf(skills: readonly { learners: number | null; share: number | null }[]): Cell {
  let weight = 0;
  let sum = 0;
  let shown = 0;
  for (const { learners, share } of skills) {
    if (share === null || !learners) continue;
    shown++;
    weight += learners;
    sum += share * learners;
  }
  return { skills: skills.length, shown, share: shown ? sum / weight : null };
}
