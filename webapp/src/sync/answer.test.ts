import { describe, expect, it } from 'vitest';
import { parseAnswer } from './answer';

const good = {
  now: [179543520070, 0],
  boot: 3,
  mono: 99000,
  trusted: true,
  durable: [[1, 41]],
  replicated: [[1, 20]],
  held: [{ seq: 41, reason: 'ahead-of-time' }],
  refused: [{ seq: 9, code: 'invalid', message: '…' }],
  want: [[5, 7]],
  plan: null,
};
const plan = {
  learner: 'a',
  number: 6,
  catalogue: 'ab'.repeat(32),
  snapshot: 0,
  blob: 'AAE',
  ready: [{ item: 3, instance: 17, kind: 'practice', p: 0.81, reasons: [{ code: 'fringe', values: [2] }] }],
};

describe('the answer to posted ops', () => {
  it('is read when its shape is right', () => {
    expect(parseAnswer(good)).toMatchObject({ durable: [[1, 41]], plan: null });
    expect(parseAnswer({ ...good, plan })?.plan?.ready[0]).toEqual(plan.ready[0]);
  });

  it.each(Object.keys(good).filter((name) => name !== 'plan'))('is nothing without %s', (name) => {
    expect(parseAnswer({ ...good, [name]: undefined })).toBeNull();
  });

  it.each([
    ['a portal page', '<html>Welcome</html>'],
    ['another JSON', { ok: true }],
    ['nothing', null],
    ['a list', []],
    ['inverted ranges', { ...good, durable: [[41, 1]] }],
    ['ranges from zero', { ...good, durable: [[0, 4]] }],
    ['a text for time', { ...good, now: '2026' }],
    ['half a plan', { ...good, plan: { learner: 'a' } }],
    ['a plan of a nameless catalogue', { ...good, plan: { ...plan, catalogue: 'x' } }],
  ])('is not %s', (_name, value) => {
    expect(parseAnswer(value)).toBeNull();
  });
});
