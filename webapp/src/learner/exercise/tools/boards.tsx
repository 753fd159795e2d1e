import { Tens } from '../numbers';
import { type Board, columnsOf, type Task } from './board';
import { t } from './words';

interface Props {
  task: Task;
  board: Board;
}

/** The picture of a tool as it stands; our own SVG, left to right in every language. */
export function BoardPicture({ task, board }: Props) {
  switch (task.kind) {
    case 'frame':
      return <Frames task={task} board={board} />;
    case 'line':
      return <NumberLine task={task} board={board} />;
    case 'blocks':
      return board.tens + board.ones > 0 ? <Tens tens={board.tens} ones={board.ones} /> : <Empty />;
    case 'array':
      return <Rows task={task} board={board} />;
    case 'bar':
      return <Bars board={board} />;
    case 'balance':
      return <Balance task={task} board={board} />;
  }
}

const Empty = () => <p class="tool-empty">{t('empty')}</p>;

const cell = 28;

/** Two frames of ten: what was there first as full counters, the rest as rings. */
function Frames({ task, board }: Props) {
  const first = task.op === '−' ? board.count : task.a;
  const place = (i: number): [number, number] => [
    (i % 5) * cell + Math.floor(i / 10) * (5 * cell + 14),
    Math.floor((i % 10) / 5) * cell,
  ];
  return (
    <svg
      class="board-picture"
      viewBox={`-2 -2 ${10 * cell + 18} ${2 * cell + 4}`}
      role="img"
      aria-label={t('frame.is', { n: board.count })}
    >
      {Array.from({ length: 20 }, (_, i) => {
        const [x, y] = place(i);
        return (
          <g key={i} transform={`translate(${x} ${y})`}>
            <rect width={cell} height={cell} class="part" />
            {i < board.count && (
              <circle
                cx={cell / 2}
                cy={cell / 2}
                r={i < first ? 10 : 8}
                class={i < first ? 'counter' : 'counter ring'}
              />
            )}
          </g>
        );
      })}
    </svg>
  );
}

/** Where the number line of a task ends: at a ten. */
export function endOf({ op, a, b }: Task): number {
  const largest = op === '+' ? a + b : Math.max(a, b);
  return Math.min(100, Math.max(10, Math.ceil((largest + 1) / 10) * 10));
}

function NumberLine({ task, board }: Props) {
  const end = endOf(task);
  const x = (n: number): number => 14 + (n * 292) / end;
  const every = end > 50 ? 10 : end > 20 ? 5 : end > 10 ? 2 : 1;
  const hops = board.trail.slice(1).map((to, i) => [board.trail[i]!, to] as const);
  return (
    <svg
      class="board-picture"
      viewBox="0 0 320 84"
      role="img"
      aria-label={t('line.is', { n: board.count, end })}
    >
      <path class="ray" d="M8 56H312" />
      {Array.from({ length: end + 1 }, (_, n) => (
        <g key={n}>
          {(end <= 50 || n % 5 === 0) && (
            <path class="tick" d={`M${x(n)} ${n % every === 0 ? 48 : 52}V${n % every === 0 ? 64 : 60}`} />
          )}
          {n % every === 0 && (
            <text x={x(n)} y={80} class="tool-number">
              {n}
            </text>
          )}
        </g>
      ))}
      {hops.map(([from, to], i) => (
        <path
          key={i}
          class="hop"
          d={`M${x(from)} 50Q${(x(from) + x(to)) / 2} ${Math.max(4, 44 - Math.abs(x(to) - x(from)))} ${x(to)} 50`}
        />
      ))}
      <circle cx={x(Math.min(end, board.count))} cy={56} r={8} class="counter" />
    </svg>
  );
}

function Rows({ task, board }: Props) {
  const columns = columnsOf(task);
  const rows = Math.max(1, Math.ceil(board.count / columns));
  if (board.count === 0) return <Empty />;
  const size = 24;
  return (
    <svg
      class="board-picture"
      viewBox={`0 0 ${Math.max(columns, 10) * size} ${rows * size}`}
      role="img"
      aria-label={t('array.is', { n: board.count, rows, columns })}
    >
      {Array.from({ length: board.count }, (_, i) => (
        <circle
          key={i}
          cx={(i % columns) * size + size / 2}
          cy={Math.floor(i / columns) * size + size / 2}
          r={9}
          class={Math.floor(i / columns) % 2 ? 'counter ring' : 'counter'}
        />
      ))}
    </svg>
  );
}

function Bars({ board }: { board: Board }) {
  const width = 300;
  const told = board.bars.map(({ parts, filled }) => t('bar.is', { parts, filled })).join('; ');
  return (
    <svg class="board-picture" viewBox={`-2 -2 ${width + 4} 86`} role="img" aria-label={told}>
      {board.bars.map(({ parts, filled }, bar) =>
        Array.from({ length: parts }, (_, i) => (
          <rect
            key={`${bar} ${i}`}
            x={(i * width) / parts}
            y={bar * 44}
            width={width / parts}
            height={36}
            class={i < filled ? 'part filled' : 'part'}
          />
        )),
      )}
    </svg>
  );
}

/** A balance: the box and what is known on the left, the sum on the right; it leans to the heavier side. */
function Balance({ task, board }: Props) {
  const [left, right] = [board.count + task.a - board.taken, task.b - board.taken];
  const known = task.a - board.taken;
  const lean = Math.sign(right - left) * 7;
  const state = lean === 0 ? 'level' : lean > 0 ? 'right' : 'left';
  const box = board.count > 0 ? String(board.count) : '▢';
  const pan = (x: number, text: string) => (
    <g transform={`rotate(${-lean} ${x} 40)`}>
      <path class="tick" d={`M${x} 40L${x - 52} 76H${x + 52}Z`} />
      <rect x={x - 58} y={76} width={116} height={34} rx={8} class="part" />
      <text x={x} y={101} class="tool-weight">
        {text}
      </text>
    </g>
  );
  return (
    <svg
      class="board-picture"
      viewBox="0 0 320 160"
      role="img"
      aria-label={t('balance.is', { box, known, right, state })}
    >
      <g transform={`rotate(${lean} 160 40)`}>
        <path class="ray" d="M70 40H250" />
        {pan(70, known > 0 ? `${box} + ${known}` : box)}
        {pan(250, String(right))}
      </g>
      <path class="ray" d="M160 40V146M130 150H190" />
    </svg>
  );
}
