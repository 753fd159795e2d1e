import renderToString from 'preact-render-to-string';
import { describe, expect, it } from 'vitest';
import { Drawing } from './drawing';
import { exerciseOf } from './fixture';

const draw = (
  layout: Parameters<typeof exerciseOf>[0],
  values: Record<string, number | string>,
  help = false,
  typed = '',
) => renderToString(<Drawing exercise={exerciseOf(layout, values)} help={help} typed={typed} />);
const count = (html: string, part: string): number => html.split(part).length - 1;
const row = { kind: 'row', a: 'a', b: 'b', thing: 'thing' };
const column = { kind: 'column', a: 'a', b: 'b' };

describe('pictures to count', () => {
  it('are as many as the instance says, and told to who cannot see them', () => {
    const html = draw(
      { kind: 'picture', thing: 'thing', count: 'n', perRow: 'w' },
      { n: 7, w: 5, thing: 'star' },
    );
    expect(count(html, '<use')).toBe(7);
    expect(html).toContain(`aria-label="To count: ${Array(7).fill('star').join(', ')}"`);
    expect(html).toContain('viewBox="0 0 200 80"');
  });

  it('become dots when this app has no picture of that name', () => {
    const html = draw(
      { kind: 'picture', thing: 'thing', count: 'n', perRow: 'w' },
      { n: 3, w: 5, thing: 'no-such' },
    );
    expect(count(html, '<circle')).toBe(3);
  });
});

describe('a row', () => {
  it('joins two groups', () => {
    const html = draw({ ...row, op: '+' }, { a: 3, b: 4, thing: 'kite' });
    expect(count(html, '<use')).toBe(7);
    expect(html).toContain('kite, kite, kite; and kite, kite, kite, kite');
  });

  it('crosses out what is taken away', () => {
    const html = draw({ ...row, op: '−' }, { a: 5, b: 2, thing: 'mango' });
    expect(count(html, '<use')).toBe(5);
    expect(count(html, 'crossing')).toBe(2);
  });

  it('is a sum left to right when there is nothing to draw', () => {
    const html = draw({ ...row, op: '+' }, { a: 6, b: 3, thing: 'none' }, false, '9');
    expect(html).toMatch(/dir="ltr">6 \+ 3 = <span class="blank">9</);
  });
});

it('never tells a count to who cannot see the drawing, but lets it be counted', () => {
  const label = (layout: Parameters<typeof exerciseOf>[0], values: Record<string, number | string>): string =>
    /aria-label="([^"]*)"/.exec(draw(layout, values))?.[1] ?? '';
  const all = [
    label({ kind: 'picture', thing: 'thing', count: 'n' }, { n: 6, thing: 'mango' }),
    label({ ...row, op: '+' }, { a: 2, b: 3, thing: 'fish' }),
    label({ ...row, op: '−' }, { a: 5, b: 2, thing: 'no-such' }),
    label({ kind: 'tens', tens: 'a', ones: 'b' }, { a: 2, b: 3 }),
    label({ kind: 'frame', of: 'a', count: 'b' }, { a: 5, b: 3 }),
  ];
  expect(all.join()).not.toMatch(/\d/);
  expect(all.map((told) => told.split(/[,;]/).length)).toEqual([6, 5, 5, 5, 5]);
});

describe('a column', () => {
  const digits = (html: string): string[] =>
    [...html.matchAll(/class="(?:digit|digit struck)">([^<])/g)].map((found) => found[1]!);

  it('writes both numbers and what is typed, ones under ones', () => {
    const html = draw({ ...column, op: '+' }, { a: 49, b: 7 }, false, '56');
    expect(digits(html)).toEqual(['4', '9', '+', '7', '5', '6']);
    const places = [...html.matchAll(/<text x="(\d+)" y="\d+" class="digit">([976])/g)].map(
      (found) => found[1],
    );
    expect(new Set(places).size).toBe(1);
  });

  it('shows the carry only as help', () => {
    expect(draw({ ...column, op: '+' }, { a: 49, b: 7 })).not.toContain('helper');
    expect(draw({ ...column, op: '+' }, { a: 49, b: 7 }, true)).toMatch(/class="helper">1</);
    expect(draw({ ...column, op: '+' }, { a: 41, b: 7 }, true)).not.toContain('helper');
  });

  it('opens a ten: one rod goes pale and lies there as ten ones', () => {
    const plain = draw({ ...column, op: '−' }, { a: 52, b: 27 });
    expect([count(plain, 'class="ten"'), count(plain, 'class="one"')]).toEqual([5, 2]);
    const opened = draw({ ...column, op: '−' }, { a: 52, b: 27 }, true);
    expect([count(opened, 'class="ten"'), count(opened, 'class="one"')]).toEqual([5, 12]);
    expect(count(opened, 'opacity="0.3"')).toBe(1);
    expect([...opened.matchAll(/class="helper">(\d+)/g)].map((found) => found[1])).toEqual(['4', '12']);
  });

  it('draws nothing it does not know', () => {
    expect(draw({ kind: 'number-line' }, { a: 1 })).toBe('');
  });
});
