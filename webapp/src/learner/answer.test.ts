import { describe, expect, it } from 'vitest';
import { complete, response, tapped } from './answer';
import { exerciseOf } from './exercise/fixture';
import { type Exercise, type Instance } from './pack';
import { playable } from './playable';

function exercise(format: string, more: Partial<Instance> = {}, kind = 'none'): Exercise {
  const made = exerciseOf({ kind }, {}, more.answer ?? '7');
  return { ...made, item: { ...made.item, format }, instance: { ...made.instance, ...more } };
}

const things = (count: number) => ({ kind: 'things', thing: 'mango', count }) as const;
const part = (parts: number, filled: number) =>
  ({ kind: 'fraction', shape: 'circle', parts, filled }) as const;
const order = exercise('order', { tiles: ['12', '7', '19'], answer: '7,12,19' });

describe('an answer', () => {
  it('of options is the last one tapped', () => {
    const choice = exercise('choice', { options: ['7', '1/4'] });
    expect(complete(choice, '')).toBe(false);
    expect(tapped(choice, '7', '1/4')).toBe('1/4');
    expect(complete(choice, '1/4')).toBe(true);
    expect(response(choice, '1/4')).toBe('1/4');
  });

  it('of tiles is a row; a second tap takes one out, and it is whole with the last', () => {
    let given = '';
    for (const tile of ['12', '7', '12', '12']) given = tapped(order, given, tile);
    expect(given).toBe('7,12');
    expect(complete(order, given)).toBe(false);
    expect(tapped(order, given, '5')).toBe('7,12');
    given = tapped(order, given, '19');
    expect([complete(order, given), response(order, given)]).toEqual([true, '7,12,19']);
    expect(complete(order, '')).toBe(false);
  });

  it('of the keypad loses leading zeros', () => {
    expect(response(exercise('keypad'), '007')).toBe('7');
    expect(complete(exercise('keypad'), '')).toBe(false);
  });
});

describe('what this app can show', () => {
  it.each([
    ['keypad', {}, 'row'],
    ['choice', { options: ['7', '8'] }, 'tens'],
    ['picture', { options: ['7', '5'], pictures: [things(7), things(5)] }, 'none'],
    ['picture', { options: ['1/4', '7'], answer: '1/4', pictures: [part(4, 1), part(1, 0)] }, 'none'],
    ['order', { tiles: ['7', '5'] }, 'none'],
  ] as const)('%s', (format, more, kind) => {
    expect(playable(exercise(format, more as Partial<Instance>, kind))).toBe(true);
  });

  it.each([
    ['a format of a later pack', 'essay', {}, 'none'],
    ['a drawing of a later pack', 'keypad', {}, 'clock-face'],
    ['no options', 'choice', {}, 'none'],
    ['one option', 'choice', { options: ['7'] }, 'none'],
    ['five options', 'choice', { options: ['7', '1', '2', '3', '4'] }, 'none'],
    ['the same option twice', 'choice', { options: ['7', '7'] }, 'none'],
    ['an answer that cannot be tapped', 'choice', { options: ['6', '8'] }, 'none'],
    ['no pictures', 'picture', { options: ['7', '8'] }, 'none'],
    ['a picture too few', 'picture', { options: ['7', '8'], pictures: [things(7)] }, 'none'],
    ['too many things', 'picture', { options: ['7', '8'], pictures: [things(7), things(21)] }, 'none'],
    [
      'an unknown picture',
      'picture',
      { options: ['7', '8'], pictures: [things(7), { kind: 'clock' }] },
      'none',
    ],
    [
      'more coloured than there are',
      'picture',
      { options: ['7', '8'], pictures: [part(4, 5), part(2, 1)] },
      'none',
    ],
    ['no tiles', 'order', {}, 'none'],
    ['six tiles', 'order', { tiles: ['1', '2', '3', '4', '5', '6'] }, 'none'],
  ] as const)('is not %s', (_, format, more, kind) => {
    expect(playable(exercise(format, more as unknown as Partial<Instance>, kind))).toBe(false);
  });
});
