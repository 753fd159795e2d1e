import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { tap } from '../../answering';
import { feedback, typed } from '../../screen';
import type { Exercise, Paper as Sheet, PaperCell } from '../../pack';
import { Keypad } from '../keypad';
import type { DrawingProps } from './index';
import { openCells } from './rules';
import { t } from './words';

/** The cell that the next digit goes into; −1 for the first that is open. */
const chosen = signal(-1);

/** What was written first into each cell of the paper on screen. */
let firsts: string[] = [];
export const firstDigits = (): readonly string[] => firsts;

const filledOf = ({ cells }: Sheet, given: string): string[] => {
  const parts = given.split('|');
  return cells.map((_, i) => parts[i] ?? '');
};

/** The first cell that is open and belongs to the answer, else any. */
function nextCell(sheet: Sheet, filled: readonly string[]): number {
  const open = openCells(sheet, filled);
  return open.find((i) => sheet.cells[i]?.kind === 'digit') ?? -1;
}

const current = (sheet: Sheet, filled: readonly string[]): number =>
  chosen.value >= 0 ? chosen.value : nextCell(sheet, filled);

/** Squared paper, left to right in every language: every cell can be tapped, in whatever order works. */
export function Paper({ exercise, help, typed: given }: DrawingProps) {
  useEffect(() => {
    firsts = [];
    return () => void (chosen.value = -1);
  }, []);
  const sheet = exercise.instance.work;
  if (!sheet) return null;
  const filled = filledOf(sheet, given);
  const done = feedback.value !== null;
  const here = done ? -1 : current(sheet, filled);
  const open = help && !done ? openCells(sheet, filled) : [];
  return (
    <div
      class="paper"
      dir="ltr"
      role="group"
      aria-label={t('paper.title')}
      style={{ '--columns': sheet.columns }}
    >
      {sheet.lines.map((line, row) => (
        <div key={row} class={`${line.small ? 'low ' : ''}${line.rule ? 'ruled ' : ''}paper-line`}>
          <span class="sign">{line.sign}</span>
          {Array.from({ length: sheet.columns }, (_, column) => {
            const i = sheet.cells.findIndex((cell) => cell.line === row && cell.column === column);
            const cell = sheet.cells[i];
            if (!cell) return <span class="square">{printed(line.given, column, sheet.columns)}</span>;
            return (
              <Square
                cell={cell}
                text={filled[i] ?? ''}
                state={stateOf(cell, filled[i] ?? '', done)}
                here={i === here}
                open={open.includes(i)}
                place={{ row: row + 1, column: column + 1 }}
                choose={() => (chosen.value = i)}
              />
            );
          })}
        </div>
      ))}
    </div>
  );
}

const printed = (given: string | undefined, column: number, columns: number): string =>
  given?.[column - (columns - given.length)] ?? '';

/** After checking: a digit that stands as it should, or one to look at again. Marks are never judged. */
function stateOf({ kind, is }: PaperCell, text: string, done: boolean): string {
  if (!done || kind === 'aid') return kind;
  return text === is || (kind === 'lead' && (text === '' || text === '0'))
    ? `${kind} right`
    : `${kind} tried`;
}

interface SquareProps {
  cell: PaperCell;
  text: string;
  state: string;
  here: boolean;
  open: boolean;
  place: { row: number; column: number };
  choose(): void;
}

function Square({ cell, text, state, here, open, place, choose }: SquareProps) {
  const label = t(cell.kind === 'aid' ? 'paper.mark' : 'paper.cell', {
    ...place,
    text: text || t('paper.empty'),
  });
  return (
    <button
      type="button"
      class={`square cell ${state}${here ? ' here' : ''}${open ? ' open' : ''}`}
      aria-pressed={here}
      aria-label={label}
      disabled={feedback.value !== null}
      onClick={choose}
    >
      {text}
    </button>
  );
}

/** The keys write into the chosen cell and go on to the next one that is open. */
export function PaperKeys({ exercise }: { exercise: Exercise }) {
  const sheet = exercise.instance.work;
  if (!sheet) return null;
  const write = (at: number, text: string): void => {
    const filled = filledOf(sheet, typed.value);
    if (at < 0) return;
    filled[at] = text;
    if (text) firsts[at] ||= text;
    tap(filled.some(Boolean) ? filled.join('|') : '');
  };
  const press = (digit: string): void => {
    const filled = filledOf(sheet, typed.value);
    const at = current(sheet, filled);
    const cell = sheet.cells[at];
    if (!cell) return;
    // A mark may hold two digits, such as the 12 above a 2.
    const more = cell.kind === 'aid' && cell.is.length > 1 && filled[at]?.length === 1;
    write(at, more ? filled[at] + digit : digit);
    if (cell.kind !== 'aid' || more || cell.is.length === 1) chosen.value = -1;
  };
  const remove = (): void => {
    const filled = filledOf(sheet, typed.value);
    const last = chosen.value >= 0 ? chosen.value : lastFilled(sheet, filled);
    write(last, (filled[last] ?? '').slice(0, -1));
    chosen.value = last;
  };
  return <Keypad press={press} remove={remove} />;
}

/** The digit that was most likely written last: the one no open cell comes before. */
function lastFilled(sheet: Sheet, filled: readonly string[]): number {
  return sheet.cells.reduce((last, cell, i) => (filled[i] && cell.kind === 'digit' ? i : last), -1);
}
