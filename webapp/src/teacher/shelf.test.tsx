import renderToString from 'preact-render-to-string';
import { beforeAll, describe, expect, it } from 'vitest';
import { inLanguage, stubPage } from '../testing/page';
import type { Words } from './advice';
import type { Pupil } from './pupil';
import { offered, ShelfOf } from './shelf';
import { parseShelf, picks, type Pick } from './shelf-shape';

const words = {
  skills: {
    add: { title: { en: 'Add up to 10', ur: '10 تک جمع' } },
    count: { title: { en: 'Count to 10', ur: '10 تک گننا' } },
  },
  misconceptions: {},
} as Words;
const pick = (code: Pick['code'], ...values: number[]): Pick => ({ skill: 'add', code, before: 'count', values }); // prettier-ignore
const html = (shelf: object): string =>
  renderToString(<ShelfOf pupil={{ shelf: parseShelf(shelf), words } as Pupil} practise={() => undefined} />);

beforeAll(stubPage);

describe('a learner’s shelf', () => {
  it('is read as the hub writes it; what is unknown is left out', () => {
    expect(parseShelf({ picks: [pick('begun'), { code: 'luck' }, 5], scarce: true })).toEqual({
      picks: [pick('begun')],
      scarce: true,
    });
    expect([null, {}, { picks: 5 }].map(parseShelf)).toEqual(Array(3).fill({ picks: [], scarce: false }));
  });

  it('offers a few skills beside the path, each with its reason', () => {
    const shown = html({ picks: [pick('neighbour')], scarce: false });
    expect(shown.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ')).toMatch(
      /Add up to 10 builds on Count to 10 Practise next/,
    );
    expect(html({ picks: [pick('pinned')], scarce: false })).not.toContain('<button');
    expect(html({ picks: [], scarce: true })).toContain('Few exercises fit now');
    expect(html({ picks: [], scarce: false })).toBe('');
  });

  it('has words for every reason in both languages', async () => {
    const told = () => picks.map((code) => offered(pick(code, 80, 3), words));
    expect(new Set(told()).size).toBe(picks.length);
    expect(told()[0]).toBe('to freshen: due for 3 days');
    await inLanguage('ur');
    for (const one of told()) expect(one).not.toMatch(/[a-z]/i);
    await inLanguage('en');
  });
});
