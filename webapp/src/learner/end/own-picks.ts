import type { Pick } from '../../teacher/shelf-shape';
import type { SkillView } from '../../tutor/messages';

/** Most skills of each kind that the tutor is asked about; a shelf is short. */
const each = 2;

/**
 * What the tablet itself can lay on a shelf while the hub is away: what is due to be freshened, what is begun,
 * and what is new with all before it known. The kinds take turns, so that a short shelf has some of each.
 */
export function ownPicks(views: readonly SkillView[], now: number, name: (skill: number) => string): Pick[] {
  const open = views.filter(({ solid, ready }) => ready && !solid);
  const kinds: [Pick['code'], SkillView[]][] = [
    ['review-due', views.filter(({ solid, due }) => solid && due > 0 && due <= now)],
    ['begun', open.filter(({ answers }) => answers > 0)],
    ['open', open.filter(({ answers }) => answers === 0)],
  ];
  return Array.from({ length: each }, (_, i) =>
    kinds.flatMap(([code, found]) =>
      found.slice(i, i + 1).map(({ skill }) => ({ skill: name(skill), code, before: '', values: [] })),
    ),
  ).flat();
}
