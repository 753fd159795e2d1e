import { useSignal } from '@preact/signals';
import { likings, mostLikings } from '../hub/likings';
import { Button } from '../ui/button';
import { Icon } from '../ui/icon';
import { Picture } from '../ui/picture';
import { Segments } from '../ui/segments';
import { Note } from '../ui/note';
import { setRewards } from './board';
import { type Board, rewards } from './board-shape';
import { like, type Pupil, type Support, support, supports } from './pupil';
import { t } from './words';
import './support.css';

interface Props {
  pupil: Pupil;
  change(done: Promise<boolean>): Promise<void>;
}

const icons = { slower: 'hourglass', steps: 'lightbulb', calm: 'leaf' } as const;

/** How a learner is served: any of three, each by one tap and back by one. */
export function SupportOf({ pupil, change }: Props) {
  const before = useSignal<readonly Support[] | null>(null);
  const say = (next: readonly Support[], undo: readonly Support[] | null): void => {
    before.value = undo;
    void change(support(pupil.id, next));
  };
  return (
    <section class="support">
      <h2>{t('support')}</h2>
      <p class="soft">{t('support.how')}</p>
      <ul>
        {supports.map((one) => {
          const on = pupil.support.includes(one);
          const next = supports.filter((other) => (other === one ? !on : pupil.support.includes(other)));
          return (
            <li key={one}>
              <Button
                icon={icons[one]}
                pressed={on}
                data-support={one}
                onClick={() => say(next, pupil.support)}
              >
                {t(`support.${one}`)}
              </Button>
              <span class="soft">{t(`support.${one}.how`)}</span>
            </li>
          );
        })}
      </ul>
      {before.value && (
        <div class="decided">
          <span role="status">
            {pupil.support.length === 0
              ? t('support.none')
              : t('decided', { what: pupil.support.map((one) => t(`support.${one}`)).join(t('list.comma')) })}
          </span>
          <Button icon="undo-2" style="undo-support" onClick={() => say(before.value ?? [], null)}>
            {t('undo')}
          </Button>
        </div>
      )}
    </section>
  );
}

/** What a learner likes, by picture. */
export function Likes({ pupil, change }: Props) {
  const { interests } = pupil;
  const toggle = (name: string): void => {
    const next = interests.includes(name) ? interests.filter((one) => one !== name) : [...interests, name];
    void change(like(pupil.id, next));
  };
  return (
    <section class="likes">
      <h2>{t('likes')}</h2>
      <p class="soft">{t('likes.how', { n: mostLikings })}</p>
      <ul>
        {likings.map((name) => (
          <li key={name}>
            <Button
              pressed={interests.includes(name)}
              disabled={!interests.includes(name) && interests.length >= mostLikings}
              data-like={name}
              onClick={() => toggle(name)}
            >
              <Picture name={name} size={32} />
              {t(`likes.${name}`)}
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}

const looks = { usual: 'sparkles', quiet: 'leaf', off: 'moon' } as const;

/** How rewards are shown to the whole class. */
export function Rewards({ board }: { board: Board }) {
  const failed = useSignal(false);
  return (
    <>
      <Segments
        label={t('rewards')}
        heading="h2"
        value={board.rewards}
        options={rewards.map((value) => ({ value, label: t(`rewards.${value}`), icon: looks[value] }))}
        choose={(value) => void setRewards(value).then((done) => (failed.value = !done))}
      />
      {failed.value && <Note kind="error">{t('pupil.failed')}</Note>}
      <p class="soft rewards-how">
        <Icon name="lightbulb" size={20} /> {t('rewards.how')}
      </p>
    </>
  );
}
