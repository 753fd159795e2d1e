import renderToString from 'preact-render-to-string';
import { beforeAll, describe, expect, it } from 'vitest';
import { inLanguage, stubPage } from '../testing/page';
import { cells, GridTable, met, pages, parseGrid } from './grid';

const body = {
  now: 179_543_520_000,
  skills: ['add-within-10'],
  learners: [{ id: 'a', name: 'آمنہ', animal: 'owl', cells: ['familiar'] }],
  words: {
    skills: { 'add-within-10': { title: { en: 'Add up to 10', ur: '10 تک جمع' } } },
    misconceptions: {},
  },
};

beforeAll(stubPage);

describe('the class by skills', () => {
  it.each([0, 1, 24, 25, 49, 143])('is printed with all of %d columns in even pages', (n) => {
    const columns = Array.from({ length: n }, (_, i) => 2 * i);
    const printed = pages(columns);
    expect(printed.flat()).toEqual(columns);
    expect(printed).toHaveLength(Math.max(1, Math.ceil(n / 24)));
    expect(Math.max(...printed.map(({ length }) => length))).toBeLessThanOrEqual(24);
  });

  it.each([null, [], {}, { ...body, skills: 5 }, { ...body, now: 'x' }])('is not %j', (value) =>
    expect(parseGrid(value)).toBeNull(),
  );

  it('shows every belief by a shape of its own and in words', () => {
    const learners = [...cells, 'of-tomorrow'].map((cell, i) => ({
      ...body.learners[0],
      id: `${i}`,
      cells: [cell],
    }));
    const shown = renderToString(
      <GridTable grid={parseGrid({ ...body, learners: [...learners, 5, { id: 3 }] })!} />,
    );
    const marks = [...shown.matchAll(/<td><span class="mark ([a-z-]+)" aria-hidden="true">(.)</g)];
    expect(marks.map((mark) => mark[1])).toEqual([...cells, 'unsure']);
    expect(new Set(marks.map((mark) => mark[2])).size).toBe(cells.length);
    expect(shown).toContain('9 learners');
  });

  it('has no column for a skill that nobody has met, and says how many those are', () => {
    const wide = {
      ...body,
      skills: ['a', 'b', 'c'],
      learners: [{ ...body.learners[0], cells: ['new', 'familiar', 'new'] }],
    };
    const grid = parseGrid(wide)!;
    expect(met(grid)).toEqual([1]);
    expect(renderToString(<GridTable grid={grid} />)).toContain('2 skills nobody has met yet');
  });

  it('speaks Urdu throughout', async () => {
    await inLanguage('ur');
    const shown = renderToString(<GridTable grid={parseGrid(body)!} />).replace(/<[^>]*>/g, '');
    expect(shown).not.toMatch(/[a-z]/i);
    await inLanguage('en');
  });
});
