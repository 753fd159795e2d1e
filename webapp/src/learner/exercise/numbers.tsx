import { Sum } from '../../language/prose';
import { t } from '../words';
import { each } from './things';

/** A row of numbers with one empty box, left to right in every language. */
export function Sequence({ numbers, typed }: { numbers: string; typed: string }) {
  const boxes = numbers.split(/\s+/).filter(Boolean);
  const told = boxes.map((box) => (box === '_' ? t('draw.emptyBox') : box)).join(', ');
  return (
    <div class="boxes" dir="ltr" role="img" aria-label={t('draw.sequence', { told })}>
      {boxes.map((box, i) => (
        <span key={i} class={box === '_' ? 'box blank' : 'box'}>
          {box === '_' ? typed : <Sum text={box} />}
        </span>
      ))}
    </div>
  );
}

const cube = 20;

/** Sticks of ten joined cubes, then single cubes in columns of five. */
export function Tens({ tens, ones }: { tens: number; ones: number }) {
  const stick = cube + 8;
  const start = tens * stick + (tens > 0 && ones > 0 ? 12 : 0);
  const width = Math.max(cube, start + Math.ceil(ones / 5) * (cube + 4));
  const height = cube * 10;
  return (
    <svg
      class="tens"
      viewBox={`-2 -2 ${width + 4} ${height + 4}`}
      style={{ maxWidth: width }}
      role="img"
      aria-label={[each(t('draw.ten'), tens), each(t('draw.one'), ones)].filter(Boolean).join('; ')}
    >
      {Array.from({ length: tens }, (_, i) => (
        <g key={i} transform={`translate(${i * stick} 0)`}>
          <rect width={cube} height={height} rx={3} class="ten" />
          <path
            class="notch"
            d={Array.from({ length: 9 }, (_, j) => `M0 ${(j + 1) * cube}h${cube}`).join('')}
          />
        </g>
      ))}
      {Array.from({ length: ones }, (_, i) => (
        <rect
          key={i}
          x={start + Math.floor(i / 5) * (cube + 4)}
          y={height - cube - (i % 5) * (cube + 4)}
          width={cube}
          height={cube}
          rx={3}
          class="one"
        />
      ))}
    </svg>
  );
}

/** A frame of boxes in rows of five, the first `count` of them filled with a counter. */
export function Frame({ count, of }: { count: number; of: number }) {
  const columns = Math.max(1, Math.min(5, of));
  const rows = Math.max(1, Math.ceil(of / 5));
  const size = 44;
  return (
    <svg
      class="frame"
      viewBox={`-2 -2 ${columns * size + 4} ${rows * size + 4}`}
      style={{ maxWidth: columns * 60 }}
      role="img"
      aria-label={[each(t('draw.full'), count), each(t('draw.empty'), of - count)].filter(Boolean).join('; ')}
    >
      {Array.from({ length: of }, (_, i) => (
        <g key={i} transform={`translate(${(i % 5) * size} ${Math.floor(i / 5) * size})`}>
          <rect width={size} height={size} class="part" />
          {i < count && <circle cx={size / 2} cy={size / 2} r={15} class="counter" />}
        </g>
      ))}
    </svg>
  );
}
