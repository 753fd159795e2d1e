import { Sum } from '../../language/prose';
import { EraseKey, Keys, OptionKey } from '../../ui/keypad';
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
    <Keys label={t('exercise.tiles')} done={done} layout="options tiles">
      {tiles.map((tile, i) => (
        <OptionKey
          key={tile}
          value={tile}
          place={i + 1}
          chosen={row.includes(tile)}
          done={done}
          tap={() => tap(tile)}
        >
          <bdi dir="ltr">
            <Sum text={tile} />
          </bdi>
        </OptionKey>
      ))}
      <EraseKey done={done} erase={erase} erases={t('exercise.takeBack')} />
      <Go />
    </Keys>
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
          <Sum text={row[i] ?? ''} />
        </span>
      ))}
    </output>
  );
}
