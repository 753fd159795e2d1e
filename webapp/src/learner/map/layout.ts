import type { SkillView } from '../../tutor/messages';
import type { Skill } from '../pack';

/** How a skill stands on a learner's map. */
export type Standing = 'known' | 'freshen' | 'ready' | 'later';

/** Where a skill stands: rows go down from the first skills, columns along the line of reading. */
export interface Place {
  row: number;
  column: number;
}

/** Tells how a skill stands at a tick. */
export function standing({ solid, ready, due }: SkillView, now: number): Standing {
  if (solid) return due > 0 && due <= now ? 'freshen' : 'known';
  return ready ? 'ready' : 'later';
}

/**
 * The part of the graph within a bed: for each of its skills, by their places in it, those it
 * builds on there. A way that other ways already tell is left out, also where they lead through other beds.
 */
export function within(bed: readonly number[], skills: readonly Skill[]): number[][] {
  const before = bed.map((skill) => ancestors(skill, skills));
  return bed.map((_, i) => {
    const all = bed.flatMap((skill, k) => (k !== i && before[i]!.has(skill) ? [k] : []));
    return all.filter((k) => !all.some((other) => other !== k && before[other]!.has(bed[k]!)));
  });
}

function ancestors(skill: number, skills: readonly Skill[]): Set<number> {
  const found = new Set<number>();
  const open = [...(skills[skill]?.after ?? [])];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (found.has(next)) continue;
    found.add(next);
    open.push(...(skills[next]?.after ?? []));
  }
  return found;
}

/** Places every skill below all it builds on, and near the middle of those; at most `columns` beside each other. */
export function layOut(after: readonly (readonly number[])[], columns: number): Place[] {
  const depth = depths(after);
  const places: Place[] = after.map(() => ({ row: 0, column: 0 }));
  let row = 0;
  for (let at = 0; at <= Math.max(0, ...depth); at++) {
    const here = after.flatMap((_, i) => (depth[i] === at ? [i] : []));
    const wish = new Map(here.map((i) => [i, middle(after[i] ?? [], places, columns)]));
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
function depths(after: readonly (readonly number[])[]): number[] {
  const known: (number | undefined)[] = after.map(() => undefined);
  const depth = (i: number, left: number): number => {
    const found = known[i];
    if (found !== undefined) return found;
    // A pack without circles never comes here; a damaged one must not hang the page.
    if (left === 0) return 0;
    const before = (after[i] ?? []).filter((b) => b !== i && b < after.length);
    return (known[i] = before.length === 0 ? 0 : 1 + Math.max(...before.map((b) => depth(b, left - 1))));
  };
  return after.map((_, i) => depth(i, after.length));
}

function middle(before: readonly number[], places: readonly Place[], columns: number): number {
  if (before.length === 0) return (columns - 1) / 2;
  return before.reduce((sum, b) => sum + (places[b]?.column ?? 0), 0) / before.length;
}
