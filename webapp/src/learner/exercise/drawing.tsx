import type { ComponentChildren } from 'preact';
import { pictureAddress } from '../../shared/picture';
import type { Exercise } from '../pack';
import { t } from '../words';
import { Column } from './column';

const cell = 40;

/** Draws what the exercise's layout asks for, in our own SVG; `help` shows the trade or carry, `typed` the answer so far. */
export function Drawing({ exercise, help, typed }: { exercise: Exercise; help: boolean; typed: string }) {
  const { layout } = exercise.generator;
  const number = (name: unknown): number => Number(exercise.instance.v[String(name)] ?? 0);
  const thing = String(exercise.instance.v[String(layout['thing'])] ?? 'none');
  const [a, b] = [number(layout['a']), number(layout['b'])];
  const op = String(layout['op']);
  if (layout.kind === 'column') return <Column a={a} b={b} op={op} help={help} typed={typed} />;
  if (layout.kind === 'picture') {
    const count = number(layout['count']);
    const label = t('draw.things', { n: count });
    return <Things label={label} thing={thing} count={count} perRow={number(layout['perRow']) || 5} />;
  }
  if (layout.kind !== 'row') return null;
  if (thing === 'none') return <Sentence a={a} b={b} op={op} typed={typed} />;
  if (op !== '+') {
    const label = t('draw.taken', { a, b });
    return <Things label={label} thing={thing} count={a} perRow={5} crossed={b} />;
  }
  return (
    <div class="sum" dir="ltr" role="img" aria-label={t('draw.joined', { a, b })}>
      <Things thing={thing} count={a} perRow={5} />
      <span class="sign">+</span>
      <Things thing={thing} count={b} perRow={5} />
    </div>
  );
}

interface ThingsProps {
  thing: string;
  count: number;
  perRow: number;
  /** How many of the last ones are crossed out. */
  crossed?: number;
  label?: string;
}

function Things({ thing, count, perRow, crossed = 0, label }: ThingsProps) {
  const columns = Math.max(1, Math.min(perRow, count));
  const rows = Math.max(1, Math.ceil(count / columns));
  const described = label ? ({ role: 'img', 'aria-label': label } as const) : {};
  const address = pictureAddress(thing);
  const draw = (i: number): ComponentChildren => {
    const [x, y] = [(i % columns) * cell, Math.floor(i / columns) * cell];
    return (
      <g key={i} transform={`translate(${x} ${y})`} opacity={i >= count - crossed ? 0.45 : 1}>
        {address ? (
          <use href={address} x={3} y={3} width={cell - 6} height={cell - 6} />
        ) : (
          <circle cx={cell / 2} cy={cell / 2} r={14} class="dot" />
        )}
        {i >= count - crossed && <path d={`M6 ${cell - 6}L${cell - 6} 6`} class="crossing" />}
      </g>
    );
  };
  return (
    <svg
      class="things"
      viewBox={`0 0 ${columns * cell} ${rows * cell}`}
      style={{ maxWidth: columns * 52 }}
      {...described}
    >
      {Array.from({ length: count }, (_, i) => draw(i))}
    </svg>
  );
}

function Sentence({ a, b, op, typed }: { a: number; b: number; op: string; typed: string }) {
  return (
    <div class="sentence" dir="ltr">
      {a} {op} {b} = <span class="blank">{typed}</span>
    </div>
  );
}
