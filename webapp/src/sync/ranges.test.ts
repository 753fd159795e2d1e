import { describe, expect, it } from 'vitest';
import { add, contains, fromNumbers, parseRanges, size, union, type Ranges } from './ranges';

describe('ranges', () => {
  it('agree with a plain set over many random additions', () => {
    let seed = 7;
    const random = (n: number) => (seed = (seed * 1103515245 + 12345) & 0x7fffffff) % n;
    for (let run = 0; run < 200; run++) {
      let ranges: Ranges = [];
      const plain = new Set<number>();
      for (let i = 0; i < 12; i++) {
        const from = 1 + random(40);
        const to = from + random(6) - 1;
        ranges = add(ranges, from, to);
        for (let n = from; n <= to; n++) plain.add(n);
      }
      expect(ranges, `run ${run}`).toEqual(fromNumbers(plain));
      expect(size(ranges)).toBe(plain.size);
      for (let n = 0; n < 50; n++) expect(contains(ranges, n), `${n} in run ${run}`).toBe(plain.has(n));
    }
  });

  it('join without gaps', () => {
    expect(union([[1, 3]], [[4, 5]])).toEqual([[1, 5]]);
    expect(union([[1, 3]], [[5, 5]])).toEqual([[1, 3], [5, 5]]); // prettier-ignore
  });

  it('are read only in canonical form', () => {
    expect(parseRanges([[1, 40], [42, 42]])).toEqual([[1, 40], [42, 42]]); // prettier-ignore
    for (const bad of [
      null,
      {},
      [[0, 1]],
      [[2, 1]],
      [
        [1, 2],
        [3, 4],
      ],
      [
        [5, 6],
        [1, 2],
      ],
      [[1]],
      [[1.5, 2]],
      [['1', 2]],
    ])
      // prettier-ignore
      expect(parseRanges(bad), JSON.stringify(bad)).toBeNull();
  });
});
