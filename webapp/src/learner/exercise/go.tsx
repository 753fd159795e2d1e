import { GoKey } from '../../ui/keypad';
import { complete } from '../answer';
import { check } from '../answering';
import { next } from '../lesson';
import { feedback, onScreen, typed } from '../screen';
import { t } from '../words';

/** The key that checks and then goes on; it stands in the same place for every way to answer. */
export function Go() {
  const done = feedback.value !== null;
  const shown = onScreen.value;
  const ready = done || (shown !== null && complete(shown.exercise, typed.value));
  return (
    <GoKey
      label={done ? t('exercise.next') : t('exercise.check')}
      done={done}
      ready={ready}
      go={() => void (done ? next() : check())}
    />
  );
}
