import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { fill, Prose } from '../../language/prose';
import { language } from '../../language/language';
import { Note } from '../../ui/note';
import type { Feedback as Received } from '../screen';
import type { Exercise } from '../pack';
import { t } from '../words';

/** One of the pack's texts with this instance's values in it; empty when the pack has none. */
export function say(exercise: Exercise, key: string): string {
  const { text } = exercise.generator;
  const words = text[language.value]?.[key] ? text[language.value] : text['en'];
  return fill(words?.[key] ?? '', exercise.instance.v, words);
}

/** Brings what was just said into sight on a small screen. */
export function InSight({ style, children }: { style?: string; children: ComponentChildren }) {
  const element = useRef<HTMLDivElement>(null);
  useEffect(() => element.current?.scrollIntoView({ block: 'nearest' }), []);
  return (
    <div ref={element} class={style ? `in-sight ${style}` : 'in-sight'}>
      {children}
    </div>
  );
}

/** Says what was done, never who did it: the way the answer came about, and how to go on. */
export function Feedback({ exercise, received }: { exercise: Exercise; received: Received }) {
  const steps = exercise.generator.steps.map((step) => say(exercise, step)).filter(Boolean);
  const named = received.misconception ? say(exercise, `mis.${received.misconception}`) : '';
  if (received.correct) {
    return (
      <InSight>
        <Note kind="right">
          <strong>{t(received.wentOn ? 'feedback.wentOn' : 'feedback.right')}</strong>
          <p class="reading">
            <Prose text={steps[steps.length - 1] ?? ''} />
          </p>
        </Note>
      </InSight>
    );
  }
  return (
    <InSight>
      <Note kind="not-yet">
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
      </Note>
    </InSight>
  );
}
