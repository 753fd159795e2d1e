import type { ComponentChildren } from 'preact';
import { useRef } from 'preact/hooks';
import { tap } from '../../answering';
import { feedback, typed } from '../../screen';
import type { Exercise } from '../../pack';
import { Go } from '../go';
import { useKeyboard } from '../keyboard';
import type { DrawingProps } from './index';
import { Clock, clockLabel } from './picture';
import { t } from './words';

const valueOf = ({ instance, generator }: Exercise, field: string): number =>
  Number(instance.v[String(generator.layout[field])] ?? 0);

/** Parts of the bar that have colour so far. */
const coloured = (given: string): number => Number(given.split('/')[0] || 0);

/** A bar to colour: touching a part colours all up to it, touching the last coloured one takes it back. */
export function Shade({ exercise, typed: given }: DrawingProps) {
  const parts = valueOf(exercise, 'parts');
  const filled = coloured(given);
  const width = 320 / parts;
  const touch = (part: number): void => {
    if (feedback.value === null) tap(`${part === filled ? part - 1 : part}/${parts}`);
  };
  return (
    <svg
      class="shade"
      data-filled={filled}
      viewBox="-2 -2 324 68"
      role="img"
      aria-label={t('draw.shade', { parts, filled })}
    >
      {Array.from({ length: parts }, (_, i) => (
        <rect
          key={i}
          x={i * width}
          width={width}
          height="64"
          class={i < filled ? 'part filled' : 'part'}
          onClick={() => touch(i + 1)}
        />
      ))}
    </svg>
  );
}

/** The rows that set something, and the key that hands it in. */
function SetKeys({ label, children }: { label: string; children: ComponentChildren }) {
  useKeyboard(() => undefined);
  return (
    <div
      class={feedback.value ? 'keypad set-keys done' : 'keypad set-keys'}
      dir="ltr"
      role="group"
      aria-label={label}
    >
      {children}
      <Go />
    </div>
  );
}

/** Colours one part more or one less. */
export function ShadeKeys({ exercise }: { exercise: Exercise }) {
  const parts = valueOf(exercise, 'parts');
  return (
    <SetKeys label={t('shade.keys')}>
      <Stepper
        name="parts"
        least={0}
        most={parts}
        step={1}
        at={coloured(typed.value)}
        label={t('shade.move')}
        less={t('shade.less')}
        more={t('shade.more')}
        move={(n) => tap(`${n}/${parts}`)}
      />
    </SetKeys>
  );
}

/** What the hands show before somebody touches them. */
const start = '12:00';

const read = (given: string): [number, number] => {
  const [hour = 12, minute = 0] = (given || start).split(':').map(Number);
  return [hour, minute];
};

const write = (hour: number, minute: number): string => `${hour}:${String(minute).padStart(2, '0')}`;

/** A clock whose hands follow a finger: the hand that is nearer to it. */
export function SetClock({ exercise, typed: given }: DrawingProps) {
  const time = given || start;
  const held = useRef<'hour' | 'minute' | null>(null);
  const step = valueOf(exercise, 'step') || 5;
  const turnOf = (event: PointerEvent): number => {
    const { left, top, width, height } = (event.currentTarget as Element).getBoundingClientRect();
    const angle = Math.atan2(event.clientX - left - width / 2, top + height / 2 - event.clientY);
    return (angle / (2 * Math.PI) + 1) % 1;
  };
  const pull = (event: PointerEvent): void => {
    if (!held.current || feedback.value !== null) return;
    const [hour, minute] = read(typed.value);
    const turn = turnOf(event);
    if (held.current === 'minute') tap(write(hour, (Math.round((turn * 60) / step) * step) % 60));
    else tap(write(((Math.round(turn * 12 - minute / 60) + 11) % 12) + 1, minute));
  };
  const hold = (event: PointerEvent): void => {
    const [hour, minute] = read(typed.value);
    const away = (turn: number): number => {
      const far = Math.abs(turnOf(event) - turn);
      return Math.min(far, 1 - far);
    };
    held.current = away((hour + minute / 60) / 12) < away(minute / 60) ? 'hour' : 'minute';
    (event.currentTarget as Element).setPointerCapture(event.pointerId);
    pull(event);
  };
  return (
    <span
      class="setting"
      data-time={given}
      onPointerDown={hold}
      onPointerMove={pull}
      onPointerUp={() => (held.current = null)}
      onPointerCancel={() => (held.current = null)}
    >
      <Clock time={time} label={clockLabel(time)} />
    </span>
  );
}

/** Moves the hands without pulling them: one row for each. */
export function ClockKeys({ exercise }: { exercise: Exercise }) {
  const step = valueOf(exercise, 'step') || 5;
  const [hour, minute] = read(typed.value);
  return (
    <SetKeys label={t('clock.keys')}>
      <Stepper
        name="hour"
        least={1}
        most={12}
        step={1}
        at={hour}
        label={t('clock.hour')}
        less={t('clock.hourBack')}
        more={t('clock.hourOn')}
        move={(n) => tap(write(n, minute))}
      />
      <Stepper
        name="minute"
        least={0}
        most={60 - step}
        step={step}
        at={minute}
        label={t('clock.minute')}
        less={t('clock.minuteBack')}
        more={t('clock.minuteOn')}
        move={(n) => tap(write(hour, n))}
      />
    </SetKeys>
  );
}

interface StepperProps {
  name: 'parts' | 'hour' | 'minute';
  least: number;
  most: number;
  step: number;
  at: number;
  label: string;
  less: string;
  more: string;
  move: (n: number) => void;
}

/** A key less, a slide, a key more; hands go round, parts end. */
function Stepper({ name, least, most, step, at, label, less, more, move }: StepperProps) {
  const done = feedback.value !== null;
  const round = name !== 'parts';
  const back = at - step < least ? (round ? most : least) : at - step;
  const on = at + step > most ? (round ? least : most) : at + step;
  return (
    <div class={`stepper of-${name}`}>
      {round && <Hand short={name === 'hour'} />}
      <button type="button" class="key" aria-label={less} disabled={done} onClick={() => move(back)}>
        −
      </button>
      <input
        type="range"
        class="slide"
        min={least}
        max={most}
        step={step}
        value={at}
        disabled={done}
        aria-label={label}
        onInput={(event) => move(Number(event.currentTarget.value))}
      />
      <button type="button" class="key" aria-label={more} disabled={done} onClick={() => move(on)}>
        +
      </button>
    </div>
  );
}

/** Which hand a row moves, drawn as on the clock. */
function Hand({ short }: { short: boolean }) {
  return (
    <svg class="which-hand" viewBox="-12 -50 24 56" aria-hidden="true">
      <path class={short ? 'hand short' : 'hand long'} d={short ? 'M0 0V-22' : 'M0 0V-44'} />
      <circle r="6" class="hub" />
    </svg>
  );
}
