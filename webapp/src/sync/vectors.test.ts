import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { fromVarint, varint } from './op';
import { add, contains, union, type Ranges } from './ranges';
import { Clock, compareTimestamps, type Timestamp } from './stamp';

/** Reads vectors that the Go tests read too. */
function vectors<T>(path: string): T {
  return JSON.parse(readFileSync(new URL(`../../../internal/${path}`, import.meta.url), 'utf8')) as T;
}

const stamps = vectors<{
  next: { name: string; last: Timestamp; now: number; want: Timestamp }[];
  compare: { a: Timestamp; b: Timestamp; want: number }[];
}>('hlc/testdata/stamps.json');

const sets = vectors<{
  add: { to: Ranges; from: number; through: number; want: Ranges }[];
  union: { a: Ranges; b: Ranges; want: Ranges }[];
  contains: { ranges: Ranges; in: number[]; out: number[] }[];
  varints: { value: number; column: string }[];
}>('crdt/testdata/vectors.json');

describe('vectors shared with the hub', () => {
  it('stamps', () => {
    expect(stamps.next.length).toBeGreaterThan(0);
    for (const { name, last, now, want } of stamps.next) {
      const clock = new Clock({ wall: () => now * 10, mono: () => 0, random32: () => 1 });
      expect(clock.next({ last, offset: 0 }).last, name).toEqual(want);
    }
  });

  it('order', () => {
    expect(stamps.compare.length).toBeGreaterThan(0);
    for (const { a, b, want } of stamps.compare) expect(Math.sign(compareTimestamps(a, b))).toBe(want);
  });

  it('ranges', () => {
    expect(sets.add.length).toBeGreaterThan(0);
    for (const { to, from, through, want } of sets.add) expect(add(to, from, through)).toEqual(want);
    for (const { a, b, want } of sets.union) expect(union(a, b)).toEqual(want);
    for (const { ranges, in: inside, out } of sets.contains) {
      for (const n of inside) expect(contains(ranges, n), `${n}`).toBe(true);
      for (const n of out) expect(contains(ranges, n), `${n}`).toBe(false);
    }
  });

  it('columns', () => {
    for (const { value, column } of sets.varints) {
      expect(varint(value)).toBe(column);
      expect(fromVarint(column)).toBe(value);
    }
  });
});
