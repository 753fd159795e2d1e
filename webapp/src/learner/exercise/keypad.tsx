import { Keypad as DigitKeys } from '../../ui/keypad';
import { erase, type } from '../answering';
import { feedback } from '../screen';
import { t } from '../words';
import { Go } from './go';
import { useKeyboard } from './keyboard';

interface KeypadProps {
  /** A key beside the digits: . / or : */
  sign?: string | undefined;
  /** Where keys go, if not to the end of what is typed. */
  press?: (key: string) => void;
  remove?: () => void;
}

/** The number keys; the last key checks and then goes on. */
export function Keypad({ sign, press = type, remove = erase }: KeypadProps) {
  useKeyboard(press, { sign, remove });
  return (
    <DigitKeys
      label={t('exercise.keypad')}
      done={feedback.value !== null}
      sign={sign}
      type={press}
      erase={remove}
      erases={t('exercise.delete')}
      go={<Go />}
    />
  );
}
