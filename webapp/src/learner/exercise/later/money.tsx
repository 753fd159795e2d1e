import { EraseKey, Keys } from '../../../ui/keypad';
import { erase, tap } from '../../answering';
import { feedback } from '../../screen';
import type { Exercise } from '../../pack';
import { t as base } from '../../words';
import { Go } from '../go';
import { useKeyboard } from '../keyboard';
import { t } from './words';

/** A coin up to ten rupees (ten is a coin and a note; we draw the note), a note above. */
export function Note({ worth }: { worth: number }) {
  const coin = worth < 10;
  return (
    <svg
      class={coin ? 'coin' : `note-of n${worth}`}
      viewBox={coin ? '-31 -31 62 62' : '-60 -31 120 62'}
      aria-hidden="true"
    >
      {coin ? (
        <circle r="28" class="metal" />
      ) : (
        <rect x="-58" y="-29" width="116" height="58" rx="6" class="bill" />
      )}
      {!coin && <rect x="-52" y="-23" width="104" height="46" rx="3" class="frame-line" />}
      <text y="10" class="worth">
        {worth}
      </text>
    </svg>
  );
}

/** Money lying side by side. */
export function Money({ worths, label }: { worths: readonly number[]; label: string }) {
  return (
    <div class="money" dir="ltr" role="img" aria-label={label}>
      {worths.map((worth, i) => (
        <Note key={i} worth={worth} />
      ))}
    </div>
  );
}

const read = (given: string): number[] => (given === '' ? [] : given.split('+').map(Number));

/** What is laid so far; the sum is for the learner to find. */
export function Tray({ given }: { exercise: Exercise; given: string }) {
  const worths = read(given);
  const label = worths.length > 0 ? t('money.laid', { told: worths.join(', ') }) : t('money.empty');
  return (
    <output class="tray" aria-label={base('exercise.answer')}>
      <Money worths={worths} label={label} />
    </output>
  );
}

/** Notes and coins to lay, one tap each. */
export function MoneyKeys({ exercise }: { exercise: Exercise }) {
  const notes = exercise.generator.notes ?? [];
  useKeyboard((digit) => {
    const note = notes[Number(digit) - 1];
    if (note !== undefined) tap(String(note));
  });
  const done = feedback.value !== null;
  return (
    <Keys label={t('money.keys')} done={done} layout="purse" dir="ltr">
      {notes.map((note, i) => (
        <button
          key={note}
          type="button"
          class="key"
          data-value={note}
          aria-keyshortcuts={String(i + 1)}
          aria-label={t('money.note', { n: note })}
          disabled={done}
          onClick={() => tap(String(note))}
        >
          <Note worth={note} />
        </button>
      ))}
      <EraseKey done={done} erase={erase} erases={base('exercise.takeBack')} />
      <Go />
    </Keys>
  );
}
