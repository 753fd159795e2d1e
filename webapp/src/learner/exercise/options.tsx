import { Sum } from '../../language/prose';
import { Keys, OptionKey } from '../../ui/keypad';
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
  const layout = ['options', drawn && 'drawn', short && 'short'].filter(Boolean).join(' ');
  return (
    <Keys label={t('exercise.options')} done={done} layout={layout} count={options.length}>
      {options.map((option, i) => {
        const picture = drawn?.[i];
        const chosen = typed.value === option;
        return (
          <OptionKey
            key={option}
            value={option}
            place={i + 1}
            chosen={chosen}
            done={done}
            mark={done && option === answer ? 'right' : done && chosen ? 'tried' : null}
            label={picture && optionLabel(picture)}
            tap={() => tap(option)}
          >
            {picture ? (
              <OptionDrawing picture={picture} />
            ) : (
              <bdi dir="ltr">
                <Sum text={option} />
              </bdi>
            )}
          </OptionKey>
        );
      })}
      <Go />
    </Keys>
  );
}
