import { describe, expect, it } from 'vitest';
import { after, amount, type Move, type Task } from './board';
import { strategyOf } from './strategy';
import { invites, nextWay, scenes, type Way, ways } from './way';

const task = (kind: Task['kind'], op: Task['op'], a: number, b: number): Task => ({ kind, op, a, b });
const put = (...list: number[]): Move[] => list.map((n) => ({ do: 'put', n }));
const hop = (from: number, ...list: number[]): Move[] => [
  { do: 'start', n: from },
  ...list.map((n): Move => ({ do: 'hop', n })),
];
const ones = (n: number): number[] => Array.from({ length: n }, () => 1);
const back = (n: number): number[] => Array.from({ length: n }, () => -1);
const times = (n: number, move: Move): Move[] => Array.from({ length: n }, () => move);
const did = (what: Move['do'], n = 1, bar?: number): Move =>
  bar === undefined ? { do: what, n } : { do: what, n, bar };

describe('the way of working that moves show', () => {
  const frame = task('frame', '+', 8, 5);
  const line = task('line', '+', 8, 5);
  const away = task('frame', '−', 13, 5);
  const blocks = task('blocks', '+', 38, 25);
  const array = task('array', '×', 4, 5);
  const bar = task('bar', 'parts', 2, 3);
  const balance = task('balance', 'up', 3, 9);
  it.each<[string, Task, Move[], string | null]>([
    ['nothing', frame, [], null],
    ['one by one from nothing', frame, put(...ones(13)), 'count-all'],
    ['not to the end', frame, put(8, 2), null],
    ['past the end', frame, put(8, 6), null],
    ['the larger, then one by one', frame, put(5, 3, ...ones(5)), 'count-on'],
    ['the smaller, then one by one', frame, put(5, ...ones(8)), 'count-on'],
    ['over the ten', frame, put(5, 3, 2, 3), 'make-ten'],
    ['over the ten, the other first', task('frame', '+', 5, 8), put(5, 3, 2, 3), 'make-ten'],
    ['over the ten by a one', task('frame', '+', 9, 5), put(5, 3, 1, 1, 3, 1), 'make-ten'],
    ['both at once', frame, put(8, 5), 'at-once'],
    ['twice and one more', task('frame', '+', 6, 7), put(5, 1, 5, 1, 1), 'near-double'],
    ['a put taken back and put again', frame, put(5, 3, 3, -3, 2, 3), 'make-ten'],
    ['steps of one on the line', line, hop(0, ...ones(13)), 'count-all'],
    ['on from the larger', line, hop(8, ...ones(5)), 'count-on'],
    ['hop to ten', line, hop(8, 2, 2, 1), 'make-ten'],
    ['hops of ten', task('line', '+', 30, 25), hop(30, 10, 10, 5), 'jump-tens'],
    ['away one by one', away, put(13, ...back(5)), 'count-back'],
    ['away over the ten', away, put(13, -3, -2), 'through-ten'],
    ['away at once', away, put(13, -5), 'at-once'],
    ['away from the wrong number', away, put(12, -4), null],
    ['back on the line', task('line', '−', 13, 5), hop(13, ...back(5)), 'count-back'],
    ['up on the line', task('line', '−', 13, 9), hop(9, ...ones(4)), 'count-up'],
    ['up over the ten', task('line', '−', 13, 9), hop(9, 1, 2, 1), 'make-ten'],
    ['filled one by one', task('frame', 'up', 6, 10), put(...ones(4)), 'count-up'],
    ['filled at once', task('frame', 'up', 6, 10), put(4), 'at-once'],
    ['sixty-three ones', task('blocks', '+', 9, 8), times(17, did('one')), 'count-all'],
    ['sticks and cubes, left as they are', blocks, [did('ten', 3), did('one', 8), did('ten', 2), did('one', 5)], 'tens-and-ones'], // prettier-ignore
    ['ten cubes for a stick', blocks, [did('ten', 3), did('one', 8), did('ten', 2), did('one', 5), did('trade', 1)], 'trade'], // prettier-ignore
    ['a stick for ten cubes', task('blocks', '−', 52, 17), [did('ten', 5), did('one', 2), did('trade', -1), did('ten', -1), did('one', -7)], 'break-ten'], // prettier-ignore
    ['away without breaking', task('blocks', '−', 58, 17), [did('ten', 5), did('one', 8), did('ten', -1), did('one', -7)], 'tens-and-ones'], // prettier-ignore
    ['dot by dot', array, times(20, did('dot')), 'count-all'],
    ['row by row', array, times(4, did('row')), 'skip-count'],
    ['doubled', array, [did('row'), did('double'), did('double')], 'double'],
    ['rows of what is shared', task('array', '÷', 15, 5), times(3, did('row')), 'skip-count'],
    ['one bar', bar, [did('cut', 2, 0), did('fill', 1, 0)], 'one-bar'],
    [
      'two bars',
      bar,
      [did('cut', 2, 0), did('fill', 1, 0), did('cut', 3, 1), did('fill', 1, 1)],
      'side-by-side',
    ],
    ['both in sixths', bar, [did('cut', 6, 0), did('fill', 3, 0), did('cut', 6, 1), did('fill', 2, 1)], 'common-parts'], // prettier-ignore
    ['the same away from both sides', balance, [did('both', 3)], 'take-from-both'],
    ['weights until it is level', balance, put(5, 2, -1), 'try-and-check'],
    ['one weight after the other', balance, put(...ones(6)), 'count-up'],
  ])('%s', (_, task, moves, want) => {
    expect(strategyOf(task, moves)).toBe(want);
  });
});

describe('what comes next', () => {
  it('differs between two who count all and who make ten', () => {
    const sum = task('frame', '+', 8, 5);
    const counted = strategyOf(sum, put(...ones(13)));
    const made = strategyOf(sum, put(5, 3, 2, 3));
    expect(nextWay(counted!, sum)).toBe('make-ten');
    expect(nextWay(made!, sum)).toBeNull();
  });

  it('is a way that the numbers have', () => {
    expect(nextWay('count-all', task('frame', '+', 4, 3))).toBe('count-on');
    expect(nextWay('count-on', task('line', '+', 9, 2))).toBeNull();
    expect(nextWay('count-back', task('line', '−', 13, 5))).toBe('through-ten');
    expect(nextWay('count-back', task('line', '−', 9, 7))).toBe('count-up');
    expect(nextWay('count-all', task('array', '×', 4, 5))).toBe('skip-count');
  });

  const examples: Record<Way, Task> = {
    'make-ten': task('frame', '+', 5, 8),
    'count-on': task('line', '+', 2, 6),
    'through-ten': task('frame', '−', 13, 5),
    'count-up': task('line', '−', 11, 9),
    'tens-and-ones': task('blocks', '−', 52, 17),
    'skip-count': task('array', '×', 4, 5),
    'take-from-both': task('balance', 'up', 3, 9),
    'side-by-side': task('bar', 'parts', 2, 3),
  };
  it.each(ways)('shows %s by its own moves, down to the answer', (way) => {
    const sum = examples[way];
    const shown = scenes(way, sum);
    const moves = shown.scenes[shown.scenes.length - 1]!.moves;
    expect(strategyOf(shown.task, moves)).toBe(way === 'tens-and-ones' ? 'break-ten' : way);
    expect(invites(way, sum)).toBe(true);
    const board = after(shown.task, moves);
    if (way === 'make-ten') expect(amount(shown.task, board)).toBe(13);
    if (way === 'tens-and-ones') expect(amount(shown.task, board)).toBe(35);
  });
});
