/** One move at a tool, by finger or by key; `n` is how many, and negative where something goes away. */
export interface Move {
  do: 'put' | 'start' | 'hop' | 'ten' | 'one' | 'trade' | 'dot' | 'row' | 'double' | 'cut' | 'fill' | 'both';
  n: number;
  /** Which of two bars. */
  bar?: number;
}

export const kinds = ['frame', 'line', 'blocks', 'array', 'bar', 'balance'] as const;
export type Kind = (typeof kinds)[number];

/** What a tool is worked on for: `up` asks what leads from a to b. */
export interface Task {
  kind: Kind;
  op: '+' | '−' | '×' | '÷' | 'up' | 'parts';
  a: number;
  b: number;
}

/** How a tool stands. */
export interface Board {
  /** Counters, dots, the weights in the box, or where the marker stands. */
  count: number;
  tens: number;
  ones: number;
  /** Weights taken from both sides of the balance. */
  taken: number;
  bars: { parts: number; filled: number }[];
  /** Where the marker has been. */
  trail: number[];
}

const most = { frame: 20, line: 100, array: 100, balance: 100, blocks: 19, bar: 12 };
const clamp = (n: number, to: number): number => Math.max(0, Math.min(to, n));

/** How a tool stands before the first move. */
export function start({ kind, op, a }: Task): Board {
  const count = kind === 'frame' && op === 'up' ? a : 0;
  return {
    count,
    tens: 0,
    ones: 0,
    taken: 0,
    bars: [
      { parts: 1, filled: 0 },
      { parts: 1, filled: 0 },
    ],
    trail: [],
  };
}

/** How a tool stands after a move; one that goes nowhere leaves it as it was. */
export function step(task: Task, board: Board, { do: what, n, bar = 0 }: Move): Board {
  const counted = (count: number): Board => ({ ...board, count: clamp(count, most[task.kind]) });
  switch (what) {
    case 'put':
    case 'dot':
      return counted(board.count + n);
    case 'row':
      return counted(board.count + columnsOf(task));
    case 'double':
      return counted(board.count * 2);
    case 'start':
      return { ...board, count: clamp(n, most.line), trail: [clamp(n, most.line)] };
    case 'hop': {
      const to = clamp(board.count + n, most.line);
      return { ...board, count: to, trail: [...(board.trail.length ? board.trail : [board.count]), to] };
    }
    case 'ten':
      return { ...board, tens: clamp(board.tens + n, 9) };
    case 'one':
      return { ...board, ones: clamp(board.ones + n, 19) };
    case 'trade':
      if (n > 0 ? board.ones < 10 || board.tens > 8 : board.tens < 1 || board.ones > 9) return board;
      return { ...board, tens: board.tens + n, ones: board.ones - 10 * n };
    case 'both':
      return { ...board, taken: clamp(board.taken + n, Math.min(task.a, task.b)) };
    case 'cut':
    case 'fill':
      return { ...board, bars: board.bars.map((one, i) => (i === bar ? barAfter(one, what, n) : one)) };
  }
}

function barAfter(bar: Board['bars'][number], what: 'cut' | 'fill', n: number) {
  if (what === 'cut') return { parts: Math.max(1, clamp(n, most.bar)), filled: 0 };
  return { ...bar, filled: clamp(n, bar.parts) };
}

/** How a tool stands after all moves. */
export const after = (task: Task, moves: readonly Move[]): Board =>
  moves.reduce((board, move) => step(task, board, move), start(task));

/** What a board amounts to, to compare with the answer. */
export function amount(task: Task, { count, tens, ones }: Board): number {
  return task.kind === 'blocks' ? tens * 10 + ones : count;
}

/** How many dots stand in a row of an array. */
export const columnsOf = ({ b }: Task): number => Math.max(1, Math.min(12, b));
