import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { Prose } from '../../language/prose';
import { Icon } from '../../ui/icon';
import { PersonName } from '../../ui/person-name';
import { Picture } from '../../ui/picture';
import { hand, swapHand } from '../hand';
import {
  askHint,
  feedback,
  hints,
  learner,
  leave,
  onScreen,
  type OnScreen,
  sitting,
  trouble,
  typed,
} from '../lesson';
import type { Exercise } from '../pack';
import { tablet } from '../tablet';
import { t } from '../words';
import { Drawing } from './drawing';
import { Feedback, say, useInSight } from './feedback';
import { Keypad } from './keypad';
import { Options } from './options';
import { Row, Tiles } from './tiles';
import { Why } from './why';
import './drawing.css';

/** One exercise: the work on one side, the keys under the thumb. */
export function ExerciseScreen() {
  const shown = onScreen.value;
  return (
    <main class={`exercise hand-${hand.value}`}>
      <Top />
      {trouble.value === 'unkept' && (
        <p class="note alarm" role="alert">
          <Icon name="triangle-alert" /> {t('exercise.unkept')}
        </p>
      )}
      {shown ? <Work key={shown.turn} shown={shown} /> : <Nothing />}
      {shown && <Keys key={shown.turn} exercise={shown.exercise} />}
    </main>
  );
}

function Keys({ exercise }: { exercise: Exercise }) {
  if (exercise.item.format === 'keypad') return <Keypad />;
  return exercise.item.format === 'order' ? <Tiles exercise={exercise} /> : <Options exercise={exercise} />;
}

function Top() {
  const card = learner.value;
  return (
    <header class="top">
      <span class="chip">
        <Picture name={card?.animal ?? ''} size={32} />
        <PersonName name={card?.name.split(' ')[0] ?? ''} />
      </span>
      <ol class="progress" aria-label={t('exercise.done', { n: sitting.value.length })}>
        {Array.from({ length: Math.max(8, sitting.value.length + 1) }, (_, i) => (
          <li key={i} class={step(i)} />
        )).slice(-10)}
      </ol>
      <button
        type="button"
        class="button square hand-swap"
        aria-label={t('exercise.hand')}
        onClick={swapHand}
      >
        <Icon name="flip-horizontal-2" />
      </button>
      <button
        type="button"
        class="button square"
        aria-label={t('exercise.leave')}
        onClick={() => void leave()}
      >
        <Icon name="log-out" />
      </button>
    </header>
  );
}

function step(i: number): string {
  const outcome = sitting.value[i];
  if (outcome === undefined) return i === sitting.value.length ? 'now' : '';
  return outcome ? 'right' : 'tried';
}

function Work({ shown }: { shown: OnScreen }) {
  const why = useSignal(false);
  const title = useRef<HTMLHeadingElement>(null);
  const { exercise, choice } = shown;
  const all = exercise.generator.hints.length;
  const received = feedback.value;
  useEffect(() => title.current?.focus(), []);
  return (
    <section class="work" data-item={choice.item} data-instance={choice.instance}>
      <h1 class="reading" tabIndex={-1} ref={title}>
        {exercise.generator.stem.map((line) => (
          <Prose key={line} text={say(exercise, line)} />
        ))}
      </h1>
      <Drawing exercise={exercise} help={hints.value >= 2 || received !== null} typed={typed.value} />
      <Given exercise={exercise} />
      {!received &&
        exercise.generator.hints
          .slice(0, hints.value)
          .map((hint) => <Hint key={hint} text={say(exercise, hint)} />)}
      {received && <Feedback exercise={exercise} received={received} />}
      <div class="asks">
        {!received && all > 0 && (
          <button type="button" class="button" aria-disabled={hints.value >= all} onClick={askHint}>
            <Icon name="lightbulb" />
            {hints.value === 0 ? t('exercise.hint') : t('exercise.hintOf', { n: hints.value, all })}
          </button>
        )}
        <button type="button" class="button" onClick={() => (why.value = true)}>
          <Icon name="circle-help" />
          {t('exercise.why')}
        </button>
      </div>
      {why.value && (
        <Why
          reasons={choice.reasons}
          exercise={exercise}
          skills={tablet?.library.skills(shown.catalogue) ?? []}
          close={() => (why.value = false)}
        />
      )}
    </section>
  );
}

/** The answer so far, where neither the drawing nor the keys show it. */
function Given({ exercise }: { exercise: Exercise }) {
  const { layout } = exercise.generator;
  if (exercise.item.format === 'order') return <Row exercise={exercise} given={typed.value} />;
  if (exercise.item.format !== 'keypad') return null;
  const drawn = ['column', 'sequence'].includes(layout.kind);
  const inDrawing =
    drawn || (layout.kind === 'row' && exercise.instance.v[String(layout['thing'])] === 'none');
  return (
    <output class={inDrawing ? 'answer unseen' : 'answer'} dir="ltr" aria-label={t('exercise.answer')}>
      {typed.value || (inDrawing ? t('exercise.empty') : ' ')}
    </output>
  );
}

function Hint({ text }: { text: string }) {
  return (
    <div ref={useInSight()} class="note hint reading" role="status">
      <Icon name="lightbulb" />
      <span>
        <Prose text={text} />
      </span>
    </div>
  );
}

function Nothing() {
  const quiet = trouble.value === 'loading' || trouble.value === null;
  return (
    <section class="work">
      <h1 role="status">{quiet ? t('loading') : t('exercise.none')}</h1>
    </section>
  );
}
