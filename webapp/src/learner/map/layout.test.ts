import { describe, expect, it } from 'vitest';
import type { SkillView } from '../../tutor/messages';
import type { Skill } from '../pack';
import { columns, layOut, standing } from './layout';

const skill = (id: string, ...after: number[]): Skill => ({ id, picture: '', title: {}, can: {}, after });

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

describe('layOut', () => {
  it('puts every skill below all it builds on, and no two in one place', () => {
    const skills = [
      skill('a'),
      skill('b', 0),
      skill('c', 0),
      skill('d', 1),
      skill('e', 1, 2),
      skill('f', 0),
      skill('g', 0),
      skill('h', 4, 6),
    ];
    const places = layOut(skills);
    skills.forEach(({ after = [] }, i) =>
      after.forEach((b) => expect(places[i]!.row).toBeGreaterThan(places[b]!.row)),
    );
    expect(new Set(places.map(({ row, column }) => `${row} ${column}`)).size).toBe(skills.length);
    expect(places.every(({ column }) => column >= 0 && column <= columns - 1)).toBe(true);
  });

  it('ends on a circle, which no good pack has', () => {
    expect(layOut([skill('a', 1), skill('b', 0)])).toHaveLength(2);
  });
});
