import type { LaterPicture as Picture } from '../../pack';
import { t } from './words';

/** What is drawn on an option of the later years. */
export function LaterPicture({ picture }: { picture: Picture }) {
  switch (picture.kind) {
    case 'clock':
      return <Clock time={picture.time} />;
    case 'polygon':
      return <Polygon sides={picture.size} />;
    case 'angle':
      return <Angle degrees={picture.size} />;
    case 'fold':
      return <Fold {...picture} />;
  }
}

/** What it is called for who hears it: told from what is drawn. */
export function pictureLabel(picture: Picture): string {
  switch (picture.kind) {
    case 'clock':
      return clockLabel(picture.time);
    case 'polygon':
      return t('draw.polygon', { n: picture.size });
    case 'angle':
      return t('draw.angle', { n: picture.size });
    case 'fold':
      return t('draw.fold', { left: squares(picture, picture.left), right: squares(picture, picture.right) });
  }
}

/** The rows of half a drawing, a filled square as 1. */
function squares({ rows, columns }: { rows: number; columns: number }, bits: number): string {
  return Array.from({ length: rows }, (_, row) =>
    Array.from({ length: columns }, (_, column) => (bits >> (row * columns + column)) & 1).join(''),
  ).join(' ');
}

/** Where the hands stand, said without the time. */
export function clockLabel(time: string): string {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return t('draw.clock', { hour: hours % 12 || 12, next: (hours % 12) + 1, minutes });
}

const point = (turn: number, far: number): string => {
  const angle = turn * 2 * Math.PI;
  return `${round(far * Math.sin(angle))} ${round(-far * Math.cos(angle))}`;
};
const round = (value: number): number => Math.round(value * 100) / 100;

/** A drawing on an option is told by the option's own label. */
const told = (label: string | undefined) =>
  label ? ({ role: 'img', 'aria-label': label } as const) : ({ 'aria-hidden': 'true' } as const);

/** A face with twelve numbers, sixty marks, a short and a long hand. The numbers are drawn, not text, for the face has a label. */
export function Clock({ time, label }: { time: string; label?: string }) {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return (
    <span class="clock" dir="ltr" {...told(label)}>
      <svg viewBox="-104 -104 208 208">
        <circle r="100" class="dial" />
        <path
          class="minutes"
          d={Array.from(
            { length: 60 },
            (_, i) => `M${point(i / 60, i % 5 === 0 ? 88 : 93)}L${point(i / 60, 97)}`,
          ).join('')}
        />
        <path class="hand short" d={`M0 0L${point((hours + minutes / 60) / 12, 46)}`} />
        <path class="hand long" d={`M0 0L${point(minutes / 60, 82)}`} />
        <circle r="6" class="hub" />
      </svg>
      {Array.from({ length: 12 }, (_, i) => {
        const [x, y] = point((i + 1) / 12, 73)
          .split(' ')
          .map(Number);
        const at = { left: `${50 + x! / 2.08}%`, top: `${50 + y! / 2.08}%` };
        return <span key={i} class="hour" data-hour={i + 1} style={at} />;
      })}
    </span>
  );
}

export function Polygon({ sides, label }: { sides: number; label?: string }) {
  // Turned so that the shape stands on a side.
  const corners = Array.from({ length: sides }, (_, i) => point((i + 0.5 + (sides % 2) / 2) / sides, 50));
  return (
    <svg class="shape" viewBox="-56 -56 112 112" {...told(label)}>
      <path class="part filled" d={`M${corners.join('L')}z`} />
    </svg>
  );
}

export function Angle({ degrees }: { degrees: number }) {
  const tip = point((90 - degrees) / 360, 84);
  const arc = point((90 - degrees) / 360, 30);
  return (
    <svg class="shape" viewBox="-92 -92 184 112">
      <path class="wedge" d={`M0 0L30 0A30 30 0 0 0 ${arc}z`} />
      <path class="ray" d={`M84 0L0 0L${tip}`} />
    </svg>
  );
}

interface FoldProps {
  left: number;
  right: number;
  rows: number;
  columns: number;
}

/** Squares on either side of a line to fold along. */
function Fold({ left, right, rows, columns }: FoldProps) {
  const size = 16;
  const half = (bits: number, from: number) =>
    Array.from({ length: rows * columns }, (_, i) => (
      <rect
        key={i}
        x={from + (i % columns) * size}
        y={Math.floor(i / columns) * size}
        width={size}
        height={size}
        class={(bits >> i) & 1 ? 'part filled' : 'part'}
      />
    ));
  const middle = columns * size;
  return (
    <svg class="shape" viewBox={`-2 -8 ${2 * middle + 4} ${rows * size + 16}`}>
      {half(left, 0)}
      {half(right, middle)}
      <path class="fold" d={`M${middle} -8V${rows * size + 8}`} />
    </svg>
  );
}
