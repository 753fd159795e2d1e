import renderToString from 'preact-render-to-string';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { inLanguage, stubPage } from '../../testing/page';
import { feedback, typed } from '../screen';
import type { Instance } from '../pack';
import { exerciseOf } from './fixture';
import { Frame, Sequence, Tens } from './numbers';
import { optionLabel } from './option-drawing';
import { Options } from './options';
import { Row, Tiles } from './tiles';

beforeAll(stubPage);
afterEach(async () => {
  typed.value = '';
  feedback.value = null;
  await inLanguage('en');
});

const count = (html: string, part: string): number => html.split(part).length - 1;
function exercise(format: string, more: Partial<Instance>) {
  const made = exerciseOf({ kind: 'none' }, {}, more.answer ?? '7');
  return { ...made, item: { ...made.item, format }, instance: { ...made.instance, ...more } };
}

describe('options', () => {
  const choice = exercise('choice', { options: ['7', '1/4', '5'] });

  it('stand as they come, left to right inside any language, with keys 1 to 4', () => {
    const html = renderToString(<Options exercise={choice} />);
    expect([...html.matchAll(/data-value="([^"]+)"/g)].map((found) => found[1])).toEqual(['7', '1/4', '5']);
    expect(html).toContain('<bdi dir="ltr"><span class="over"><span>1</span>');
    expect(html).toContain('aria-keyshortcuts="3"');
    expect(html).toContain('aria-disabled="true"');
  });

  it('show which one is chosen, and after the check which one works', () => {
    typed.value = '5';
    expect(renderToString(<Options exercise={choice} />)).toMatch(/data-value="5" aria-pressed="true"/);
    feedback.value = { correct: false, misconception: null };
    const html = renderToString(<Options exercise={choice} />);
    expect(html).toMatch(/class="key option right" data-value="7"/);
    expect(html).toMatch(/class="key option tried" data-value="5"/);
    expect(count(html, 'key option"')).toBe(1);
  });

  it('are drawn as pictures and named by what is seen, not by the answer', async () => {
    const parts = exercise('picture', {
      options: ['1/4', '2/4', '1/3'],
      answer: '1/4',
      pictures: [
        { kind: 'fraction', shape: 'circle', parts: 4, filled: 1 },
        { kind: 'fraction', shape: 'bar', parts: 4, filled: 2 },
        { kind: 'things', thing: 'mango', count: 5 },
      ],
    });
    const html = renderToString(<Options exercise={parts} />);
    expect(count(html, 'class="part filled"')).toBe(3);
    expect(count(html, 'class="part"')).toBe(5);
    expect(count(html, '<use')).toBe(5);
    expect(html).not.toMatch(/aria-label="[^"]*1\/4/);
    expect(html).toContain('aria-label="a circle in 4 equal parts, 1 coloured"');
    await inLanguage('ur');
    for (const picture of parts.instance.pictures!) expect(optionLabel(picture)).not.toMatch(/[a-z{}]/);
  });
});

describe('tiles', () => {
  const order = exercise('order', { tiles: ['12', '7', '19'], answer: '7,12,19' });

  it('go into a row in the order of tapping', () => {
    typed.value = '7,12';
    const keys = renderToString(<Tiles exercise={order} />);
    expect([...keys.matchAll(/data-value="(\d+)" aria-pressed="true"/g)].map((found) => found[1])).toEqual(['12', '7']); // prettier-ignore
    expect(keys).toContain('class="key go" aria-label="Check" aria-disabled="true"');
    const row = renderToString(<Row exercise={order} given="7,12" />);
    expect(row.replace(/<[^>]+>/g, '|')).toMatch(/7, 12\|+7\|+12\|+/);
    expect(count(row, 'box blank')).toBe(1);
    expect(renderToString(<Row exercise={order} given="" />)).toContain('no number in the row yet');
  });
});

describe('drawings of numbers', () => {
  it('a row of boxes with the empty one waiting for what is typed', () => {
    const html = renderToString(<Sequence numbers={'5\u20036\u2003_\u20038'} typed="7" />);
    expect([...html.matchAll(/class="box( blank)?">(\d*)/g)].map((found) => found[2])).toEqual(['5', '6', '7', '8']); // prettier-ignore
    expect(html).toContain('aria-label="Numbers in a row: 5, 6, empty box, 8"');
    expect(html).toContain('dir="ltr"');
  });

  it.each([
    [0, 19],
    [9, 0],
    [3, 14],
  ])('%i sticks and %i cubes, all inside the picture', (tens, ones) => {
    const html = renderToString(<Tens tens={tens} ones={ones} />);
    expect([count(html, 'class="ten"'), count(html, 'class="one"')]).toEqual([tens, ones]);
    const width = Number(/viewBox="-2 -2 (\d+)/.exec(html)![1]);
    for (const [, x] of html.matchAll(/<rect x="(\d+)"/g)) expect(Number(x) + 20).toBeLessThanOrEqual(width);
  });

  it('a frame with its counters', () => {
    const html = renderToString(<Frame count={6} of={10} />);
    expect([count(html, '<rect'), count(html, '<circle')]).toEqual([10, 6]);
    expect(html.split('filled box').length - 1).toBe(6);
    expect(html.split('empty box').length - 1).toBe(4);
  });
});
