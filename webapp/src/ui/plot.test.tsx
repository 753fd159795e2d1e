import renderToString from 'preact-render-to-string';
import { beforeAll, describe, expect, it } from 'vitest';
import { stubPage } from '../testing/page';
import { Plot, type Point, Share } from './plot';
import { scaleEnd } from './scale';
import { Table } from './table';

beforeAll(stubPage);

const show = (points: Point[]): string =>
  renderToString(
    <Plot
      label="Answers by week"
      of="Week"
      counts="Answers"
      points={points}
      say={(value) => `${value} answers`}
      hidden="fewer than 10"
      empty="No week yet"
    />,
  );

describe('the end of a scale', () => {
  it.each([
    [0, 1],
    [1, 1],
    [1.5, 2],
    [3, 5],
    [10, 10],
    [11, 20],
    [999, 1000],
    [1000, 1000],
    [50_001, 100_000],
    [Number.NaN, 1],
  ])('of %d is %d', (largest, end) => expect(scaleEnd(largest)).toBe(end));

  it('is never below the largest value, nor ten times above it', () => {
    for (let value = 2; value < 1e7; value = Math.ceil(value * 1.07)) {
      expect(scaleEnd(value)).toBeGreaterThanOrEqual(value);
      expect(scaleEnd(value)).toBeLessThan(10 * value);
    }
  });
});

describe('a plot', () => {
  const html = show([
    { label: 'w1', value: 25 },
    { label: 'w2', value: null },
    { label: 'w3', value: 50 },
  ]);

  it('draws every value as high as it is', () => {
    const bars = [...html.matchAll(/class="fill"[^>]* y="([\d.]+)%" height="([\d.]+)%"/g)];
    expect(bars.map(([, y, height]) => [Number(y), Number(height)])).toEqual([
      [50, 50],
      [0, 100],
    ]);
  });

  it('says every value in words, in a table', () => {
    const body = /<tbody>.*<\/tbody>/s.exec(html)![0];
    expect(body.match(/<tr>/g)).toHaveLength(3);
    expect(body).toContain('25 answers');
    expect(html).toContain('class="plot-drawing" aria-hidden="true"');
  });

  it('draws a value that is not told neither as nought nor as a value', () => {
    expect(html.match(/class="untold"/g)).toHaveLength(1);
    expect(html).toContain('<span class="hidden-cell">fewer than 10</span>');
  });

  it('of nothing says so', () => {
    expect(show([])).toContain('No week yet');
    expect(show([])).not.toContain('class="plot-drawing"');
  });

  it('of many bars names only some below', () => {
    const many = show(Array.from({ length: 52 }, (_, i) => ({ label: `w${i}`, value: i })));
    const named = /class="along">(.*?)<\/div>/s.exec(many)![1]!;
    expect(named.match(/<span>w/g)!.length).toBeLessThanOrEqual(6);
    expect(many.match(/<th scope="row"/g)).toHaveLength(52);
  });
});

it('a share that is not told has no bar', () => {
  const say = (share: number) => `${share * 100} %`;
  expect(renderToString(<Share share={null} say={say} hidden="hidden" />)).not.toContain('<svg');
  expect(renderToString(<Share share={0.25} say={say} hidden="hidden" />)).toMatch(/width="25".*25 %/s);
});

it('a table names rows and columns, and can be scrolled by keyboard', () => {
  const html = renderToString(
    <Table
      label="Schools"
      rows={['A', '<b>B']}
      name={(name) => name}
      columns={[
        { head: 'School', cell: (name) => name },
        { head: 'Letters', style: 'count', cell: (name) => name.length },
      ]}
    />,
  );
  expect(html).toContain('role="region" aria-label="Schools" tabindex="0"');
  expect(html.match(/<th scope="col"/g)).toHaveLength(2);
  expect(html.match(/<th scope="row"/g)).toHaveLength(2);
  expect(html).toContain('<td class="count">4</td>');
  expect(html).toContain('&lt;b>B');
});
