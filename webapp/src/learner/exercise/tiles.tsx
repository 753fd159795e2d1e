import { Icon } from '../../ui/icon';
import { erase, tap } from '../answering';
import { feedback, typed } from '../screen';
import type { Exercise } from '../pack';
import { t } from '../words';
import { Go } from './go';
import { useKeyboard } from './keyboard';

const split = (given: string): string[] => (given === '' ? [] : given.split(','));

/** Numbers to tap one after the other; a second tap takes one out of the row again. */
export function Tiles({ exercise }: { exercise: Exercise }) {
  const { tiles = [] } = exercise.instance;
  useKeyboard((digit) => {
    const tile = tiles[Number(digit) - 1];
    if (tile !== undefined) tap(tile);
  });
  const done = feedback.value !== null;
  const row = split(typed.value);
  return (
    <div
      class={done ? 'keypad options tiles done' : 'keypad options tiles'}
      role="group"
      aria-label={t('exercise.tiles')}
    >
      {tiles.map((tile, i) => (
        <button
          key={tile}
          type="button"
          class="key option"
          data-value={tile}
          aria-pressed={row.includes(tile)}
          aria-keyshortcuts={String(i + 1)}
          disabled={done}
          onClick={() => tap(tile)}
        >
          <bdi dir="ltr">{tile}</bdi>
        </button>
      ))}
      <button type="button" class="key" aria-label={t('exercise.takeBack')} disabled={done} onClick={erase}>
        <Icon name="delete" size={30} />
      </button>
      <Go />
    </div>
  );
}

/** The row that the tapped numbers make, left to right in every language. */
export function Row({ exercise, given }: { exercise: Exercise; given: string }) {
  const row = split(given);
  const told = row.length > 0 ? row.join(', ') : t('exercise.emptyRow');
  return (
    <output class="boxes" dir="ltr" aria-label={t('exercise.answer')}>
      <span class="unseen">{told}</span>
      {(exercise.instance.tiles ?? []).map((_, i) => (
        <span key={i} class={row[i] === undefined ? 'box blank' : 'box'} aria-hidden="true">
          {row[i]}
        </span>
      ))}
    </output>
  );
}
