import { Note } from './note';
import { Table } from './table';
import { scaleEnd } from './scale';
import './plot.css';

/** One bar; a value of null is known but not told, as a small cell is. */
export interface Point {
  label: string;
  value: number | null;
}

interface PlotProps {
  /** What it shows, for who hears it; the heading above says it to who sees it. */
  label: string;
  /** What the points are, and what is counted of them: the heads of the figures beside the drawing. */
  of: string;
  counts: string;
  points: readonly Point[];
  /** How a value is written. */
  say(value: number): string;
  /** The word in the place of a value that is not told. */
  hidden: string;
  /** The word when there is nothing to draw yet. */
  empty: string;
}

/**
 * Bars over a scale that begins at nought, and the same figures in words beside
 * them: who cannot see the drawing misses nothing. It runs with the language,
 * so in Urdu the first bar stands at the right.
 */
export function Plot({ label, of, counts, points, say, hidden, empty }: PlotProps) {
  const end = scaleEnd(Math.max(0, ...points.map(({ value }) => value ?? 0)));
  return (
    <figure class="plot" aria-label={label}>
      {points.length === 0 ? (
        <Note kind="empty">{empty}</Note>
      ) : (
        <div class="beside">
          <Drawing points={points} end={end} say={say} />
          <Table
            label={label}
            rows={points}
            name={(point) => point.label}
            columns={[
              { head: of, cell: (point) => point.label },
              {
                head: counts,
                style: 'count',
                cell: ({ value }) =>
                  value === null ? <span class="hidden-cell">{hidden}</span> : say(value),
              },
            ]}
          />
        </div>
      )}
    </figure>
  );
}

/** Labels under the bars beyond this number would touch. */
const mostLabels = 4;

function Drawing({ points, end, say }: Pick<PlotProps, 'points' | 'say'> & { end: number }) {
  const every = Math.ceil(points.length / mostLabels);
  const wide = 100 / points.length;
  return (
    <div class="plot-drawing" aria-hidden="true">
      <div class="up">
        {[end, end / 2, 0].map((mark) => (
          <span key={mark}>{Number.isInteger(mark) || end === 1 ? say(mark) : ''}</span>
        ))}
      </div>
      <svg>
        {[0, 50, 100].map((y) => (
          <line key={y} x1="0" x2="100%" y1={`${y}%`} y2={`${y}%`} class={y === 100 ? 'axis' : 'plot-line'} />
        ))}
        {points.map(({ label, value }, i) => {
          const high = value === null ? 12 : (100 * value) / end;
          return (
            <rect
              key={label}
              class={value === null ? 'untold' : 'fill'}
              x={`${(i + 0.15) * wide}%`}
              width={`${0.7 * wide}%`}
              y={`${100 - high}%`}
              height={`${high}%`}
            />
          );
        })}
      </svg>
      <div class="along">
        {points.map(({ label }, i) => (
          <span key={label}>{i % every === 0 ? label : ''}</span>
        ))}
      </div>
    </div>
  );
}

/** A share from 0 to 1 as a bar with its figure beside it, or the word that it is not told. */
export function Share({
  share,
  say,
  hidden,
}: {
  share: number | null;
  say(share: number): string;
  hidden: string;
}) {
  if (share === null) return <span class="hidden-cell">{hidden}</span>;
  return (
    <span class="share">
      <svg viewBox="0 0 100 12" preserveAspectRatio="none" aria-hidden="true">
        <rect width="100" height="12" class="trough" />
        <rect width={share * 100} height="12" class="fill" />
      </svg>
      {say(share)}
    </span>
  );
}
