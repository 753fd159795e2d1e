import { after, amount, type Board, columnsOf, type Move, step, start, type Task } from './board';

/** The ways of working that have a name; what is seen on paper as on a tablet. */
export const strategies = [
  'count-all', 'count-on', 'make-ten', 'near-double', 'at-once', 'count-back', 'through-ten', 'count-up', 'jump-tens',
  'tens-and-ones', 'trade', 'break-ten', 'skip-count', 'double', 'common-parts', 'side-by-side', 'one-bar',
  'take-from-both', 'try-and-check',
] as const; // prettier-ignore
export type Strategy = (typeof strategies)[number];

/** The way of working that the moves at a tool show; null while they do not come to an end or show none. */
export function strategyOf(task: Task, moves: readonly Move[]): Strategy | null {
  if (moves.length === 0) return null;
  switch (task.kind) {
    case 'frame':
    case 'line':
      return ofTotals(task, moves);
    case 'blocks':
      return ofBlocks(task, moves);
    case 'array':
      return ofArray(task, moves);
    case 'bar':
      return ofBars(task, after(task, moves));
    case 'balance':
      return ofBalance(task, moves);
  }
}

/** What a tool showed one after the other, from the beginning on. */
function totalsOf(task: Task, moves: readonly Move[]): number[] {
  let board: Board = start(task);
  const totals = [board.count, ...moves.map((move) => (board = step(task, board, move)).count)];
  // A move that went nowhere says nothing.
  return totals.filter((total, i) => total !== totals[i - 1]);
}

const stepsOf = (totals: readonly number[]): number[] =>
  totals.slice(1).map((total, i) => total - totals[i]!);
const single = (steps: readonly number[]): boolean => steps.every((by) => Math.abs(by) === 1);

function ofTotals(task: Task, moves: readonly Move[]): Strategy | null {
  const totals = totalsOf(task, moves);
  const end = totals[totals.length - 1];
  switch (task.op) {
    case '+':
      return end === task.a + task.b ? adding(task, totals) : null;
    case '−':
      return takingAway(task, totals);
    case 'up':
      return end === task.b ? up(totals.slice(totals.lastIndexOf(task.a))) : null;
    default:
      return null;
  }
}

/** Adding, told by the totals on the way: which number was there at once, and how the other came. */
function adding({ a, b }: Task, totals: readonly number[]): Strategy {
  if (single(stepsOf(totals))) return 'count-all';
  // The larger first, for who begins there saves steps; a number reached one by one was counted.
  const begins = [Math.max(a, b), Math.min(a, b)].map((number) => ({ number, at: totals.indexOf(number) }));
  const begin = begins.find(({ number, at }) => at > 0 && (at < number || number === 1));
  if (!begin) return 'at-once';
  const rest = totals.slice(begin.at);
  const steps = stepsOf(rest);
  if (steps.length > 0 && single(steps) && steps.length > 1) return 'count-on';
  if (Math.abs(a - b) === 1 && rest.includes(2 * Math.min(a, b)) && begin.number === Math.min(a, b))
    return 'near-double';
  if (throughTen(rest)) return 'make-ten';
  if (steps.length > 1 && steps.some((by) => by === 10)) return 'jump-tens';
  return 'at-once';
}

/** Whether the way stops at a ten that it passes. */
function throughTen(totals: readonly number[]): boolean {
  const [from, to] = [totals[0]!, totals[totals.length - 1]!];
  const between = totals.slice(1, -1);
  return between.some(
    (total) =>
      total % 10 === 0 && total > Math.min(from, to) && total < Math.max(from, to) && from % 10 !== 0,
  );
}

function takingAway({ a, b }: Task, totals: readonly number[]): Strategy | null {
  const end = totals[totals.length - 1];
  if (end === a && totals.includes(b) && totals.lastIndexOf(b) > 0)
    return up(totals.slice(totals.lastIndexOf(b)));
  if (end !== a - b || !totals.includes(a)) return null;
  const way = totals.slice(totals.lastIndexOf(a));
  const steps = stepsOf(way);
  if (steps.length > 1 && single(steps)) return 'count-back';
  if (throughTen(way)) return 'through-ten';
  return steps.length > 1 && steps.some((by) => by === -10) ? 'jump-tens' : 'at-once';
}

function up(totals: readonly number[]): Strategy | null {
  const steps = stepsOf(totals);
  if (steps.length === 0) return null;
  if (steps.length === 1) return 'at-once';
  return throughTen(totals) && !single(steps) ? 'make-ten' : 'count-up';
}

function ofBlocks(task: Task, moves: readonly Move[]): Strategy | null {
  const { a, b, op } = task;
  if (amount(task, after(task, moves)) !== (op === '−' ? a - b : a + b)) return null;
  const did = (what: Move['do'], sign: number): boolean =>
    moves.some((move) => move.do === what && Math.sign(move.n) === sign);
  if (op === '−') {
    if (did('trade', -1)) return 'break-ten';
    return did('ten', -1) || b < 10 ? 'tens-and-ones' : 'count-back';
  }
  if (did('trade', 1)) return 'trade';
  return did('ten', 1) ? 'tens-and-ones' : 'count-all';
}

function ofArray(task: Task, moves: readonly Move[]): Strategy | null {
  if (after(task, moves).count !== (task.op === '÷' ? task.a : task.a * task.b)) return null;
  if (moves.some(({ do: what }) => what === 'double')) return 'double';
  const rows = moves.filter(({ do: what }) => what === 'row').length;
  return rows > 0 || columnsOf(task) === 1 ? 'skip-count' : 'count-all';
}

function ofBars({ a, b }: Task, { bars }: Board): Strategy | null {
  const [first, second] = bars.map(({ parts, filled }) => (filled > 0 ? parts : 0));
  if (!first && !second) return null;
  if (!first || !second) return 'one-bar';
  return first === second && a !== b ? 'common-parts' : 'side-by-side';
}

function ofBalance(task: Task, moves: readonly Move[]): Strategy | null {
  const { count, taken } = after(task, moves);
  if (taken > 0 && taken === Math.min(task.a, task.b)) return 'take-from-both';
  if (count !== task.b - task.a) return null;
  const puts = moves.filter(({ do: what }) => what === 'put').map(({ n }) => n);
  if (puts.length === 1) return 'at-once';
  return puts.every((n) => n === 1) ? 'count-up' : 'try-and-check';
}
