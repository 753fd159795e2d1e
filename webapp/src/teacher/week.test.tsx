import renderToString from 'preact-render-to-string';
import { beforeAll, describe, expect, it } from 'vitest';
import { inLanguage, stubPage } from '../testing/page';
import { Concerns, crossed } from './week';
import { lines, parseWeek, type Week } from './week-shape';

const body = {
  now: 1,
  met: 12,
  more: 2,
  scarce: [{ id: 'b', name: 'Bilal' }],
  learners: [
    {
      id: 'a',
      name: '<b>Amina</b> Bibi',
      animal: 'owl',
      reasons: [
        { code: 'away', values: [4] },
        { code: 'errors', values: [12, 40] },
      ],
    },
  ],
};
const week = (): Week => parseWeek(body)!;
const text = (): string =>
  renderToString(<Concerns week={week()} />)
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ');

beforeAll(stubPage);

describe('the week’s list', () => {
  it('is read as the hub writes it, and what is unknown is left out', () => {
    expect(week()).toMatchObject({ more: 2, learners: [{ id: 'a', reasons: body.learners[0]!.reasons }] });
    expect([null, {}, { learners: 5 }].map(parseWeek)).toEqual([null, null, null]);
    const odd = [5, { id: 'a' }, { id: 'b', reasons: [{ code: 'fate', values: [1] }] }];
    expect(parseWeek({ learners: odd })!.learners).toEqual([]);
  });

  it('says what happened and what to do, never what will be', () => {
    expect(text()).toMatch(/To look after this week: 4 learners/);
    expect(text()).toMatch(/&lt;b>Amina.*not here on the last 4 days.*12 right of 40.*Ask at home/);
    expect(text()).toMatch(/predicts nobody/);
    expect(text()).toMatch(/Few exercises fit now for Bilal/);
  });

  it('has words for every line in both languages', async () => {
    const told = () => lines.map((code) => crossed({ code, values: [3, 10] }));
    expect(new Set(told()).size).toBe(lines.length);
    await inLanguage('ur');
    for (const one of told()) expect(one).not.toMatch(/[a-z]/i);
    expect(text().replace(/Amina|Bibi|Bilal|&lt;|b>/g, '')).not.toMatch(/[a-z]{2}/i);
    await inLanguage('en');
  });
});
