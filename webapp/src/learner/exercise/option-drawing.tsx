import { later } from '../later';
import type { OptionPicture } from '../pack';
import { t } from '../words';
import { each, nameOf, Things } from './things';

/** What is drawn on an option. */
export function OptionDrawing({ picture }: { picture: OptionPicture }) {
  if (picture.kind === 'things') return <Things thing={picture.thing} count={picture.count} perRow={5} />;
  if (picture.kind !== 'fraction') {
    const Later = later.value?.LaterPicture;
    return Later ? <Later picture={picture} /> : null;
  }
  const { shape, parts, filled } = picture;
  return (
    <svg class={`whole ${shape}`} viewBox={shape === 'bar' ? '-2 -2 164 64' : '-52 -52 104 104'}>
      {Array.from({ length: parts }, (_, i) => (
        <path
          key={i}
          class={i < filled ? 'part filled' : 'part'}
          d={shape === 'bar' ? barPart(i, parts) : circlePart(i, parts)}
        />
      ))}
    </svg>
  );
}

/** What the picture is called for who hears it: told from the picture, never from the answer behind it; things are told one by one, to be counted. */
export function optionLabel(picture: OptionPicture): string {
  if (picture.kind === 'things') return each(nameOf(picture.thing), picture.count);
  if (picture.kind !== 'fraction') return later.value?.pictureLabel(picture) ?? '';
  const { shape, parts, filled } = picture;
  return t(shape === 'bar' ? 'draw.bar' : 'draw.circle', { n: parts, filled });
}

function barPart(i: number, parts: number): string {
  const width = 160 / parts;
  return `M${round(i * width)} 0h${round(width)}v60h${round(-width)}z`;
}

/** One piece of the cake, clockwise from the top. */
function circlePart(i: number, parts: number): string {
  if (parts === 1) return 'M0 -50A50 50 0 1 1 0 50A50 50 0 1 1 0 -50z';
  const at = (place: number): string => {
    const angle = (place / parts) * 2 * Math.PI;
    return `${round(50 * Math.sin(angle))} ${round(-50 * Math.cos(angle))}`;
  };
  return `M0 0L${at(i)}A50 50 0 0 1 ${at(i + 1)}z`;
}

const round = (value: number): number => Math.round(value * 100) / 100;
