import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { SkillView } from '../../tutor/messages';
import type { Skill } from '../pack';
import { bedOf, ownSkill, plant } from './beds';
import { layOut, standing, within } from './layout';

const skill = (outcome: string, ...after: number[]): Skill => ({
  id: '',
  picture: '',
  title: {},
  can: {},
  outcome: [outcome],
  after,
});

/** The starter pack's own graph. */
const course = ((): Skill[] => {
  const file = new URL('../../../../content/numeracy/skills.json', import.meta.url);
  const { skills } = JSON.parse(readFileSync(file, 'utf8')) as {
    skills: { id: string; outcomes: { code: string }[]; after: { skill: string }[] }[];
  };
  const place = new Map(skills.map(({ id }, i) => [id, i]));
  return skills.map(({ id, outcomes, after }) => ({
    ...skill(outcomes[0]!.code, ...after.map(({ skill }) => place.get(skill)!)),
    id,
  }));
})();

describe('standing', () => {
  const view: SkillView = { skill: 0, level: 'familiar', due: 0, answers: 3, solid: false, ready: false };
  it.each([
    ['later', {}],
    ['ready', { ready: true }],
    ['known', { solid: true, ready: true }],
    ['known', { solid: true, due: 11 }],
    ['freshen', { solid: true, due: 10 }],
    ['ready', { ready: true, due: 10 }],
  ] as const)('%s', (want, change) => {
    expect(standing({ ...view, ...change }, 10)).toBe(want);
  });
});

describe('plant', () => {
  it('puts every skill of the course into one bed, none too big to look at', () => {
    const gardens = plant(course);
    const all = gardens.flatMap(({ beds }) => beds.flatMap(({ skills }) => skills));
    expect(all.sort((a, b) => a - b)).toEqual([...course.keys()]);
    expect(gardens).toHaveLength(5);
    for (const { beds } of gardens) {
      expect(beds.length).toBeLessThanOrEqual(7);
      for (const { strand, skills } of beds) {
        expect(strand).not.toBe('other');
        expect(skills.length).toBeLessThanOrEqual(18);
      }
    }
  });

  it('keeps gardens and beds in order, and what says nothing of itself for the last', () => {
    const skills = ['x', 'a/m/2/data/q', 'a/m/1/numbers/q', 'a/m/1/dance/q', 'a/m/2/numbers/q'].map((code) => skill(code)); // prettier-ignore
    expect(plant([...skills, { ...skill(''), outcome: [] }])).toEqual([
      { beds: [{ strand: 'numbers', skills: [2] }, { strand: 'other', skills: [3] }] },
      { beds: [{ strand: 'numbers', skills: [4] }, { strand: 'data', skills: [1] }] },
      { beds: [{ strand: 'other', skills: [0, 5] }] },
    ]); // prettier-ignore
    expect(bedOf(plant(skills), 1)).toEqual({ garden: 1, bed: 1 });
    expect(bedOf([], 3)).toEqual({ garden: 0, bed: 0 });
  });
});

describe('ownSkill', () => {
  it.each([
    ['the one on screen while it is learned', ['known', 'ready', 'ready'], 2, [1], 2],
    ['what may be chosen, once that is known', ['known', 'ready', 'ready'], 0, [0, 2], 2],
    ['what is ready, with nothing to choose', ['known', 'ready', 'freshen'], 2, [], 1],
    ['the one on screen, with all known', ['known', 'known'], 1, [], 1],
    ['the first, with nothing at all', ['later', 'later'], -1, [], 0],
  ] as const)('is %s', (_, stands, working, offers, want) => {
    expect(ownSkill(stands, working, offers)).toBe(want);
  });
});

describe('within', () => {
  it('tells a way once, also where it leads through another bed', () => {
    // 0 → 1 → 2 and 0 → 2; 0 → 3 (elsewhere) → 4.
    const skills = [skill(''), skill('', 0), skill('', 0, 1), skill('', 0), skill('', 3, 2, 0)];
    expect(within([0, 1, 2, 4], skills)).toEqual([[], [0], [1], [2]]);
    expect(within([0, 4], skills)).toEqual([[], [0]]);
  });

  it('leaves none of the course unreached by what it builds on in its bed', () => {
    for (const { beds } of plant(course))
      for (const { skills } of beds) {
        const reduced = within(skills, course);
        course.forEach(({ after = [] }, i) => {
          const k = skills.indexOf(i);
          const direct = after.filter((before) => skills.includes(before));
          if (k >= 0 && direct.length > 0) expect(reduced[k]!.length, course[i]!.id).toBeGreaterThan(0);
        });
      }
  });
});

describe('layOut', () => {
  it('puts every skill below all it builds on, and no two in one place', () => {
    const beds = plant(course).flatMap(({ beds }) => beds.map(({ skills }) => within(skills, course)));
    const wide = [[], [0], [0], [1], [1, 2], [0], [0], [4, 6]];
    for (const after of [wide, ...beds])
      for (const columns of [3, 4]) {
        const places = layOut(after, columns);
        after.forEach((before, i) =>
          before.forEach((b) => expect(places[i]!.row).toBeGreaterThan(places[b]!.row)),
        );
        expect(new Set(places.map(({ row, column }) => `${row} ${column}`)).size).toBe(after.length);
        expect(places.every(({ column }) => column >= 0 && column <= columns - 1)).toBe(true);
      }
  });

  it('ends on a circle, which no good pack has', () => {
    expect(layOut([[1], [0]], 3)).toHaveLength(2);
    expect(within([0, 1], [skill('', 1), skill('', 0)])).toHaveLength(2);
  });
});
