import type { ComponentChildren } from 'preact';
import { pictureAddress } from '../../ui/picture';
import { t } from '../words';

const cell = 40;

const named = ['fish', 'kite', 'mango', 'red-apple', 'soccer-ball', 'star', 'tulip'] as const;

/** What a thing is called; a picture, where this app has no word for it. */
export function nameOf(thing: string): string {
  const known = named.find((one) => one === thing);
  return known ? t(`thing.${known}`) : t('thing');
}

/** A word as often as its thing is drawn: who hears it counts as those do who see it. */
export function each(word: string, count: number): string {
  return Array.from({ length: count }, () => word).join(t('draw.comma'));
}

interface ThingsProps {
  thing: string;
  count: number;
  perRow: number;
  /** How many of the last ones are crossed out. */
  crossed?: number;
  label?: string;
}

/** Things to count, in rows; dots where this app has no picture of that name. */
export function Things({ thing, count, perRow, crossed = 0, label }: ThingsProps) {
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
