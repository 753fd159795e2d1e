import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { inLanguage } from '../../language/language';
import { Prose } from '../../language/prose';
import { Button } from '../../ui/button';
import { ChoiceCard } from '../../ui/choice-card';
import '../../ui/late-icons';
import { Picture } from '../../ui/picture';
import { patience } from '../care';
import { useIdle } from '../idle';
import { goOn, leave } from '../lesson';
import { called } from '../pair';
import { type Feeling, feeling, feelings, type Help, helped, helps, keepReflection } from '../reflection';
import { rewards } from '../rewards';
import { type Because, learner, sitting } from '../screen';
import { SkillPicture } from '../skill-picture';
import { Speak } from '../speak';
import { beside, fetchBeside } from './beside';
import { effort, workedOn } from './effort';
import { Face } from './face';
import { Likes } from './likes';
import { Shelf, shelfAloud } from './shelf';
import { t } from './words';
import './end.css';

export { ready } from './words';

/** An end page that nobody touches for so long gives the tablet free. */
const idle = 60_000;

const icons: Record<Help, string> = {
  trying: 'rotate-ccw',
  hint: 'lightbulb',
  friend: 'users',
  teacher: 'school',
};

/** The end of a sitting: what was worked on, and ten seconds to say how it went. */
export function End({ because }: { because: Because }) {
  const card = learner.value;
  const title = useRef<HTMLHeadingElement>(null);
  const likes = useSignal(false);
  useEffect(() => title.current?.focus(), []);
  useEffect(() => void fetchBeside(), []);
  useIdle(
    () => void leave(),
    () => patience(idle),
  );
  useKeptWhenHidden();
  if (!card) return null;
  return (
    <main class={feeling.value ? 'end said-so' : 'end'} data-because={because}>
      <header class="top">
        <Picture name={card.animal} size={48} />
        <h1 tabIndex={-1} ref={title}>
          {t('title', { name: called(card) })}
        </h1>
        <Speak text={`${t('how')}\n${praise()}\n${feeling.value ? t('helped') : shelfAloud()}`} />
        {beside.value?.likes && (
          <Button icon="heart" data-likes aria-label={t('likes')} onClick={() => (likes.value = true)} />
        )}
      </header>
      <Work because={because} />
      <Feelings />
      {feeling.value ? <Helps /> : null}
      <Shelf />
      {likes.value && <Likes close={() => (likes.value = false)} />}
      <footer>
        {because !== 'none' && (
          <Button icon="undo-2" onClick={() => void goOn()}>
            {t('goOn')}
          </Button>
        )}
        <Button
          main={feeling.value !== null}
          icon={feeling.value ? 'check' : 'log-out'}
          data-leave
          onClick={() => void leave()}
        >
          {t(feeling.value ? 'done' : 'skip')}
        </Button>
      </footer>
    </main>
  );
}

/** A word about the work, unless rewards are off. */
const praise = (): string => (rewards() === 'off' ? '' : t(effort(sitting.value)));

/** What was worked on, and a word about the work. */
function Work({ because }: { because: Because }) {
  return (
    <section class="did">
      <ul aria-label={t('did')}>
        {workedOn(sitting.value, 4).map((skill) => (
          <li key={skill.id}>
            <SkillPicture skill={skill} size={40} />
            <span>
              <Prose text={inLanguage(skill.title)} />
            </span>
          </li>
        ))}
      </ul>
      <p class="reading">
        {because !== 'left' && <>{t(because)} </>}
        {praise()}
      </p>
    </section>
  );
}

function Feelings() {
  return (
    <div class="feelings" role="group" aria-label={t('how')}>
      {(Object.keys(feelings) as Feeling[]).map((one) => (
        <ChoiceCard
          key={one}
          data-feeling={one}
          pressed={feeling.value === one}
          onClick={() => (feeling.value = one)}
        >
          <Face feeling={one} />
          {t(`feeling.${one}`)}
        </ChoiceCard>
      ))}
    </div>
  );
}

/** What helped: a tap on the chosen one takes it back. */
function Helps() {
  const choose = (one: Help): void => {
    helped.value = helped.value === one ? null : one;
  };
  return (
    <section class="helps">
      <h2 id="helped">{t('helped')}</h2>
      <div role="group" aria-labelledby="helped">
        {(Object.keys(helps) as Help[]).map((one) => (
          <Button
            key={one}
            icon={helped.value === one ? 'check' : icons[one]}
            data-help={one}
            aria-pressed={helped.value === one}
            onClick={() => choose(one)}
          >
            {t(`helped.${one}`)}
          </Button>
        ))}
      </div>
    </section>
  );
}

/** Keeps what was tapped when the tablet is laid down or put to sleep. */
function useKeptWhenHidden(): void {
  useEffect(() => {
    const keep = (): void => {
      if (document.visibilityState === 'hidden') void keepReflection();
    };
    document.addEventListener('visibilitychange', keep);
    return () => document.removeEventListener('visibilitychange', keep);
  }, []);
}
