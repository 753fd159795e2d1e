import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { timeOfDay } from '../language/date';
import { post } from '../hub/client';
import { isRecord } from '../sync/plan';
import { Button } from '../ui/button';
import { usePaper } from '../ui/paper';
import { Picture } from '../ui/picture';
import { Table } from '../ui/table';
import { parseWords, title, type Words } from './advice';
import { board, signedOut } from './board';
import { Fetched } from './fetched';
import { PupilLink } from './pupil-link';
import { t } from './words';

/** What is believed of one learner and skill, the least first, then people's words. */
export const cells = ['new', 'unsure', 'attempted', 'familiar', 'proficient', 'mastered', 'known', 'not-known'] as const; // prettier-ignore
type Cell = (typeof cells)[number];

/** Each by shape as well as colour. */
const shapes: Record<Cell, string> = {
  new: '·',
  unsure: '?',
  attempted: '○',
  familiar: '◔',
  proficient: '◕',
  mastered: '●',
  known: '✓',
  'not-known': '✗',
};

export interface Grid {
  now: number;
  skills: string[];
  learners: { id: string; name: string; animal: string; cells: Cell[] }[];
  words: Words;
}

/** Reads a grid from an untrusted value; a cell of a kind unknown here is shown as not sure. */
export function parseGrid(value: unknown): Grid | null {
  if (!isRecord(value) || typeof value['now'] !== 'number') return null;
  const { skills, learners } = value;
  if (!Array.isArray(skills) || !Array.isArray(learners)) return null;
  return {
    now: value['now'],
    skills: skills.map(String),
    learners: learners
      .filter(isRecord)
      .filter(({ id, cells: row }) => typeof id === 'string' && Array.isArray(row))
      .map((row) => ({
        id: String(row['id']),
        name: String(row['name'] ?? ''),
        animal: String(row['animal'] ?? ''),
        cells: (row['cells'] as unknown[]).map((cell) =>
          cells.includes(cell as Cell) ? (cell as Cell) : 'unsure',
        ),
      })),
    words: parseWords(value['words']),
  };
}

/** How much of the class's work the hub has seen; when it grows, the grid is asked for again. */
function seen(): number {
  return (board.value?.learners ?? []).reduce(
    (sum, { right, wrong, since }) => sum + right + wrong + since,
    0,
  );
}

/** The class by skills: who is how far, without a rank; it follows the class by itself. */
export function Skills() {
  const grid = useSignal<Grid | null>(null);
  const away = useSignal(false);
  const load = async (): Promise<void> => {
    const { status, body } = await post('/teacher/skills');
    if (status === 401 || status === 403) signedOut.value = true;
    const fresh = status === 200 ? parseGrid(body) : null;
    away.value = !fresh;
    if (fresh) grid.value = fresh;
  };
  const work = seen();
  useEffect(() => {
    const timer = setTimeout(() => void load(), grid.value ? 2000 : 0);
    return () => clearTimeout(timer);
  }, [work]);
  return (
    <Fetched value={grid.value} trouble={away.value ? 'away' : null} again={() => void load()}>
      {(here) => <GridTable grid={here} />}
    </Fetched>
  );
}

/** The places of the skills somebody has met; of a whole course the rest is empty columns. */
export function met({ skills, learners }: Grid): number[] {
  return [...skills.keys()].filter((i) => learners.some((row) => row.cells[i] !== 'new'));
}

/** The table once it is here: a row for each learner, in the order of the class list. */
export function GridTable({ grid }: { grid: Grid }) {
  const columns = met(grid);
  const paper = usePaper();
  return (
    <>
      <p class="soft">
        {t('grid.of', { n: grid.learners.length })} ·{' '}
        {t('grid.unmet', { n: grid.skills.length - columns.length })} ·{' '}
        {t('asOf', { time: timeOfDay(grid.now) })}
      </p>
      <ul class="legend" aria-label={t('grid.legend')}>
        {cells.map((cell) => (
          <li key={cell}>
            <Mark cell={cell} /> {t(`cell.${cell}`)}
          </li>
        ))}
      </ul>
      {(paper.value ? pages(columns) : [columns]).map((some) => (
        <Beliefs key={some[0] ?? 0} grid={grid} columns={some} />
      ))}
      <p class="choices">
        <Button icon="printer" onClick={() => print()}>
          {t('poster.print')}
        </Button>
      </p>
    </>
  );
}

/** Columns that an A4 page holds beside the names. */
const across = 24;

/** The columns as pages hold them; one page, if an empty one, stays. */
export function pages(columns: number[]): number[][] {
  const count = Math.max(1, Math.ceil(columns.length / across));
  const each = Math.ceil(columns.length / count);
  return Array.from({ length: count }, (_, page) => columns.slice(page * each, (page + 1) * each));
}

/** The learners against some of the skills. */
function Beliefs({ grid, columns }: { grid: Grid; columns: number[] }) {
  return (
    <Table
      label={t('grid.title')}
      style="skills-grid"
      rows={grid.learners}
      name={({ id }) => id}
      columns={[
        {
          head: t('grid.learner'),
          cell: (row) => (
            <>
              <Picture name={row.animal} size={24} /> <PupilLink row={row} />
            </>
          ),
        },
        ...columns.map((i) => ({
          head: title(grid.words.skills, grid.skills[i]!),
          cell: (row: Grid['learners'][number]) => <Belief cell={row.cells[i] ?? 'unsure'} />,
        })),
      ]}
    />
  );
}

function Belief({ cell }: { cell: Cell }) {
  return (
    <>
      <Mark cell={cell} />
      <span class="unseen">{t(`cell.${cell}`)}</span>
    </>
  );
}

function Mark({ cell }: { cell: Cell }) {
  return (
    <span class={`mark ${cell}`} aria-hidden="true">
      {shapes[cell]}
    </span>
  );
}
