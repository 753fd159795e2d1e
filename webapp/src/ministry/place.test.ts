import { describe, expect, it } from 'vitest';
import { byGrade, cellOf, placeOf } from './place';

const skill = (...outcomes: string[]) => ({ id: outcomes.join(), title: {}, outcomes });

describe('a skill among the outcomes', () => {
  it('has the grade and strand of its first outcome', () => {
    expect(placeOf(skill('snc-2020/maths/3/fractions/halves', 'snc-2020/maths/4/data/x'))).toEqual({
      grade: 3,
      strand: 'fractions',
    });
  });

  it.each([[], ['snc/1'], ['a/b/third/numbers/c'], ['a/b/123/numbers/c']])(
    'has no grade without a code of that form: %s',
    (...outcomes) => expect(placeOf(skill(...outcomes)).grade).toBe(0),
  );

  it('stands in its grade, the lowest first, those without last', () => {
    const skills = [skill('a/b/2/data/x'), skill(), skill('a/b/1/data/y'), skill('a/b/2/data/z')];
    expect(byGrade(skills).map(([grade, of]) => [grade, of.length])).toEqual([
      [1, 1],
      [2, 2],
      [0, 1],
    ]);
  });
});

describe('a cell of the heat map', () => {
  it('weighs shown shares by their learners', () => {
    const cell = cellOf([
      { learners: 30, share: 0.5 },
      { learners: 10, share: 0.9 },
      { learners: null, share: null },
    ]);
    expect(cell).toEqual({ skills: 3, shown: 2, share: 0.6 });
  });

  it('is empty where every figure is hidden, also a share alone', () => {
    expect(cellOf([{ learners: null, share: null }]).share).toBeNull();
    expect(cellOf([{ learners: null, share: 0.4 }]).share).toBeNull();
    expect(cellOf([{ learners: 12, share: null }]).share).toBeNull();
  });
});
