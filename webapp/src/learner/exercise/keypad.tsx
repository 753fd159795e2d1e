import { Keypad as DigitKeys } from '../../ui/keypad';
import { erase, type } from '../answering';
import { feedback } from '../screen';
import { t } from '../words';
import { Go } from './go';
import { useKeyboard } from './keyboard';

/** The number keys; the last key checks and then goes on. */
export function Keypad() {
  useKeyboard(type);
  return (
    <DigitKeys
      label={t('exercise.keypad')}
      done={feedback.value !== null}
      type={type}
      erase={erase}
      erases={t('exercise.delete')}
      go={<Go />}
    />
  );
}
