import renderToString from 'preact-render-to-string';
import { beforeAll, expect, it } from 'vitest';
import { inLanguage, stubPage } from '../testing/page';
import { plain } from './code';
import { address } from './join';
import { failureOf, parseOffer, parseSister, parseSisters } from './sister-shape';
import { Paired, Shown, Sisters } from './sisters';

beforeAll(async () => {
  stubPage();
  await inLanguage('en');
});

const sister = { hub: '01a2', name: 'Darasa 9c3f', url: 'http://192.0.2.7', lastContact: 179_543_520_000 };

it('says what pairing does, before anything was done', () => {
  const html = renderToString(<Sisters />);
  expect(html).toContain('None in this building');
  expect(html).toContain('one school');
  expect(html.match(/<button/g)).toHaveLength(2);
  expect(html.match(/<label/g)).toHaveLength(2);
});

it('lists hubs, each with where and when it was heard', () => {
  const html = renderToString(<Paired list={[sister, { ...sister, hub: '2', url: '', lastContact: 0 }]} />);
  expect(html.match(/<li/g)).toHaveLength(2);
  expect(html).toContain('Last contact: 23 Nov');
  expect(html).toContain('Not heard from');
});

it('shows the code with the time it is good for and an address', () => {
  const html = renderToString(<Shown offer={{ code: 'ABCD-EFGH', url: 'http://192.0.2.7', seconds: 600 }} />);
  expect(html.replace(/<\/?span>/g, '')).toContain('ABCD-EFGH');
  expect(html).toContain('within 10 minutes');
  expect(html).toContain('192.0.2.7');
});

it('forgives dashes, blanks and letters of either size', () => {
  expect(plain(' abcd–efgh ijkl-mnop ')).toBe('ABCDEFGHIJKLMNOP');
});

it.each([
  ['', ''],
  [' 192.0.2.7:8080 ', 'http://192.0.2.7:8080'],
  ['https://hub.local', 'https://hub.local'],
  ['HTTP://hub.local', 'HTTP://hub.local'],
])('an address written %j is called as %j', (typed, called) => expect(address(typed)).toBe(called));

it('tells failures apart by what the hub answered', () => {
  expect([0, 400, 403, 404, 503, 500].map(failureOf)).toEqual([
    'away',
    'notHub',
    'wrong',
    'alone',
    'silent',
    'failed',
  ]);
});

it('reads the hub, and nothing else', () => {
  expect(parseSisters({ sisters: [sister, { name: 'no hub' }, null] })).toEqual([sister]);
  expect(parseSister({ hub: 'x', lastContact: 'y' })).toEqual({
    hub: 'x',
    name: '',
    url: '',
    lastContact: 0,
  });
  expect(parseOffer({ code: 'A', seconds: 600 })).toEqual({ code: 'A', url: '', seconds: 600 });
  for (const value of [null, [], {}, { sisters: 4 }]) expect(parseSisters(value)).toBeNull();
  for (const value of [null, {}, { code: 4 }]) expect(parseOffer(value)).toBeNull();
});
