import { useSignal } from '@preact/signals';
import type { ComponentType } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { Prose } from '../language/prose';
import { Button } from '../ui/button';
import { Icon } from '../ui/icon';
import { printAlone } from '../ui/paper';
import { inWords, title } from './advice';
import type { Board, Example } from './board-shape';
import { LessonLink } from './lesson-link';
import { Say } from './people';
import { t } from './words';

/** The one mistake most learners share now: of how many, as they saw it, what to say and what to do. */
export function ReteachCard({ board }: { board: Board }) {
  const { reteach, words, example } = board;
  const card = useRef<HTMLElement>(null);
  if (!reteach) return null;
  const advice = words.misconceptions[reteach.misconception];
  const [say, act] = [inWords(advice?.say), inWords(advice?.do)];
  return (
    <section ref={card} class="reteach" data-misconception={reteach.misconception}>
      <h2>
        <Icon name="school" />
        <span>
          {t('reteach.line', { n: reteach.learners, all: reteach.of })}
          <br />
          <Prose text={title(words.misconceptions, reteach.misconception)} />
        </span>
      </h2>
      <p class="soft">{title(words.skills, reteach.skill)}</p>
      {example && <Shown key={JSON.stringify(example)} example={example} />}
      {say && <Say text={say} />}
      {act && (
        <p class="act">
          <Icon name="hand-helping" size={20} />
          <Prose text={act} />
        </p>
      )}
      <p class="choices">
        <LessonLink skill={reteach.skill} words={words} />
        <Button icon="printer" style="print-card" onClick={() => printAlone(card.current!)}>
          {t('reteach.print')}
        </Button>
      </p>
    </section>
  );
}

/** An exercise with its answer, drawn by code that comes when one is to be seen. */
export function Shown({ example }: { example: Example }) {
  const view = useSignal<ComponentType<{ example: Example }> | null>(null);
  useEffect(() => {
    void import('./example').then(async ({ ExampleView, ready }) => {
      await ready;
      view.value = ExampleView;
    });
  }, []);
  const View = view.value;
  return View ? <View example={example} /> : null;
}
