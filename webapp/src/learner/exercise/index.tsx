import { signal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { Prose } from '../../language/prose';
import { Note } from '../../ui/note';
import { vote } from '../../sync/op';
import { hand } from '../hand';
import { useSteps } from '../care';
import { bringLater, later } from '../later';
import { another, begins, feedback, hints, onScreen, type OnScreen, trouble, typed } from '../screen';
import type { Exercise } from '../pack';
import { asking, changing, said } from '../pair';
import { next } from '../lesson';
import { closeExtras, extras, filmOf } from '../extras';
import { bringTools, shownWay, tools } from '../tools';
import { t } from '../words';
import { Aim } from './aim';
import { AnotherWay } from './another';
import { Asks, PuzzleButton } from './asks';
import { Drawing } from './drawing';
import { Feedback, InSight, say } from './feedback';
import { Keypad } from './keypad';
import { Options } from './options';
import { Ask, Change, Turn } from './pair';
import { Row, Tiles } from './tiles';
import { Top } from './top';
import './drawing.css';

// Fetched once the first exercise shows, so that it costs the way there nothing.
const late = signal<typeof import('./listen') | null>(null);

async function fetchListen(): Promise<void> {
  try {
    const part = await import('./listen');
    await part.ready;
    late.value = part;
  } catch {
    // Away from the hub: the next exercise asks again, this one is read by eye.
  }
}

/** One exercise: the work on one side, the keys under the thumb. */
export function ExerciseScreen() {
  const shown = onScreen.value;
  const way = shownWay.value;
  const parts = tools.value;
  // Options that are pictures get the whole width.
  const wide = shown?.exercise.item.format === 'picture' && !asking();
  return (
    <main class={`exercise hand-${hand.value}${wide ? ' wide' : ''}`}>
      <Top />
      {trouble.value === 'unkept' && <Note kind="error">{t('exercise.unkept')}</Note>}
      {way && parts ? (
        <parts.WayScreen {...way} go={() => void next()} />
      ) : changing.value ? (
        <Turn />
      ) : shown ? (
        <Work key={shown.turn} shown={shown} />
      ) : (
        <Nothing />
      )}
      {shown && !way && (
        <div class="dock" key={shown.turn}>
          <Asks shown={shown} />
          {asking() ? <Ask /> : <Keys exercise={shown.exercise} />}
        </div>
      )}
    </main>
  );
}

function Keys({ exercise }: { exercise: Exercise }) {
  const { format } = exercise.item;
  if (['keypad', 'value', 'form'].includes(format)) return <Keypad sign={exercise.generator.sign} />;
  const LaterKeys = later.value?.keysOf(format);
  if (LaterKeys) return <LaterKeys exercise={exercise} />;
  return format === 'order' ? <Tiles exercise={exercise} /> : <Options exercise={exercise} />;
}

function Work({ shown }: { shown: OnScreen }) {
  const title = useRef<HTMLHeadingElement>(null);
  const { exercise, choice } = shown;
  const received = feedback.value;
  useEffect(() => {
    // The item before may have been read to its end.
    scrollTo(0, 0);
    title.current?.focus({ preventScroll: true });
  }, []);
  useEffect(() => void bringLater(), []);
  useSteps();
  useEffect(() => void bringTools(exercise), []);
  useEffect(() => {
    if (!late.value && ('speechSynthesis' in window || 'AudioContext' in window)) void fetchListen();
  }, []);
  const Listen = late.value?.Listen;
  const OpenDesk = tools.value?.OpenDesk;
  return (
    <section class="work" data-item={choice.item} data-instance={choice.instance}>
      {begins() && <Aim skill={exercise.skill} drawn={late.value !== null} />}
      <div class="stem">
        <h1 class="reading" tabIndex={-1} ref={title}>
          {exercise.generator.stem.map((line) => (
            <Prose key={line} text={say(exercise, line)} />
          ))}
        </h1>
        {Listen && <Listen exercise={exercise} received={received} />}
      </div>
      <div class={standsBeside(exercise) ? 'posed beside' : 'posed'}>
        <Drawing exercise={exercise} help={hints.value >= 2 || received !== null} typed={typed.value} />
        <Given exercise={exercise} />
      </div>
      {OpenDesk && <OpenDesk />}
      {!received &&
        exercise.generator.hints
          .slice(0, hints.value)
          .map((hint) => <Hint key={hint} text={say(exercise, hint)} />)}
      {!received && said.value === vote.tryAgain && <Change />}
      {received && <Feedback exercise={exercise} received={received} />}
      {another.value && <AnotherWay exercise={exercise} />}
      <Opened />
    </section>
  );
}

/** Whether the drawing is so high that on a phone the answer stands beside it, or the keys would cover one of them. */
function standsBeside({ instance, generator: { layout } }: Exercise): boolean {
  if (layout.kind === 'picture') return Number(instance.v[String(layout['count'])] ?? 0) > 10;
  return later.value?.isHigh(layout.kind) ?? false;
}

/** The answer so far, where neither the drawing nor the keys show it. */
function Given({ exercise }: { exercise: Exercise }) {
  const { layout } = exercise.generator;
  if (exercise.item.format === 'order') return <Row exercise={exercise} given={typed.value} />;
  const LaterGiven = later.value?.givenOf(exercise.item.format);
  if (LaterGiven) return <LaterGiven exercise={exercise} given={typed.value} />;
  if (!['keypad', 'value', 'form'].includes(exercise.item.format)) return null;
  const drawn = ['column', 'sequence', 'sum'].includes(layout.kind);
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
    <InSight style="hint reading">
      <Note kind="hint">
        <Prose text={text} />
      </Note>
    </InSight>
  );
}

/** The lesson or puzzle that is open over the page. */
function Opened() {
  const open = extras.value;
  return open && <open.Extras file={open.file} opened={open.opened} find={filmOf} close={closeExtras} />;
}

function Nothing() {
  const quiet = trouble.value === 'loading' || trouble.value === null;
  return (
    <section class="work">
      <h1 role="status">{quiet ? t('loading') : t('exercise.none')}</h1>
      {!quiet && <PuzzleButton />}
      <Opened />
    </section>
  );
}
