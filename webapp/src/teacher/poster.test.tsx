import renderToString from 'preact-render-to-string';
import { expect, it } from 'vitest';
import { Code, parsePoster } from './poster';

it('draws dark modules inside a quiet border of four', () => {
  const html = renderToString(<Code rows={['10', '01']} label="code" />);
  expect(html).toContain('viewBox="0 0 10 10"');
  expect(html).toContain('d="M4 4h1v1h-1zM5 5h1v1h-1z"');
});

it.each([
  null,
  {},
  { link: 'x', rows: [] },
  { link: 'x', rows: ['1', '0'] },
  { link: 'x', rows: ['2'] },
  { rows: ['1'] },
])('is not a poster: %j', (value) => expect(parsePoster(value)).toBeNull());

it('reads a poster', () =>
  expect(parsePoster({ link: 'x', rows: ['1'] })).toEqual({ link: 'x', rows: ['1'] }));
