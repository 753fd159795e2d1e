import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { LearnerCard } from '../../sync/database';
import { assurance } from '../../sync/op';
import { Icon } from '../../shared/icon';
import { Picture, secretPictures } from '../../shared/picture';
import { sit } from '../lesson';
import { letIn } from '../present';
import { type Outcome, tapped, tryPictures } from '../sign-in';
import { t } from '../words';

/** The learner's own two of twelve pictures; kind when they are not the ones. */
export function Pictures({ card }: { card: LearnerCard }) {
  const chosen = useSignal<number[]>([]);
  const outcome = useSignal<Outcome | 'checking' | null>(null);
  const title = useRef<HTMLHeadingElement>(null);
  const enter = (sure: Parameters<typeof sit>[1]): void => {
    tapped.value = null;
    void sit(card, sure);
  };
  useEffect(() => title.current?.focus(), []);
  useEffect(() => {
    if (letIn.value !== card.id) return;
    letIn.value = null;
    enter(assurance.letIn);
  }, [letIn.value]);
  const now = outcome.value;
  const waits = now !== null && now !== 'checking' && (now.kind === 'wait' || now.kind === 'mercy');
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
    if (result.kind === 'in' && tapped.value === card) enter(result.assurance);
  };
  return (
    <main class="pictures">
      <header class="top">
        <span class="chip">
          <Picture name={card.animal} size={40} />
        </span>
        <h1 tabIndex={-1} ref={title}>
          {t('pictures.title', { name: card.name })}
        </h1>
        <button type="button" class="button" onClick={() => (tapped.value = null)}>
          {t('back')}
        </button>
      </header>
      <Said outcome={now} chosen={chosen.value.length} />
      <ul class="grid twelve">
        {secretPictures.map((name, i) => (
          <li key={name}>
            <button
              type="button"
              class="card"
              aria-label={t(`picture.${name}`)}
              aria-disabled={waits || now === 'checking'}
              onClick={() => void tap(i)}
            >
              <Picture name={name} size={56} />
            </button>
          </li>
        ))}
      </ul>
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
  let line = t('pictures.chosen', { n: chosen });
  if (outcome === 'checking') line = t('pictures.checking');
  else if (chosen === 0 && outcome?.kind === 'again') line = t('pictures.again');
  else if (outcome?.kind === 'wait') line = t('pictures.wait', { n: outcome.seconds });
  else if (outcome?.kind === 'mercy') line = t('pictures.mercy');
  const asks = outcome !== null && outcome !== 'checking' && outcome.kind === 'mercy';
  return (
    <p class={asks ? 'note said asks' : 'note said'} role="status">
      {asks ? <Icon name="hand" /> : dots}
      {line}
    </p>
  );
}

/** Counts a wait down, second by second, and then lets the child try again. */
function useCountdown(outcome: { value: Outcome | 'checking' | null }): void {
  const now = outcome.value;
  const seconds = now !== null && now !== 'checking' && now.kind === 'wait' ? now.seconds : 0;
  useEffect(() => {
    if (seconds <= 0) return undefined;
    const next: Outcome = seconds > 1 ? { kind: 'wait', seconds: seconds - 1 } : { kind: 'again' };
    const timer = setTimeout(() => (outcome.value = next), 1000);
    return () => clearTimeout(timer);
  }, [seconds]);
}
