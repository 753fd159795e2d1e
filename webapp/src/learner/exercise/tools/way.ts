import type { Move, Task } from './board';
import type { Strategy } from './strategy';

/** A way that is shown next, because it saves steps. */
export const ways = ['count-on', 'make-ten', 'through-ten', 'count-up', 'tens-and-ones', 'skip-count', 'take-from-both', 'side-by-side'] as const; // prettier-ignore
export type Way = (typeof ways)[number];

/** The next way to show to a child who got there by this one; null where hers is as good. */
export function nextWay(strategy: Strategy, task: Task): Way | null {
  const { op, a, b } = task;
  const [small, big] = [Math.min(a, b), Math.max(a, b)];
  switch (strategy) {
    case 'count-all':
      if (op === '×' || op === '÷') return 'skip-count';
      if (task.kind === 'blocks') return 'tens-and-ones';
      if (a + b > 10 && big < 10) return 'make-ten';
      return big >= 3 && small >= 1 ? 'count-on' : null;
    case 'count-on':
      return a + b > 10 && big < 10 && small >= 3 ? 'make-ten' : null;
    case 'count-back':
      if (task.kind === 'blocks') return 'tens-and-ones';
      if (a - b <= 3 && b >= 4) return 'count-up';
      return a > 10 && a < 20 && a - b < 10 && b >= 3 ? 'through-ten' : null;
    case 'try-and-check':
      return task.kind === 'balance' ? 'take-from-both' : null;
    case 'count-up':
      return task.kind === 'balance' && b - a > 3 ? 'take-from-both' : null;
    case 'one-bar':
      return 'side-by-side';
    default:
      return null;
  }
}

/** Whether the numbers of a task call for a way. */
export function invites(way: Way, { op, a, b }: Task): boolean {
  const [small, big] = [Math.min(a, b), Math.max(a, b)];
  switch (way) {
    case 'make-ten':
      return op === '+' && (big === 8 || big === 9) && a + b > 10 && small > 2;
    case 'count-on':
      return op === '+' && small >= 1 && small <= 3 && big >= 5;
    case 'through-ten':
      return op === '−' && a > 10 && a <= 13 && a - b < 10;
    case 'count-up':
      return op === '−' && a - b <= 3 && b >= 5;
    case 'tens-and-ones':
      return a > 10 && b > 10;
    case 'skip-count':
      return [2, 5, 10].includes(b);
    case 'take-from-both':
      return op === 'up' && b - a > 3;
    case 'side-by-side':
      return true;
  }
}

/** One picture of a way: what was done until then, and the sum that says it. */
export interface Scene {
  moves: Move[];
  says: string;
}

/** A way, shown on the numbers of a task in a few pictures. */
export function scenes(way: Way, task: Task): { task: Task; scenes: Scene[] } {
  const { a, b } = task;
  const [small, big] = [Math.min(a, b), Math.max(a, b)];
  const on = (kind: Task['kind'], ...list: [Move[], string][]) => {
    let done: Move[] = [];
    const shown = list.map(([moves, says]) => ({ moves: (done = [...done, ...moves]), says }));
    return { task: { ...task, kind }, scenes: shown };
  };
  const hops = (n: number, by: number): Move[] => Array.from({ length: n }, () => ({ do: 'hop', n: by }));
  switch (way) {
    case 'make-ten': {
      const [fill, rest] = [10 - big, small - 10 + big];
      return on(
        'frame',
        [[{ do: 'put', n: big }], String(big)],
        [[{ do: 'put', n: fill }], `${big} + ${fill} = 10`],
        [[{ do: 'put', n: rest }], `10 + ${rest} = ${a + b}`],
      );
    }
    case 'count-on':
      return on(
        'line',
        [[{ do: 'start', n: big }], String(big)],
        [hops(small, 1), Array.from({ length: small }, (_, i) => big + i + 1).join('\u2003')],
      );
    case 'through-ten': {
      const [first, rest] = [a - 10, b - a + 10];
      return on(
        'frame',
        [[{ do: 'put', n: a }], String(a)],
        [[{ do: 'put', n: -first }], `${a} − ${first} = 10`],
        [[{ do: 'put', n: -rest }], `10 − ${rest} = ${a - b}`],
      );
    }
    case 'count-up':
      return on('line', [[{ do: 'start', n: b }], String(b)], [hops(a - b, 1), `${b} + ${a - b} = ${a}`]);
    case 'tens-and-ones':
      return blocksScenes(task, on);
    case 'skip-count': {
      const rows = task.op === '÷' ? Math.floor(a / Math.max(1, b)) : a;
      const row: Move = { do: 'row', n: 1 };
      const all = Array.from({ length: Math.min(rows, 10) }, (_, i) => b * (i + 1));
      return on(
        'array',
        [[row], String(b)],
        [Array.from({ length: all.length - 1 }, () => row), all.join('\u2003')],
      );
    }
    case 'take-from-both':
      return on(
        'balance',
        [[], `▢ + ${a} = ${b}`],
        [[{ do: 'both', n: small }], `▢ = ${b} − ${a} = ${b - a}`],
      );
    case 'side-by-side':
      return on(
        'bar',
        [[cut(0, a), { do: 'fill', n: 1, bar: 0 }], `1/${a}`],
        [[cut(1, b), { do: 'fill', n: 1, bar: 1 }], `1/${b}`],
      );
  }
}

const cut = (bar: number, n: number): Move => ({ do: 'cut', n, bar });

type On = (
  kind: Task['kind'],
  ...list: [Move[], string][]
) => {
  task: Task;
  scenes: Scene[];
};

function blocksScenes({ op, a, b }: Task, on: On): { task: Task; scenes: Scene[] } {
  const sign = op === '−' ? -1 : 1;
  const [tens, ones] = [Math.floor(b / 10), b % 10];
  const begin: Move[] = [
    { do: 'ten', n: Math.floor(a / 10) },
    { do: 'one', n: a % 10 },
  ];
  const mark = op === '−' ? '−' : '+';
  const between = a + sign * tens * 10;
  const list: [Move[], string][] = [
    [begin, String(a)],
    [[{ do: 'ten', n: sign * tens }], `${a} ${mark} ${tens * 10} = ${between}`],
  ];
  // Fewer ones than are to go: a ten is broken first.
  const short = op === '−' && a % 10 < ones;
  list.push([
    [...(short ? [{ do: 'trade', n: -1 } as Move] : []), { do: 'one', n: sign * ones }],
    `${between} ${mark} ${ones} = ${a + sign * b}`,
  ]);
  return on('blocks', ...list);
}
