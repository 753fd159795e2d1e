import { Prose } from '../../language/prose';
import { Button } from '../../ui/button';
import { Note } from '../../ui/note';
import { askAnother } from '../answering';
import type { Exercise } from '../pack';
import { asking } from '../pair';
import { another, feedback, hints } from '../screen';
import { t } from '../words';
import { Drawing } from './drawing';
import { InSight, say } from './feedback';

/** The lines of the second explanation; none where the pack has none. */
export const otherWay = (exercise: Exercise): string[] =>
  (exercise.generator.another?.say ?? []).map((line) => say(exercise, line)).filter(Boolean);

/** Asks for the second explanation: after a hint, or after an answer that is not right yet. */
export function AnotherButton({ exercise }: { exercise: Exercise }) {
  const wanted = feedback.value ? !feedback.value.correct : hints.value > 0 && !asking();
  if (!wanted || another.value || otherWay(exercise).length === 0) return null;
  return (
    <Button icon="refresh-cw" data-another onClick={askAnother}>
      <span class="word">{t('exercise.another')}</span>
    </Button>
  );
}

/** The same exercise seen another way, with its own drawing where it has one; it never shows the answer. */
export function AnotherWay({ exercise }: { exercise: Exercise }) {
  const { layout } = exercise.generator.another ?? {};
  const seen = layout && { ...exercise, generator: { ...exercise.generator, layout } };
  return (
    <InSight style="another">
      <Note kind="hint">
        <strong>{t('exercise.anotherTitle')}</strong>
        {otherWay(exercise).map((line) => (
          <p key={line} class="reading">
            <Prose text={line} />
          </p>
        ))}
        {seen && <Drawing exercise={seen} help={false} typed="" />}
      </Note>
    </InSight>
  );
}
