import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Exercise, Instance, Paper } from '../../pack';
import { exerciseOf } from '../fixture';
import {
  answerable,
  complete,
  erased,
  keyed,
  openCells,
  parse,
  response,
  rowsOf,
  same,
  tapped,
} from './rules';

interface Vectors {
  papers: { name: string; work: Paper; filled: string[]; open: number[]; rows: string }[];
  values: { a: string; b: string; same: boolean }[];
}

// The same file proves the hub's grader.
const file = resolve(import.meta.dirname, '../../../../../internal/curriculum/testdata/work.json');
const vectors = JSON.parse(readFileSync(file, 'utf8')) as Vectors;

function exercise(format: string, more: Partial<Instance> = {}, sign = '/'): Exercise {
  const made = exerciseOf({ kind: 'none' }, {}, more.answer ?? '5/6');
  const generator = { ...made.generator, sign, notes: [10, 50] };
  return { ...made, generator, item: { ...made.item, format }, instance: { ...made.instance, ...more } };
}

describe('things put into groups', () => {
  const made = exercise('group', { tiles: ['7', '12', '2/4', '1/2'], answer: '7|1/2,2/4,12' });
  const groups = { ...made, generator: { ...made.generator, groups: ['group1', 'group2'] } };
  const after = (...moves: string[]): string =>
    moves.reduce((given, move) => tapped(groups, given, move), '');

  it('lie where they were put last, and count once', () => {
    expect(after('7>1', '12>1', '7>0')).toBe('12>1,7>0');
    expect(after('7>1', '12>1', '7>')).toBe('12>1');
    expect(erased(groups, '12>1,7>0')).toBe('12>1');
    expect(erased(groups, '12>1')).toBe('');
  });

  it('are an answer once each lies somewhere, whatever came first', () => {
    const given = after('12>1', '2/4>1', '7>0');
    expect(complete(groups, given)).toBe(false);
    expect(complete(groups, tapped(groups, given, '1/2>1'))).toBe(true);
    expect(response(groups, tapped(groups, given, '1/2>1'))).toBe('7|1/2,2/4,12');
    expect(response(groups, after('12>0', '7>0', '1/2>0', '2/4>0'))).toBe('1/2,2/4,7,12|');
  });

  it('need groups with names, and a picture for each tile or for none', () => {
    expect(answerable(groups)).toBe(true);
    expect(answerable(made)).toBe(false);
    const one = { kind: 'polygon', size: 3 } as const;
    expect(answerable({ ...groups, instance: { ...groups.instance, pictures: [one] } })).toBe(false);
    expect(answerable({ ...groups, instance: { ...groups.instance, tiles: ['7', '7'] } })).toBe(false);
  });
});

describe('written arithmetic', () => {
  it.each(vectors.papers)('$name', ({ work, filled, open, rows }) => {
    expect(openCells(work, filled)).toEqual(open);
    expect(rowsOf(work, filled)).toBe(rows);
  });

  it('is whole when every digit is there, marks or not', () => {
    const { work } = vectors.papers[0]!;
    const paper = exercise('steps', { work });
    expect(complete(paper, '|||5|4|')).toBe(false);
    expect(complete(paper, '|||5|4|2')).toBe(true);
    expect(response(paper, '12|9|3|5|4|2')).toBe('245');
  });
});

describe('typed numbers', () => {
  it.each(vectors.values)('$a and $b', ({ a, b, same: expected }) => {
    expect(same(exercise('value'), a, b)).toBe(expected);
  });

  it('of which the form counts are compared as texts', () => {
    expect(same(exercise('form'), '4/6', '2/3')).toBe(false);
  });

  it('take their sign once and not first', () => {
    const typing = (keys: string): string => [...keys].reduce((given, key) => keyed(exercise('value'), given, key), ''); // prettier-ignore
    expect(typing('/1/2/')).toBe('1/2');
    expect(typing('1234567890')).toBe('123456789');
    expect(erased(exercise('value'), '1/2')).toBe('1/');
  });

  it('are whole as a number or a time, and lose zeros before them', () => {
    for (const [given, whole] of [
      ['1/', false],
      ['1/2', true],
      ['12', true],
    ] as const)
      // prettier-ignore
      expect(complete(exercise('value'), given), given).toBe(whole);
    expect(complete(exercise('form', {}, ':'), '7:5')).toBe(false);
    expect(complete(exercise('form', {}, ':'), '7:05')).toBe(true);
    expect(response(exercise('form', {}, ':'), '07:05')).toBe('7:05');
    expect(response(exercise('value'), '02/03')).toBe('2/3');
    expect(response(exercise('value', {}, '.'), '0.05')).toBe('0.05');
  });

  it('of too many digits are no numbers', () => expect(parse('1234567890')).toBeNull());
});

it('money is laid piece by piece, and its worth is the answer', () => {
  const money = exercise('money', { answer: '70' });
  const laid = ['50', '10', '10'].reduce((given, note) => tapped(money, given, note), '');
  expect([laid, response(money, laid), erased(money, laid)]).toEqual(['50+10+10', '70', '50+10']);
  expect(complete(money, '')).toBe(false);
  expect(same(money, '70', '70')).toBe(true);
});

it('passes over what it cannot take an answer for', () => {
  expect(answerable(exercise('value', {}, ':'))).toBe(false);
  expect(answerable(exercise('value', { answer: '7:05' }))).toBe(false);
  expect(answerable(exercise('steps'))).toBe(false);
  expect(answerable(exercise('line'))).toBe(false);
  expect(answerable(exercise('essay'))).toBe(false);
});

describe('what is coloured or set', () => {
  it('is checked once something is there, and stands as it is', () => {
    expect(complete(exercise('bar'), '0/4')).toBe(false);
    expect(complete(exercise('bar'), '10/12')).toBe(true);
    expect(complete(exercise('clock'), '')).toBe(false);
    expect(response(exercise('clock'), '7:05')).toBe('7:05');
    expect(same(exercise('bar'), '2/4', '1/2')).toBe(false);
  });

  it('needs its own drawing and an answer of its kind', () => {
    const drawn = (format: string, kind: string, answer: string): boolean => {
      const made = exercise(format, { answer });
      return answerable({ ...made, generator: { ...made.generator, layout: { kind } } });
    };
    expect(drawn('bar', 'shade', '3/4')).toBe(true);
    expect(drawn('clock', 'hands', '7:35')).toBe(true);
    expect(drawn('bar', 'part', '3/4')).toBe(false);
    expect(drawn('clock', 'hands', 'noon')).toBe(false);
  });
});
