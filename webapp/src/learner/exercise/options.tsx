import { Icon } from '../../ui/icon';
import { tap } from '../answering';
import { feedback, typed } from '../screen';
import type { Exercise } from '../pack';
import { t } from '../words';
import { Go } from './go';
import { useKeyboard } from './keyboard';
import { OptionDrawing, optionLabel } from './option-drawing';

/** Two to four options to tap, as texts or as pictures; a tap chooses, the last key checks. */
export function Options({ exercise }: { exercise: Exercise }) {
  const { options = [], pictures, answer } = exercise.instance;
  const drawn = exercise.item.format === 'picture' ? pictures : undefined;
  useKeyboard((digit) => {
    const option = options[Number(digit) - 1];
    if (option !== undefined) tap(option);
  });
  const done = feedback.value !== null;
  const short = options.every((option) => option.length <= 5);
  return (
    <div
      class={`keypad options${drawn ? ' drawn' : ''}${short ? ' short' : ''}${done ? ' done' : ''}`}
      data-options={options.length}
      role="group"
      aria-label={t('exercise.options')}
    >
      {options.map((option, i) => {
        const picture = drawn?.[i];
        const chosen = typed.value === option;
        const mark = done && option === answer ? 'check' : done && chosen ? 'pencil-line' : null;
        return (
          <button
            key={option}
            type="button"
            class={mark ? `key option ${mark === 'check' ? 'right' : 'tried'}` : 'key option'}
            data-value={option}
            aria-pressed={chosen}
            aria-keyshortcuts={String(i + 1)}
            aria-label={picture && optionLabel(picture)}
            disabled={done}
            onClick={() => tap(option)}
          >
            {picture ? <OptionDrawing picture={picture} /> : <bdi dir="ltr">{option}</bdi>}
            {mark && <Icon name={mark} />}
          </button>
        );
      })}
      <Go />
    </div>
  );
}
