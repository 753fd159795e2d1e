import { Icon } from '../../ui/icon';
import { erase, type } from '../answering';
import { feedback } from '../screen';
import { t } from '../words';
import { Go } from './go';
import { useKeyboard } from './keyboard';

const digits = ['1', '2', '3', '4', '5', '6', '7', '8', '9'];

/** The number keys, in the same order in every language; the last key checks and then goes on. */
export function Keypad() {
  useKeyboard(type);
  const done = feedback.value !== null;
  return (
    <div class={done ? 'keypad done' : 'keypad'} dir="ltr" role="group" aria-label={t('exercise.keypad')}>
      {digits.map((digit) => (
        <button key={digit} type="button" class="key" disabled={done} onClick={() => type(digit)}>
          {digit}
        </button>
      ))}
      <button type="button" class="key" aria-label={t('exercise.delete')} disabled={done} onClick={erase}>
        <Icon name="delete" size={30} />
      </button>
      <button type="button" class="key" disabled={done} onClick={() => type('0')}>
        0
      </button>
      <Go />
    </div>
  );
}
