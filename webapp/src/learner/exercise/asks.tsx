import { useSignal } from '@preact/signals';
import { Button } from '../../ui/button';
import { askHint } from '../answering';
import { care } from '../care';
import { hasLesson, openExtras } from '../extras';
import { asking } from '../pair';
import { feedback, hints, type OnScreen } from '../screen';
import { tablet } from '../tablet';
import { tools } from '../tools';
import { t } from '../words';
import { AnotherButton } from './another';
import { Why } from './why';

/**
 * What helps with the exercise, in one row between the work and the keys. On a phone it stays with the keys,
 * where nothing covers it; words give way to their icons there when the row is full.
 */
export function Asks({ shown }: { shown: OnScreen }) {
  const why = useSignal(false);
  const { exercise, choice } = shown;
  const ToolChoice = tools.value?.ToolChoice;
  return (
    <div class="asks">
      {!feedback.value && <HintButton all={exercise.generator.hints.length} />}
      {hasLesson(exercise.skill.id) && (
        <Button
          icon="book-open"
          data-lesson
          aria-label={t('exercise.lesson')}
          onClick={() => void openExtras({ lesson: exercise.skill.id })}
        />
      )}
      {ToolChoice && <ToolChoice exercise={exercise} />}
      {choice.reasons.some(({ code }) => code === 'extension') && <PuzzleButton />}
      <AnotherButton exercise={exercise} />
      <Button icon="circle-help" data-why onClick={() => (why.value = true)}>
        <span class="word">{t('exercise.why')}</span>
      </Button>
      {why.value && (
        <Why
          reasons={choice.reasons}
          exercise={exercise}
          skills={tablet?.library.skills(shown.catalogue) ?? []}
          close={() => (why.value = false)}
        />
      )}
    </div>
  );
}

function HintButton({ all }: { all: number }) {
  if (all === 0) return null;
  const n = hints.value;
  return (
    <Button
      icon="lightbulb"
      data-hint={n}
      main={care.value.steps && n === 0}
      aria-disabled={n >= all || asking()}
      onClick={askHint}
    >
      <span class="word">{n === 0 ? t('exercise.hint') : t('exercise.hintOf', { n, all })}</span>
      {n > 0 && (
        <bdi class="count" dir="ltr" aria-hidden="true">
          {n}/{all}
        </bdi>
      )}
    </Button>
  );
}

/** Offers a puzzle to those who are through with what is open to them. */
export function PuzzleButton() {
  return (
    <Button icon="lightbulb" data-puzzle onClick={() => void openExtras('puzzles')}>
      <span class="word">{t('exercise.puzzle')}</span>
    </Button>
  );
}
