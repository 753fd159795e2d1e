import { useEffect } from 'preact/hooks';
import { canRead, hush, readAloud } from '../../../language/aloud';
import { language } from '../../../language/language';
import { Icon } from '../../../ui/icon';
import { ready as words, t } from '../../../ui/words';
import type { Feedback } from '../../screen';
import type { Exercise } from '../../pack';
import { spoken } from './spoken';

export const ready = words;

/** Reads the exercise aloud; not there when this device has no voice for the language on screen. */
export function Listen({ exercise, received }: { exercise: Exercise; received: Feedback | null }) {
  // What is read ends with what it was read from.
  useEffect(() => hush, [exercise, received, language.value]);
  if (!canRead(language.value)) return null;
  return (
    <button
      type="button"
      class="button square listen"
      aria-label={t('listen')}
      onClick={() => readAloud(spoken(exercise, received), language.value)}
    >
      <Icon name="volume-2" size={28} />
    </button>
  );
}
