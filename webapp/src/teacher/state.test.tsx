import renderToString from 'preact-render-to-string';
import { expect, it } from 'vitest';
import { Shown } from './state';
import { parseState } from './state-shape';

const tick = 179_543_520_000;
const status = { cloud: { url: 'https://cloud.example', lastContact: tick } };
const nothing = { now: tick, waiting: { ops: 0, bytes: 0, since: 0, seconds: 0 } };

function page(attention: object, cloud: object = status): string {
  const state = parseState(cloud, attention);
  return state ? renderToString(<Shown state={state} />) : '';
}

it('says that nothing is missing', () => {
  const html = page(nothing);
  expect(html).toContain('handed over');
  expect(html).toContain('Nothing');
  expect(html).not.toContain('<li');
});

it('says how long answers wait, how much they are and how long it takes', () => {
  const waiting = { ops: 812, bytes: 41_200, since: tick - 3 * 8_640_000 - 5, seconds: 19.6 };
  const html = page({ ...nothing, waiting });
  expect(html).toContain('3 days');
  expect(html).toContain('41 KB');
  expect(html).toContain('20 seconds');
  expect(page({ ...nothing, waiting }, { cloud: { url: '', lastContact: 0 } })).toContain('stick');
});

it.each([
  [{ learners: 1, pending: 0, blanked: 3, waiting: 2 }, true, 'still has 2 parts'],
  [{ learners: 2, pending: 1, blanked: 3, waiting: 2 }, true, 'still removing'],
  [{ learners: 2, pending: 0, blanked: 3, waiting: 0 }, true, 'the cloud has followed'],
  [{ learners: 2, pending: 0, blanked: 3, waiting: 0 }, false, 'left on this hub.'],
])('says how far forgetting has come: %j', (erasures, cloud, words) => {
  const html = page(nothing, { cloud: { url: cloud ? 'https://cloud.example' : '' }, erasures });
  expect(html).toContain('Forget for ever');
  expect(html).toContain(words);
  expect(page(nothing)).not.toContain('Forget for ever');
});

it('names each matter once, with its tablet and its time', () => {
  const html = page({
    ...nothing,
    held: [
      { reason: 'ahead-of-time', ops: 2, since: tick },
      { reason: 'unknown-kind', ops: 1, since: 0 },
      { reason: 'unknown-item', ops: 4, since: tick },
    ],
    segments: [{ lacks: 'directory', segments: 1, ops: 900 }],
    refused: [
      { source: '0190/7/55/ministry', texts: 3, at: tick },
      { source: 'calibration', texts: 1, at: 0 },
    ],
    alarms: [{ device: 4, ops: 1 }],
    lost: [
      { device: 7, from: 5, to: 7 },
      { device: 7, from: 9, to: 9 },
    ],
    copies: [
      { live: true, since: tick },
      { live: false, since: tick },
    ],
    repairs: [{ at: tick, segments: 3, ops: 20 }],
  });
  expect(html.match(/<li/g)).toHaveLength(11);
  expect(html).toContain('4 answers of tablet 7');
  expect(html).not.toContain('undefined');
});

it('says which exercises are taught, what is on its way and what was not taken', () => {
  const told = (content: object): string => page(nothing, { ...status, content });
  const all = told({
    pack: 'numeracy',
    version: 3,
    next: 4,
    coming: { version: 5, bytes: 1000, have: 409, held: 'no room for pack 5' },
    unpinned: true,
    refused: ['forged'],
  });
  for (const words of [
    'Numeracy, version 3',
    'Version 4 is here',
    'Version 5 is on its way: 40',
    'no room for pack 5',
    'trust',
    'not taken',
    'forged',
  ])
    // prettier-ignore
    expect(all).toContain(words);
  const quiet = told({ pack: 'reading', version: 1 });
  expect(quiet).toContain('reading, version 1');
  for (const words of ['is here', 'on its way', 'trust', 'not taken', 'undefined', 'NaN'])
    expect(quiet).not.toContain(words);
  expect(told({ pack: 'a', version: 1, coming: { version: 2, bytes: 1000, have: 999 } })).toContain('99');
  expect(page(nothing)).not.toContain('Exercises');
});

it.each([null, {}, { cloud: {} }])('is no state: %j', (value) => expect(parseState(value, {})).toBeNull());
