import type { Exercise } from '../../pack';
import { OptionDrawing, optionLabel } from '../option-drawing';
import { Things } from '../things';
import type { DrawingProps } from './index';
import { Money } from './money';
import { Clock, clockLabel, Polygon } from './picture';
import { t } from './words';

export const kinds = new Set([
  'groups', 'array', 'area', 'part', 'hundred', 'clock', 'money', 'bars', 'key', 'tally', 'polygon',
]); // prettier-ignore

const text = ({ instance, generator }: Exercise, field: string): string =>
  String(instance.v[String(generator.layout[field])] ?? '');

/** Draws one of the later kinds. */
export function LaterDrawing({ exercise }: DrawingProps) {
  const said = (field: string): string => text(exercise, field);
  const number = (field: string): number => Number(said(field));
  const numbers = (field: string): number[] => said(field).split('\u2003').map(Number);
  switch (exercise.generator.layout.kind) {
    case 'groups':
      return <Groups thing={said('thing')} groups={number('groups')} each={number('each')} />;
    case 'array':
      return <Grid rows={number('rows')} columns={number('columns')} dots />;
    case 'area':
      return <Grid rows={number('rows')} columns={number('columns')} />;
    case 'part':
      return <Part shape={said('shape')} parts={number('parts')} filled={number('filled')} />;
    case 'hundred':
      return <Hundred filled={number('filled')} />;
    case 'clock':
      return <Clock time={said('time')} label={clockLabel(said('time'))} />;
    case 'money':
      return (
        <Money worths={numbers('notes')} label={t('money.here', { told: numbers('notes').join(', ') })} />
      );
    case 'bars':
      return <Bars values={numbers('values')} step={number('step')} />;
    case 'key':
      return <Key thing={said('thing')} rows={numbers('values')} each={number('each')} />;
    case 'tally':
      return <Tally count={number('count')} />;
    default:
      return <Polygon sides={number('sides')} label={t('draw.shape')} />;
  }
}

function Groups({ thing, groups, each }: { thing: string; groups: number; each: number }) {
  return (
    <div class="groups" dir="ltr" role="img" aria-label={t('draw.groups', { groups, each })}>
      {Array.from({ length: groups }, (_, i) => (
        <span key={i} class="group">
          <Things thing={thing} count={each} perRow={Math.min(each, each > 4 ? 3 : 2)} />
        </span>
      ))}
    </div>
  );
}

function Grid({ rows, columns, dots = false }: { rows: number; columns: number; dots?: boolean }) {
  const size = 24;
  const label = t(dots ? 'draw.array' : 'draw.area', { rows, columns });
  return (
    <svg
      class="squares"
      viewBox={`-2 -2 ${columns * size + 4} ${rows * size + 4}`}
      style={{ maxWidth: columns * 34 }}
      role="img"
      aria-label={label}
    >
      {Array.from({ length: rows * columns }, (_, i) => {
        const [x, y] = [(i % columns) * size, Math.floor(i / columns) * size];
        return dots ? (
          <circle key={i} cx={x + size / 2} cy={y + size / 2} r={9} class="counter" />
        ) : (
          <rect key={i} x={x} y={y} width={size} height={size} class="part tile" />
        );
      })}
    </svg>
  );
}

function Part({ shape, parts, filled }: { shape: string; parts: number; filled: number }) {
  const picture = { kind: 'fraction', shape: shape === 'bar' ? 'bar' : 'circle', parts, filled } as const;
  return (
    <div class="whole-part" role="img" aria-label={optionLabel(picture)}>
      <OptionDrawing picture={picture} />
    </div>
  );
}

/** A square of a hundred, column by column from the left. */
function Hundred({ filled }: { filled: number }) {
  return (
    <svg
      class="squares hundred"
      viewBox="-2 -2 204 204"
      role="img"
      aria-label={t('draw.hundred', { n: filled })}
    >
      {Array.from({ length: 100 }, (_, i) => (
        <rect
          key={i}
          x={Math.floor(i / 10) * 20}
          y={(i % 10) * 20}
          width={20}
          height={20}
          class={i < filled ? 'part filled' : 'part'}
        />
      ))}
    </svg>
  );
}

/** Bars over a scale of ten steps, its numbers large enough for a phone. */
function Bars({ values, step }: { values: number[]; step: number }) {
  const y = (value: number): number => 214 - (value / step) * 20;
  const left = 16 + String(10 * step).length * 18;
  const width = left + 16 + values.length * 52;
  return (
    <svg
      class="bars"
      viewBox={`0 0 ${width} 226`}
      style={{ maxWidth: width * 1.1 }}
      role="img"
      aria-label={t('draw.bars', { told: values.join(', ') })}
    >
      {Array.from({ length: 11 }, (_, i) => (
        <g key={i}>
          <path class="squaresline" d={`M${left} ${y(i * step)}H${width - 6}`} />
          {i % 2 === 0 && (
            <text x={left - 8} y={y(i * step) + 10} class="scale">
              {i * step}
            </text>
          )}
        </g>
      ))}
      {values.map((value, i) => (
        <rect
          key={i}
          x={left + 12 + i * 52}
          y={y(value)}
          width={36}
          height={214 - y(value)}
          class="bar-drawn"
        />
      ))}
      <path class="ray" d={`M${left} 10V214H${width - 6}`} />
    </svg>
  );
}

/** Rows of pictures, each of which stands for several. */
function Key({ thing, rows, each }: { thing: string; rows: number[]; each: number }) {
  const most = Math.max(...rows);
  const label = t('draw.key', { told: rows.join(', '), each });
  return (
    <div class="key-rows" dir="ltr" role="img" aria-label={label} style={{ maxWidth: most * 52 }}>
      <span class="key-says">
        <Things thing={thing} count={1} perRow={1} /> = {each}
      </span>
      {rows.map((count, i) => (
        // Pictures that stand for the same number are equally big, however many stand in a row.
        <span key={i} style={{ width: `${(100 * count) / most}%` }}>
          <Things thing={thing} count={count} perRow={count} />
        </span>
      ))}
    </div>
  );
}

/** Strokes in fives, the fifth across the others. */
function Tally({ count }: { count: number }) {
  const fives = Math.ceil(count / 5);
  const perRow = 4;
  const strokes = Array.from({ length: count }, (_, i) => {
    const [five, at] = [Math.floor(i / 5), i % 5];
    const x = (five % perRow) * 80 + 8;
    const y = Math.floor(five / perRow) * 64 + 6;
    return at === 4 ? `M${x - 6} ${y + 44}l62 -40` : `M${x + at * 14} ${y}v48`;
  });
  return (
    <svg
      class="tally"
      viewBox={`0 0 ${Math.min(fives, perRow) * 80} ${Math.ceil(fives / perRow) * 64}`}
      style={{ maxWidth: Math.min(fives, perRow) * 96 }}
      role="img"
      aria-label={t('draw.tally', { n: fives, last: count - 5 * (fives - 1) })}
    >
      <path class="stroke" d={strokes.join('')} />
    </svg>
  );
}
