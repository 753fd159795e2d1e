import type { Move, Task } from './board';
import { t } from './words';

/** A move that can be made, with what stands on its key and what it is called. */
export interface Choice {
  move: Move;
  text: string;
  label: string;
}

const signed = (n: number): string => (n < 0 ? `−${-n}` : `+${n}`);

/** The moves that a tool offers for a task. */
export function choicesOf(task: Task): Choice[] {
  const put = (what: 'put' | 'hop' | 'dot', ...list: number[]): Choice[] =>
    list.map((n) => ({ move: { do: what, n }, text: signed(n), label: t(`do.${what}`, { n: signed(n) }) }));
  switch (task.kind) {
    case 'frame':
      return put('put', 1, 2, 3, 5, ...(task.op === '−' ? [10, -1, -2, -3, -5] : []));
    case 'line':
      return [...starts(task), ...put('hop', 1, 2, 3, 10, -1, -2, -3, -10).filter(within(task))];
    case 'blocks':
      return blocks(task);
    case 'array':
      return [
        { move: { do: 'dot', n: 1 }, text: '+1', label: t('do.dot', { n: 1 }) },
        { move: { do: 'row', n: 1 }, text: t('row'), label: t('do.row') },
        { move: { do: 'double', n: 1 }, text: '×2', label: t('do.double') },
      ];
    case 'bar':
      return [];
    case 'balance':
      return [
        ...put('put', 1, 2, 5, 10, -1),
        { move: { do: 'both', n: 1 }, text: t('both'), label: t('do.both') },
      ];
  }
}

/** A short line needs no long hops. */
const within =
  ({ op, a, b }: Task) =>
  ({ move: { n } }: Choice): boolean =>
    (op === '+' ? n > 0 : true) && (Math.abs(n) < 10 || Math.max(a, b) > 20);

function starts({ a, b }: Task): Choice[] {
  return [...new Set([0, a, b])].map((n) => ({
    move: { do: 'start', n },
    text: `▸${n}`,
    label: t('do.start', { n }),
  }));
}

function blocks({ op }: Task): Choice[] {
  const one = (what: 'ten' | 'one', n: number): Choice => ({
    move: { do: what, n },
    text: signed(what === 'ten' ? n * 10 : n),
    label: t(`do.${what}`, { n: signed(n) }),
  });
  const add = [one('ten', 1), one('one', 1)];
  const less = op === '−' ? [one('ten', -1), one('one', -1)] : [];
  const trade: Choice =
    op === '−'
      ? { move: { do: 'trade', n: -1 }, text: '10 → 1 1 1', label: t('do.break') }
      : { move: { do: 'trade', n: 1 }, text: '1 1 1 → 10', label: t('do.trade') };
  return [...add, ...less, trade];
}
