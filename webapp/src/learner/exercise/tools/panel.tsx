import { useEffect, useRef, useState } from 'preact/hooks';
import { Button } from '../../../ui/button';
import { Icon } from '../../../ui/icon';
import '../../../ui/late-icons';
import type { Exercise } from '../../pack';
import { feedback } from '../../screen';
import { worked } from '../../tools';
import { BoardPicture } from './boards';
import { after, type Board, type Move, type Task } from './board';
import { choicesOf, type Choice } from './chips';
import { tasksOf } from './task';
import { t } from './words';

/** Most moves that are kept; nobody needs so many. */
const most = 200;

/** A button for each of the things to work an exercise out with. */
export function ToolChoice({ exercise }: { exercise: Exercise }) {
  const tasks = tasksOf(exercise);
  const open = worked.value?.task.kind;
  if (tasks.length === 0 || feedback.value) return null;
  return (
    <div class="tool-choice" role="group" aria-label={t('workItOut')}>
      {tasks.map((task) => (
        <Button
          key={task.kind}
          icon={open === task.kind ? 'check' : icons[task.kind]}
          data-tool={task.kind}
          aria-pressed={open === task.kind}
          onClick={() => (worked.value = open === task.kind ? null : { task, moves: [] })}
        >
          <span class="word">{t(`tool.${task.kind}`)}</span>
        </Button>
      ))}
    </div>
  );
}

const icons: Record<Task['kind'], string> = {
  frame: 'grid-3x3',
  line: 'ruler',
  blocks: 'blocks',
  array: 'grip',
  bar: 'columns-3',
  balance: 'scale',
};

/** The one that is open, in the work; it stays to be seen when the answer is given. */
export function OpenDesk() {
  const open = worked.value;
  return (
    open && (
      <section class="tools" aria-label={t('tools')}>
        <Desk key={open.task.kind} task={open.task} moves={open.moves} />
      </section>
    )
  );
}

function Desk({ task, moves }: { task: Task; moves: Move[] }) {
  const board = after(task, moves);
  const done = feedback.value !== null;
  const desk = useRef<HTMLDivElement>(null);
  useEffect(() => desk.current?.scrollIntoView({ block: 'nearest' }), []);
  const play = (move: Move): void => {
    if (!feedback.value && moves.length < most) worked.value = { task, moves: [...moves, move] };
  };
  return (
    <div class="desk" ref={desk} data-kind={task.kind} data-moves={moves.length}>
      <div class="tool-board" dir="ltr">
        <BoardPicture task={task} board={board} />
      </div>
      {!done && (
        <div class="chips" dir="ltr">
          {task.kind === 'bar' && board.bars.map((_, bar) => <BarKeys bar={bar} board={board} play={play} />)}
          {choicesOf(task).map((choice) => (
            <Chip key={choice.text} choice={choice} play={play} />
          ))}
          <Button
            icon="undo-2"
            data-undo
            aria-label={t('undo')}
            aria-disabled={moves.length === 0}
            onClick={() => (worked.value = { task, moves: moves.slice(0, -1) })}
          />
        </div>
      )}
    </div>
  );
}

/** A move: a tap makes it, and so does dragging it onto the board. */
function Chip({ choice: { move, text, label }, play }: { choice: Choice; play(move: Move): void }) {
  const from = useRef<{ x: number; y: number } | null>(null);
  const dragged = useRef(false);
  const [shift, setShift] = useState<{ x: number; y: number } | null>(null);
  const drop = (event: PointerEvent): void => {
    from.current = null;
    setShift(null);
    const under = document.elementsFromPoint(event.clientX, event.clientY);
    if (dragged.current && under.some((element) => element.classList.contains('tool-board'))) play(move);
  };
  return (
    <button
      type="button"
      class="button chip-key"
      dir="ltr"
      data-move={`${move.do} ${move.n}`}
      // What is said holds what is read, for those who speak to the tablet.
      aria-label={label.includes(text) ? label : `${label} ${text}`}
      style={shift ? { transform: `translate(${shift.x}px, ${shift.y}px)` } : undefined}
      onPointerDown={(event) => {
        from.current = { x: event.clientX, y: event.clientY };
        dragged.current = false;
        // A quick finger is off the key before it is heard of again.
        event.currentTarget.setPointerCapture(event.pointerId);
      }}
      onPointerMove={(event) => {
        if (!from.current) return;
        const by = { x: event.clientX - from.current.x, y: event.clientY - from.current.y };
        if (Math.hypot(by.x, by.y) > 12) dragged.current = true;
        if (dragged.current) setShift(by);
      }}
      onPointerUp={drop}
      onPointerCancel={() => {
        from.current = null;
        setShift(null);
      }}
      // The tap that ends a drag is none.
      onClick={() => (dragged.current ? (dragged.current = false) : play(move))}
    >
      {text}
    </button>
  );
}

/** Cuts one bar into more or fewer parts, and colours them. */
function BarKeys({ bar, board, play }: { bar: number; board: Board; play(move: Move): void }) {
  const { parts, filled } = board.bars[bar]!;
  const key = (move: Move, text: string, label: string) => (
    <Button
      style="chip-key"
      dir="ltr"
      data-move={`${move.do} ${bar} ${text}`}
      aria-label={`${label} ${text}`}
      onClick={() => play(move)}
    >
      {text}
    </Button>
  );
  const name = t(bar === 0 ? 'bar.upper' : 'bar.lower');
  return (
    <div class="bar-keys" role="group" aria-label={name}>
      <Icon name={bar === 0 ? 'arrow-up' : 'arrow-down'} />
      {key({ do: 'cut', n: parts - 1, bar }, '÷−', t('bar.fewer'))}
      {key({ do: 'cut', n: parts + 1, bar }, '÷+', t('bar.more'))}
      {key({ do: 'fill', n: filled - 1, bar }, '▮−', t('bar.empty'))}
      {key({ do: 'fill', n: filled + 1, bar }, '▮+', t('bar.colour'))}
    </div>
  );
}
