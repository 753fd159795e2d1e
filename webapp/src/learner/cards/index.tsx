import { effect, signal } from '@preact/signals';
import { LanguageButton } from '../../ui/language-button';
import { PersonName } from '../../ui/person-name';
import { Picture } from '../../ui/picture';
import { PictureCard, PictureGrid } from '../../ui/picture-card';
import { Button } from '../../ui/button';
import { Note } from '../../ui/note';
import { classList, enrolment } from '../tablet';
import { called } from '../pair';
import { tapped, together } from '../sign-in';
import { Speak } from '../speak';
import { t } from '../words';
import { type Group, groups } from './groups';
import './style.css';

/** Who is learning? The cards of one wave, animal and name, nothing to type. */
export function Cards() {
  const all = groups(classList.value?.learners ?? []);
  const here = all.find(({ key }) => key === shown.value) ?? all[0];
  return (
    <main class="cards">
      <header class="cards-head">
        <h1>{title()}</h1>
        {all.length > 1 && <Waves all={all} here={here} />}
        <Two />
        <Speak text={`${title()}\n${t('cards.tap')}`} />
        <LanguageButton label={t('language')} />
      </header>
      {enrolment.value === 'revoked' && <Note kind="error">{t('enrol.revoked')}</Note>}
      {here ? <Wave key={here.key} group={here} /> : <Note kind="empty">{t('cards.empty')}</Note>}
    </main>
  );
}

function title(): string {
  const two = together.value;
  if (!two) return t('cards.who');
  return two.first ? t('pair.second', { name: called(two.first.card) }) : t('pair.first');
}

/** Switches between one child and two at this tablet. */
function Two() {
  const two = together.value !== null;
  const swap = (): void => {
    together.value = two ? null : { first: null };
  };
  return (
    <Button style="two" icon="users" pressed={two} onClick={swap}>
      {t('pair.together')}
    </Button>
  );
}

/** The group on screen: a tablet stays with one wave until someone taps another, or the teacher calls one. */
const shown = signal(read('wave'));

// A call is followed once: whoever comes late still finds the own wave by a tap.
effect(() => {
  const wave = classList.value?.wave;
  if (!wave || String(wave) === read('called')) return;
  const first = groups(classList.value?.learners ?? []).find((group) => group.wave === wave);
  keep('called', String(wave));
  if (first) show(first.key);
});

function show(key: string): void {
  shown.value = key;
  keep('wave', key);
}

function keep(name: string, value: string): void {
  try {
    localStorage.setItem(name, value);
  } catch {
    // Lasts as long as the page.
  }
}

function read(name: string): string {
  try {
    return localStorage.getItem(name) ?? '';
  } catch {
    return '';
  }
}

function named({ wave, part }: Group): string {
  return part === null ? t('cards.wave', { n: wave }) : t('cards.wavePart', { n: wave, part });
}

function Waves({ all, here }: { all: Group[]; here: Group | undefined }) {
  return (
    <div class="waves" role="group" aria-label={t('cards.waves')}>
      {all.map((group) => (
        <Button
          key={group.key}
          style="wave"
          data-wave={group.wave}
          aria-label={named(group)}
          pressed={group === here}
          onClick={() => show(group.key)}
        >
          <Picture name={group.picture} size={32} />
          <bdi>{group.part === null ? group.wave : `${group.wave}.${group.part}`}</bdi>
        </Button>
      ))}
    </div>
  );
}

function Wave({ group }: { group: Group }) {
  const first = together.value?.first?.card.id;
  return (
    <PictureGrid label={named(group)}>
      {group.cards.map((card) => (
        <PictureCard
          key={card.id}
          picture={card.animal}
          chosen={card.id === first}
          data-learner={card.id}
          onClick={() => (tapped.value = card)}
        >
          <PersonName name={card.name} />
        </PictureCard>
      ))}
    </PictureGrid>
  );
}
