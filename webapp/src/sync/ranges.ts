/** Sets of sequence numbers as sorted, disjoint, non-adjacent closed ranges. Functions never change their arguments. */
export type Ranges = readonly (readonly [from: number, to: number])[];

/** Whether `n` is in the set. */
export function contains(ranges: Ranges, n: number): boolean {
  let low = 0;
  let high = ranges.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const range = ranges[middle];
    if (range && range[1] < n) low = middle + 1;
    else high = middle;
  }
  const range = ranges[low];
  return range !== undefined && range[0] <= n;
}

/** The set with `from … to` added; an inverted range adds nothing. */
export function add(ranges: Ranges, from: number, to: number): Ranges {
  if (from > to) return ranges;
  const out: [number, number][] = [];
  let [low, high] = [from, to];
  let placed = false;
  for (const [a, b] of ranges) {
    if (b < low - 1) out.push([a, b]);
    else if (a > high + 1) {
      if (!placed) out.push([low, high]);
      placed = true;
      out.push([a, b]);
    } else [low, high] = [Math.min(a, low), Math.max(b, high)];
  }
  if (!placed) out.push([low, high]);
  return out;
}

/** The numbers in either set. */
export function union(a: Ranges, b: Ranges): Ranges {
  return b.reduce((all, [from, to]) => add(all, from, to), a);
}

/** The set of numbers, in any order and with repeats. */
export function fromNumbers(numbers: Iterable<number>): Ranges {
  const out: [number, number][] = [];
  for (const n of [...numbers].sort((a, b) => a - b)) {
    const last = out[out.length - 1];
    if (last && n <= last[1] + 1) last[1] = Math.max(last[1], n);
    else out.push([n, n]);
  }
  return out;
}

/** How many numbers the set holds. */
export function size(ranges: Ranges): number {
  return ranges.reduce((sum, [from, to]) => sum + to - from + 1, 0);
}

/** Reads ranges from an untrusted value; null when it is not a canonical set of positive numbers. */
export function parseRanges(value: unknown): Ranges | null {
  if (!Array.isArray(value)) return null;
  let before = -1;
  for (const range of value as unknown[]) {
    if (!Array.isArray(range) || range.length !== 2) return null;
    const [from, to] = range as unknown[];
    if (!isSeq(from) || !isSeq(to) || from > to || from <= before + 1) return null;
    before = to;
  }
  return value as [number, number][];
}

function isSeq(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 1;
}
