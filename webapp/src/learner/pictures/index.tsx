import { type Signal, useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { LearnerCard } from '../../sync/database';
import type { Assurance } from '../../sync/op';
import { Button } from '../../ui/button';
import { Icon } from '../../ui/icon';
import { Picture, secretPictures } from '../../ui/picture';
import { PictureCard, PictureGrid } from '../../ui/picture-card';
import { goLive, letIn } from '../present';
import { Speak } from '../speak';
import { askLetIn, enter, type Outcome, tapped, tryPictures } from '../sign-in';
import { t } from '../words';

/** The learner's own two of twelve pictures; kind when they are not the ones. */
export function Pictures({ card }: { card: LearnerCard }) {
  const chosen = useSignal<number[]>([]);
  const outcome = useSignal<Outcome | 'checking' | null>(null);
  const title = useRef<HTMLHeadingElement>(null);
  const arrive = (assurance: Assurance): void => void enter({ card, assurance });
  useEffect(() => title.current?.focus(), []);
  const now = outcome.value;
  const asks = now !== null && now !== 'checking' && now.kind === 'mercy';
  const waits = now !== null && now !== 'checking' && 'seconds' in now && now.seconds > 0;
  useLetIn(asks, card.id, arrive);
  useCountdown(outcome);
  const tap = async (picture: number): Promise<void> => {
    if (now === 'checking' || waits) return;
    chosen.value = [...chosen.value, picture];
    if (chosen.value.length < 2) return;
    outcome.value = 'checking';
    const result = await tryPictures(card.id, chosen.value);
    chosen.value = [];
    outcome.value = result;
    // The child may have gone back meanwhile.
    if (result.kind === 'in' && tapped.value === card) arrive(result.assurance);
  };
  return (
    <main class="pictures">
      <header class="top">
        <span class="chip">
          <Picture name={card.animal} size={40} />
        </span>
        <h1 tabIndex={-1} ref={title}>
          {t('pictures.title', { name: card.name.split(' ')[0] })}
        </h1>
        <Speak text={t('pictures.spoken')} />
        <Button onClick={() => (tapped.value = null)}>{t('back')}</Button>
      </header>
      <Said outcome={now} chosen={chosen.value.length} />
      <PictureGrid style="twelve">
        {secretPictures.map((name, i) => (
          <PictureCard
            key={name}
            picture={name}
            aria-label={t(`picture.${name}`)}
            aria-disabled={waits || now === 'checking'}
            onClick={() => void tap(i)}
          />
        ))}
      </PictureGrid>
    </main>
  );
}

function Said({ outcome, chosen }: { outcome: Outcome | 'checking' | null; chosen: number }) {
  const dots = (
    <span class="dots" aria-hidden="true">
      <i class={chosen > 0 ? 'full' : ''} />
      <i class={chosen > 1 ? 'full' : ''} />
    </span>
  );
  const lines = [t('pictures.chosen', { n: chosen })];
  if (outcome === 'checking') lines[0] = t('pictures.checking');
  else if (outcome !== null && outcome.kind !== 'in' && chosen === 0) {
    if (outcome.kind === 'again') lines[0] = t('pictures.again');
    else
      lines[0] =
        outcome.seconds > 0 && outcome.seconds < Infinity ? t('pictures.wait', { n: outcome.seconds }) : '';
    if (outcome.kind === 'mercy') lines.push(t('pictures.mercy'));
  }
  const asks = lines.length > 1;
  return (
    <p class={asks ? 'note said asks' : 'note said'} role="status">
      {asks ? <Icon name="hand" /> : dots}
      <span>
        {lines[0]} {lines[1]}
      </span>
    </p>
  );
}

/** Goes on by itself once the teacher has let the child in: told over the live connection, asked for without one. */
function useLetIn(asks: boolean, learner: string, enter: (sure: Assurance) => void): void {
  const told = letIn.value === learner;
  useEffect(() => {
    if (!asks && !told) return undefined;
    goLive();
    let over = false;
    const ask = async (): Promise<void> => {
      const sure = await askLetIn(learner);
      if (sure === null || over) return;
      letIn.value = null;
      enter(sure);
    };
    if (told) void ask();
    const timer = setInterval(() => void ask(), 3000);
    return () => {
      over = true;
      clearInterval(timer);
    };
  }, [asks, told]);
}

/** Counts a wait down, second by second, and then lets the child try again. */
function useCountdown(outcome: Signal<Outcome | 'checking' | null>): void {
  const now = outcome.value;
  const seconds = now !== null && now !== 'checking' && 'seconds' in now ? now.seconds : 0;
  useEffect(() => {
    if (seconds <= 0 || seconds === Infinity) return undefined;
    const timer = setTimeout(() => {
      if (now === null || now === 'checking' || !('seconds' in now)) return;
      outcome.value =
        now.kind === 'wait' && seconds === 1 ? { kind: 'again' } : { ...now, seconds: seconds - 1 };
    }, 1000);
    return () => clearTimeout(timer);
  }, [seconds]);
}
