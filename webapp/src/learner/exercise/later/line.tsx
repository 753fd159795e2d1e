import { tap } from '../../answering';
import { feedback } from '../../screen';
import type { Exercise } from '../../pack';
import { Go } from '../go';
import { useKeyboard } from '../keyboard';
import type { DrawingProps } from './index';
import { t } from './words';

const ticksOf = ({ instance, generator }: Exercise): string[] =>
  String(instance.v[String(generator.layout['ticks'])] ?? '').split('\u2003');

/** A number line: some marks carry their number, an arrow stands at one, or where the learner put it. */
export function Line({ exercise, typed }: DrawingProps) {
  const ticks = ticksOf(exercise);
  const { layout } = exercise.generator;
  const value = (name: string): number => Number(exercise.instance.v[String(layout[name])] ?? 0);
  const shown = Math.max(1, value('shown'));
  const tapping = exercise.item.format === 'line';
  const at = tapping ? ticks.indexOf(typed) : value('at');
  // Room at both ends for a number of four digits.
  const x = (i: number): number => 36 + (i * 268) / (ticks.length - 1);
  const told = ticks.filter((_, i) => i % shown === 0).join(', ');
  return (
    <svg
      class="line"
      data-at={ticks[at] ?? ''}
      viewBox="0 0 340 124"
      role="img"
      aria-label={t(at < 0 ? 'draw.line' : 'draw.lineAt', { n: ticks.length - 1, told, at: at + 1 })}
    >
      <path class="ray" d="M8 60H332" />
      {ticks.map((tick, i) => (
        <g key={tick}>
          <path
            class={i % shown === 0 ? 'tick main' : 'tick'}
            d={`M${x(i)} ${i % shown === 0 ? 48 : 53}V${i % shown === 0 ? 72 : 67}`}
          />
          {i % shown === 0 && <TickNumber x={x(i)} text={tick} />}
        </g>
      ))}
      {at >= 0 && <path class="arrow" d={`M${x(at)} 46l-10 -18h7v-22h6v22h7z`} />}
    </svg>
  );
}

/** The number at a mark; a fraction stands one number over the other. */
function TickNumber({ x, text }: { x: number; text: string }) {
  const [top = '', bottom] = text.split('/');
  return (
    <>
      <text x={x} y={bottom === undefined ? 100 : 93} class="tick-number">
        {top}
      </text>
      {bottom !== undefined && (
        <>
          <path class="tick" d={`M${x - 11} 98h22`} />
          <text x={x} y={120} class="tick-number">
            {bottom}
          </text>
        </>
      )}
    </>
  );
}

/** Moves the arrow along the line, by finger or by the arrow keys. */
export function LineKeys({ exercise }: { exercise: Exercise }) {
  useKeyboard(() => undefined);
  const ticks = ticksOf(exercise);
  const done = feedback.value !== null;
  const move = (event: Event): void => tap(ticks[Number((event.target as HTMLInputElement).value)] ?? '');
  return (
    <div
      class={done ? 'keypad line-keys done' : 'keypad line-keys'}
      dir="ltr"
      role="group"
      aria-label={t('line.keys')}
    >
      <input
        type="range"
        class="slide"
        min={0}
        max={ticks.length - 1}
        step={1}
        value={0}
        disabled={done}
        aria-label={t('line.move')}
        onInput={move}
        onClick={move}
      />
      <Go />
    </div>
  );
}
