import type { SkillView } from '../../tutor/messages';
import type { Skill } from '../pack';

/** How a skill stands on a learner's map. */
export type Standing = 'known' | 'freshen' | 'ready' | 'later';

/** Where a skill stands: rows go down from the first skills, columns along the line of reading. */
export interface Place {
  row: number;
  column: number;
}

/** Most skills beside each other: three fit a phone. */
export const columns = 3;

/** Tells how a skill stands at a tick. */
export function standing({ solid, ready, due }: SkillView, now: number): Standing {
  if (solid) return due > 0 && due <= now ? 'freshen' : 'known';
  return ready ? 'ready' : 'later';
}

/** Places every skill below all it builds on, and near the middle of those. */
export function layOut(skills: readonly Skill[]): Place[] {
  const depth = depths(skills);
  const places: Place[] = skills.map(() => ({ row: 0, column: 0 }));
  let row = 0;
  for (let at = 0; at <= Math.max(0, ...depth); at++) {
    const here = skills.flatMap((_, i) => (depth[i] === at ? [i] : []));
    const wish = new Map(here.map((i) => [i, middle(skills[i]?.after ?? [], places)]));
    here.sort((a, b) => (wish.get(a) ?? 0) - (wish.get(b) ?? 0) || a - b);
    for (let start = 0; start < here.length; start += columns) {
      const line = here.slice(start, start + columns);
      line.forEach((i, k) => (places[i] = { row, column: k + (columns - line.length) / 2 }));
      row++;
    }
  }
  return places;
}

/** The longest way to each skill from one that builds on nothing. */
function depths(skills: readonly Skill[]): number[] {
  const known: (number | undefined)[] = skills.map(() => undefined);
  const depth = (i: number, left: number): number => {
    const found = known[i];
    if (found !== undefined) return found;
    // A pack without circles never comes here; a damaged one must not hang the page.
    if (left === 0) return 0;
    const before = (skills[i]?.after ?? []).filter((b) => b !== i && b < skills.length);
    return (known[i] = before.length === 0 ? 0 : 1 + Math.max(...before.map((b) => depth(b, left - 1))));
  };
  return skills.map((_, i) => depth(i, skills.length));
}

function middle(before: readonly number[], places: readonly Place[]): number {
  if (before.length === 0) return (columns - 1) / 2;
  return before.reduce((sum, b) => sum + (places[b]?.column ?? 0), 0) / before.length;
}
