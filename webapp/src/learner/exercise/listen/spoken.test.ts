import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { inLanguage, stubPage } from '../../../testing/page';
import type { Instance } from '../../pack';
import { exerciseOf } from '../fixture';
import { inWords } from '../../speak/in-words';
import { spoken } from './spoken';

beforeAll(stubPage);
afterEach(() => inLanguage('en'));

const sum = { kind: 'row', a: 'a', b: 'b', op: '+', thing: 'thing' };
const values = { a: 3, b: 4, s: 7, thing: 'none' };
const told = (layout: Parameters<typeof exerciseOf>[0], more: Record<string, number | string> = {}): string =>
  spoken(exerciseOf(layout, { ...values, ...more }), null);
const tapped = (extra: Partial<Instance>): string => {
  const exercise = exerciseOf({ kind: 'none' }, values);
  return spoken({ ...exercise, instance: { ...exercise.instance, ...extra } }, null);
};

describe('what is read aloud', () => {
  it('is a sum once, with its signs as words', async () => {
    expect(told(sum)).toBe('How much is 3 plus 4?');
    await inLanguage('ur');
    expect(told(sum)).toBe('3 جمع 4 کتنے ہوتے ہیں؟');
  });

  it('tells the aim before the first task of a sitting, and not with its feedback', () => {
    const exercise = exerciseOf(sum, values);
    const skill = { ...exercise.skill, can: { en: 'I can add up to 10.', ur: 'مجھے 10 تک جمع آتی ہے۔' } };
    const first = (received: Parameters<typeof spoken>[1]) => spoken({ ...exercise, skill }, received, false, true); // prettier-ignore
    expect(first(null)).toBe('I can add up to 10.\nHow much is 3 plus 4?');
    expect(first({ correct: true, misconception: null })).not.toContain('I can');
  });

  it('says what is drawn when the stem does not', () => {
    expect(told({ ...sum, op: '−' })).toContain('3 minus 4 equals box');
    expect(told({ kind: 'column', a: 'a', b: 'b', op: '−' })).toContain('3 minus 4 equals box');
    expect(told({ kind: 'sequence', numbers: 'n' }, { n: '2 _ 6' })).toContain('2, empty box, 6');
  });

  it('says what may be tapped', () => {
    expect(tapped({ options: ['5', '8'] })).toMatch(/\n5\n8$/);
    expect(tapped({ tiles: ['9', '2', '4'] })).toMatch(/\n9\n2\n4$/);
  });

  it('never gives the answer away before it is asked for', () => {
    for (const op of ['+', '−']) expect(told({ ...sum, op })).not.toContain('7');
    const stem = 'How much is 3 plus 4?';
    expect(told({ kind: 'picture', count: 's', thing: 'thing' })).toBe(stem);
    expect(told({ kind: 'tens', tens: 'a', ones: 'b' })).toBe(stem);
    expect(told({ kind: 'frame', of: 's', count: 'b' })).toBe(stem);
    const pictures = [{ kind: 'fraction' as const, shape: 'bar' as const, parts: 3, filled: 1 }];
    expect(tapped({ options: ['1/3'], pictures })).toBe(`${stem}\nTap a picture.`);
  });

  it('is the feedback after an answer', async () => {
    const exercise = exerciseOf(sum, values);
    const after = (correct: boolean, misconception: string | null): string =>
      spoken(exercise, { correct, misconception });
    expect(after(true, null)).toContain('3 plus 4 equals 7');
    expect(after(false, null)).toMatch(/^Not yet.*\nStart at 3\.\n3 plus 4 equals 7$/);
    expect(after(false, 'subtracts-instead')).toContain('put 3 and 4 together');
    await inLanguage('ur');
    expect(after(false, null)).toContain('3 جمع 4 برابر 7');
  });
});

it('names the signs and the box of a sum in both languages', async () => {
  expect(inWords('▢ + 3 = 9 − 2')).toBe('box plus 3 equals 9 minus 2');
  await inLanguage('ur');
  expect(inWords('▢ + 3 = 9 − 2')).toBe('خانہ جمع 3 برابر 9 منفی 2');
});
