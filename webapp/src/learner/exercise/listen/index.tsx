import type { Feedback } from '../../screen';
import type { Exercise } from '../../pack';
import { another } from '../../screen';
import { SpeakButton } from '../../speak/button';
import { spoken } from './spoken';

export { ready } from '../../speak/button';

/** Reads the exercise aloud; not there when this device has no voice for the language on screen. */
export function Listen({ exercise, received }: { exercise: Exercise; received: Feedback | null }) {
  return <SpeakButton text={spoken(exercise, received, another.value)} />;
}
