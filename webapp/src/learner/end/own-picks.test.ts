import { expect, it } from 'vitest';
import type { SkillView } from '../../tutor/messages';
import { ownPicks } from './own-picks';

const view = (skill: number, more: Partial<SkillView>): SkillView => ({ skill, level: 'new', due: 0, answers: 0, solid: false, ready: false, ...more }); // prettier-ignore
const named = (views: SkillView[]) =>
  ownPicks(views, 100, (skill) => `s${skill}`).map(({ skill, code }) => `${skill} ${code}`);

it('offers what is due, begun and open, in turns and at most two of each', () => {
  const due = [0, 1, 2].map((skill) => view(skill, { solid: true, due: 50 + skill, answers: 9 }));
  const begun = [3].map((skill) => view(skill, { ready: true, answers: 2 }));
  const open = [4, 5].map((skill) => view(skill, { ready: true }));
  expect(named([...due, ...begun, ...open])).toEqual(['s0 review-due', 's3 begun', 's4 open', 's1 review-due', 's5 open']); // prettier-ignore
});

it('offers nothing that is known and fresh, or whose ground is not laid', () => {
  expect(named([view(0, { solid: true, due: 101 }), view(1, { solid: true }), view(2, { answers: 3 }), view(3, {})])).toEqual([]); // prettier-ignore
});
