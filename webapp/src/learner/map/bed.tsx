import type { RefObject } from 'preact';
import { useEffect, useId, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { Icon } from '../../ui/icon';
import type { Skill } from '../pack';
import type { Bed } from './beds';
import { layOut, type Place, type Standing, within } from './layout';
import { SkillPicture } from '../skill-picture';
import { Flower, icons } from './skill';
import { t } from './words';

interface BedProps {
  bed: Bed;
  skills: Skill[];
  stands: Standing[];
  /** The place of the skill on screen; −1 for none. */
  working: number;
  unfolded: boolean;
  fold(): void;
  /** The tapped skill. */
  open: number | null;
  tap(skill: number): void;
}

/** A bed: folded, its name and a mark for every skill in it; unfolded, its flowers and the ways between them. */
export function BedPanel({ bed, skills, stands, working, unfolded, fold, open, tap }: BedProps) {
  const id = useId();
  return (
    <section class={unfolded ? 'bed unfolded' : 'bed'} data-bed={bed.strand}>
      <h3>
        <button type="button" class="bed-name" aria-expanded={unfolded} aria-controls={id} onClick={fold}>
          <SkillPicture skill={skills[bed.skills[0] ?? -1]} size={40} />
          <span>{t(`strand.${bed.strand}`)}</span>
          <Marks stands={bed.skills.map((skill) => stands[skill] ?? 'later')} />
        </button>
      </h3>
      <div id={id} hidden={!unfolded}>
        {unfolded && <Ground {...{ bed, skills, stands, working, open, tap }} />}
      </div>
    </section>
  );
}

/** How a bed stands, flower by flower and without numbers on screen. */
function Marks({ stands }: { stands: Standing[] }) {
  const count = (...kinds: Standing[]): number => stands.filter((stand) => kinds.includes(stand)).length;
  const told = { known: count('known', 'freshen'), ready: count('ready'), later: count('later') };
  return (
    <span class="marks">
      <span class="unseen">{t('marks', told)}</span>
      {stands.map((stand, i) => (
        <i key={i} class={stand}>
          {stand !== 'later' && <Icon name={icons[stand]} size={14} />}
        </i>
      ))}
    </span>
  );
}

type GroundProps = Pick<BedProps, 'bed' | 'skills' | 'stands' | 'working' | 'open' | 'tap'>;

function Ground({ bed, skills, stands, working, open, tap }: GroundProps) {
  const columns = useColumns();
  const ground = useRef<HTMLDivElement>(null);
  const height = useHeight(ground, columns);
  const after = within(bed.skills, skills);
  const places = layOut(after, columns);
  const rows = 1 + Math.max(0, ...places.map(({ row }) => row));
  const order = [...places.keys()].sort(
    (a, b) => places[a]!.row - places[b]!.row || places[a]!.column - places[b]!.column,
  );
  return (
    <div
      ref={ground}
      class="ground"
      style={{ '--rows': rows, '--columns': columns, '--height': `${height}px` }}
    >
      <Paths
        after={after}
        places={places}
        rows={rows}
        columns={columns}
        stands={bed.skills.map((skill) => stands[skill]!)}
      />
      <ol>
        {order.map((i) => {
          const skill = bed.skills[i]!;
          return (
            <li key={skill} style={{ '--row': places[i]!.row, '--column': places[i]!.column }}>
              <Flower
                skill={skills[skill]!}
                stand={stands[skill]!}
                here={skill === working}
                open={open === skill}
                tap={() => tap(skill)}
              />
            </li>
          );
        })}
      </ol>
    </div>
  );
}

/** Where in its row a bloom has its middle, nearly. */
const middle = 0.25;

interface PathsProps {
  after: number[][];
  places: Place[];
  rows: number;
  columns: number;
  stands: Standing[];
}

/** The ways between the skills of a bed, drawn behind them. */
function Paths({ after, places, rows, columns, stands }: PathsProps) {
  return (
    <svg class="paths" viewBox={`0 0 ${columns} ${rows}`} preserveAspectRatio="none" aria-hidden="true">
      {after.flatMap((before, i) =>
        before.map((k) => {
          const [a, b] = [places[k]!, places[i]!];
          const [x, y, u, v] = [a.column + 0.5, a.row + middle, b.column + 0.5, b.row + middle];
          const open = stands[k] === 'known' || stands[k] === 'freshen';
          return (
            <path
              key={`${k} ${i}`}
              class={open ? 'open' : ''}
              d={`M${x} ${y}C${x} ${v - middle} ${u} ${y + 1 - middle} ${u} ${v}`}
            />
          );
        }),
      )}
    </svg>
  );
}

/** Room for the ways between two rows, in pixels. */
const gap = 24;

/** The height of a row: that of the flower with the longest name, in whatever letters came. */
function useHeight(ground: RefObject<HTMLDivElement>, columns: number): number {
  const [height, setHeight] = useState(160);
  useLayoutEffect(() => {
    const flowers = [...(ground.current?.querySelectorAll<HTMLElement>('.flower') ?? [])];
    const measure = (): void => setHeight(gap + Math.max(...flowers.map((flower) => flower.offsetHeight)));
    const watch = new ResizeObserver(measure);
    flowers.forEach((flower) => watch.observe(flower));
    return () => watch.disconnect();
  }, [columns]);
  return height;
}

/** How many flowers fit beside each other with their longest word whole; counted in letters, so larger ones leave room for fewer. */
const widths = ['(min-width: 30em)', '(min-width: 62em)'];
const fitting = (): number => 2 + widths.filter((width) => matchMedia(width).matches).length;

function useColumns(): number {
  const [columns, setColumns] = useState(fitting);
  useEffect(() => {
    const lists = widths.map((width) => matchMedia(width));
    const follow = (): void => setColumns(fitting());
    lists.forEach((list) => list.addEventListener('change', follow));
    return () => lists.forEach((list) => list.removeEventListener('change', follow));
  }, []);
  return columns;
}
