import { t } from '../words';

interface ColumnProps {
  a: number;
  b: number;
  op: string;
  help: boolean;
  typed: string;
}

const wide = 44;

/** Column arithmetic; tens and ones stand beside it while there are no hundreds. With help, the trade or the carry is shown. */
export function Column({ a, b, op, help, typed }: ColumnProps) {
  const columns = Math.max(String(a).length, String(b).length, typed.length, 2);
  const width = (columns + 1) * wide;
  const right = (digits: string, y: number, style: string) =>
    [...digits].map((digit, i) => (
      <text key={i} x={width - (digits.length - i - 0.5) * wide} y={y} class={style}>
        {digit}
      </text>
    ));
  const trades = op !== '+' && a % 10 < b % 10;
  const carries = op === '+' && (a % 10) + (b % 10) >= 10;
  return (
    <div class="column" dir="ltr">
      <svg
        viewBox={`0 0 ${width} 210`}
        style={{ width: width * 0.86 }}
        role="img"
        aria-label={t('draw.column', { a, b, op })}
      >
        {help && carries && small(width - 1.5 * wide, '1')}
        {help && trades && small(width - 1.5 * wide, String(Math.floor(a / 10) - 1))}
        {help && trades && small(width - 0.5 * wide, String((a % 10) + 10))}
        {right(String(a), 68, help && trades ? 'digit struck' : 'digit')}
        {help && trades && <path class="strike" d={`M${width - 2 * wide + 6} 52H${width - 6}`} />}
        <text x={wide * 0.5} y={120} class="digit">
          {op}
        </text>
        {right(String(b), 120, 'digit')}
        <path class="rule" d={`M4 136H${width - 4}`} />
        <rect
          x={width - Math.max(2, typed.length) * wide + 2}
          y={148}
          width={Math.max(2, typed.length) * wide - 4}
          height={54}
          rx={10}
          class="blank"
        />
        {right(typed, 192, 'digit')}
      </svg>
      {Math.max(a, b) < 100 && (
        <div class="blocks" aria-hidden="true">
          <Blocks value={a} traded={help && trades} />
          {op === '+' && <Blocks value={b} traded={false} />}
        </div>
      )}
    </div>
  );
}

function small(x: number, digits: string) {
  return (
    <text x={x} y={24} class="helper">
      {digits}
    </text>
  );
}

/** Tens as rods, ones as squares; a traded ten goes pale and lies there as ten ones. */
function Blocks({ value, traded }: { value: number; traded: boolean }) {
  const tens = Math.floor(value / 10);
  const ones = (value % 10) + (traded ? 10 : 0);
  const rod = 64;
  const start = tens * 14 + 8;
  const width = start + 5 * 13;
  return (
    <svg viewBox={`0 0 ${width} ${rod}`} style={{ width: width * 1.15 }}>
      {Array.from({ length: tens }, (_, i) => (
        <g key={i} opacity={traded && i === tens - 1 ? 0.3 : 1}>
          <rect x={i * 14} y={0} width={10} height={rod} rx={2} class="ten" />
          <path
            d={Array.from({ length: 9 }, (_, j) => `M${i * 14} ${(j + 1) * 6.4}h10`).join('')}
            class="notch"
          />
        </g>
      ))}
      {Array.from({ length: ones }, (_, i) => (
        <rect
          key={i}
          x={start + (i % 5) * 13}
          y={Math.floor(i / 5) * 13}
          width={10}
          height={10}
          rx={2}
          class="one"
        />
      ))}
    </svg>
  );
}
