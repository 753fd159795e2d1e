import { beforeAll, describe, expect, it } from 'vitest';
import { inLanguage, stubPage } from '../testing/page';
import { otherwise } from './about';
import type { Skill } from './pupil';
import { parseStanding, parseWithout, standings, stands } from './standing';

const all = standings.map((code) => ({ code, values: [2, 3, 1] }));
const skill = (without: object): Skill => ({
  skill: 'add-within-10',
  level: 'proficient',
  p: 0.9,
  known: 0.9,
  answers: 12,
  sure: true,
  needs: [],
  due: 0,
  decision: 'none',
  reasons: [],
  standing: [],
  without: parseWithout(without),
});

beforeAll(stubPage);

describe('why a level is what it is', () => {
  it('leaves out what it cannot read', () => {
    expect(parseStanding(null)).toEqual([]);
    expect(parseStanding([{ code: 'luck', values: [1] }, 5, { code: 'day' }])).toEqual([
      { code: 'day', values: [] },
    ]);
    expect([null, {}, { left: 'x' }].map(parseWithout)).toEqual([null, null, null]);
  });

  it('tells facts, with what they count', () => {
    const told = (code: (typeof standings)[number], ...values: number[]) => stands({ code, values });
    expect(told('alone', 6, 8, 3)).toBe('Alone and without a hint: 6 right of 8, on 3 days');
    expect(told('alone', 0, 2, 0)).toBe('Alone and without a hint: 0 right of 2');
    expect(told('review', 1, 0)).toBe('Last review went well, today');
    expect(told('review', 0, 4)).toBe('Last review did not go yet, 4 days ago');
    expect(told('pair-only', 1)).toBe('So far only with a partner: 1 answer; alone is still to come');
  });

  it('has words of its own for every code in both languages', async () => {
    expect(new Set(all.map(stands)).size).toBe(standings.length);
    await inLanguage('ur');
    for (const one of all) expect(stands(one)).not.toMatch(/[a-z]/i);
    await inLanguage('en');
  });

  it('tells what would be believed without the last answers', () => {
    const less = { left: 3, p: 0.6, known: 0.5, level: 'familiar' };
    expect(otherwise(skill(less))).toBe(
      'Without the last 3 answers: not sure yet: could be either way · familiar',
    );
    expect(otherwise(skill({ ...less, left: 1, known: 0.95, level: 'proficient' }))).toBe(
      'Without the last answer: the same',
    );
  });
});
