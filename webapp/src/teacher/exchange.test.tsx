import renderToString from 'preact-render-to-string';
import { beforeAll, expect, it } from 'vitest';
import { inLanguage, stubPage } from '../testing/page';
import { Exchange, Spent } from './exchange';
import { bounds, type Exchange as Policy, modes, parseExchange } from './exchange-shape';

beforeAll(async () => {
  stubPage();
  await inLanguage('en');
});

const metered: Policy = { mode: 'metered', daily: 500_000, spent: 41_200, held: null };
const page = (policy: Policy): string =>
  renderToString(<Exchange policy={policy} changed={() => Promise.resolve()} />);

it.each(modes)('%s is pressed alone, each with its picture and a sentence', (mode) => {
  const html = page({ ...metered, mode });
  expect(html.match(/data-mode/g)).toHaveLength(4);
  expect(html).toMatch(new RegExp(`data-mode="${mode}"[^>]*aria-pressed="true"`));
  expect(html.match(/data-mode="[a-z]+"[^>]*aria-pressed="true"/g)).toHaveLength(1);
  expect(html.match(/id="exchange-[a-z]+" class="soft">[A-Z][^<]{20,}\.</g)).toHaveLength(4);
});

it('says what was used and what is left, and why nothing goes now', () => {
  const said = (change: Partial<Policy>): string =>
    renderToString(<Spent policy={{ ...metered, ...change }} />);
  expect(said({})).toContain('41 KB of 500 KB were used; 459 KB are left');
  expect(said({})).toContain('width:8.24%');
  expect(said({ spent: 600_000, held: 'budget' })).toContain('0 bytes are left');
  expect(said({ spent: 600_000, held: 'budget' })).toContain('a day old');
  expect(said({ daily: 0, spent: 2_340_000 })).toContain('2.3 MB were used');
  expect(said({ daily: 0, spent: 2_340_000 })).not.toContain('class="gauge"');
});

it('turned off, nothing is counted', () =>
  expect(page({ ...metered, mode: 'off' })).not.toContain('24 hours'));

it('offers bounds, the present one among them; a metered link always has one', () => {
  expect(bounds(metered)).toEqual([100_000, 500_000, 2_000_000, 10_000_000]);
  expect(bounds({ ...metered, mode: 'free', daily: 0 })).toEqual([
    100_000, 500_000, 2_000_000, 10_000_000, 0,
  ]);
  expect(bounds({ ...metered, mode: 'night', daily: 90_000 })[0]).toBe(90_000);
});

it('reads the hub, and nothing else', () => {
  const cloud = { policy: 'night', daily: 90_000, spent: 5, holds: 'day' };
  expect(parseExchange(cloud)).toEqual({ mode: 'night', daily: 90_000, spent: 5, held: 'day' });
  expect(parseExchange({ policy: 'free', daily: 'x', holds: '' })).toEqual({
    mode: 'free',
    daily: 0,
    spent: 0,
    held: null,
  });
  for (const policy of [undefined, 'seldom', 4]) expect(parseExchange({ policy })).toBeNull();
});
