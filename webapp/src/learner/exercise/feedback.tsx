import { useEffect, useRef } from 'preact/hooks';
import { fill, Prose } from '../../language/prose';
import { language } from '../../language/language';
import { Icon } from '../../ui/icon';
import type { Feedback as Received } from '../screen';
import type { Exercise } from '../pack';
import { t } from '../words';

/** One of the pack's texts with this instance's values in it; empty when the pack has none. */
export function say(exercise: Exercise, key: string): string {
  const { text } = exercise.generator;
  const template = text[language.value]?.[key] ?? text['en']?.[key] ?? '';
  return fill(template, exercise.instance.v);
}

/** Brings what was just said into sight on a small screen. */
export function useInSight() {
  const element = useRef<HTMLDivElement>(null);
  useEffect(() => element.current?.scrollIntoView({ block: 'nearest' }), []);
  return element;
}

/** Says what was done, never who did it: the way the answer came about, and how to go on. */
export function Feedback({ exercise, received }: { exercise: Exercise; received: Received }) {
  const steps = exercise.generator.steps.map((step) => say(exercise, step)).filter(Boolean);
  const element = useInSight();
  const named = received.misconception ? say(exercise, `mis.${received.misconception}`) : '';
  if (received.correct) {
    return (
      <div ref={element} class="note right" role="status">
        <Icon name="check" />
        <div>
          <strong>{t(received.wentOn ? 'feedback.wentOn' : 'feedback.right')}</strong>
          <p class="reading">
            <Prose text={steps[steps.length - 1] ?? ''} />
          </p>
        </div>
      </div>
    );
  }
  return (
    <div ref={element} class="note not-yet" role="status">
      <Icon name="pencil-line" />
      <div>
        <strong class={named ? 'reading' : ''}>
          <Prose text={named || t('feedback.notYet')} />
        </strong>
        <ol class="steps reading" aria-label={t('feedback.steps')}>
          {steps.map((step) => (
            <li key={step}>
              <Prose text={step} />
            </li>
          ))}
        </ol>
      </div>
    </div>
  );
}
