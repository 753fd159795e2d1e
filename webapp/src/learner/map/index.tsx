import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import sprite from 'virtual:skill-pictures';
import { language } from '../../language/language';
import { Prose } from '../../language/prose';
import { Icon } from '../../ui/icon';
import '../../ui/late-icons';
import type { SkillView } from '../../tutor/messages';
import type { Skill } from '../pack';
import { Speak } from '../speak';
import type { t as Say } from '../words';
import { columns, layOut, standing, type Place, type Standing } from './layout';
import './map.css';

interface MapProps {
  /** The learner's words, handed in so that this file stays apart from the first ones. */
  t: typeof Say;
  skills: Skill[];
  views: SkillView[];
  /** Tick for which it is drawn. */
  now: number;
  /** The skills she may choose among now, by their places. */
  offers: number[];
  choose(skill: number): void;
  close(): void;
}

const icons: Record<Standing, string> = { known: 'check', freshen: 'moon', ready: 'sparkles', later: 'lock' };

/** A learner's way through the skills: what blooms, what is ready, what sleeps, what comes later. */
export function SkillMap({ t, skills, views, now, offers, choose, close }: MapProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [open, setOpen] = useState<number | null>(null);
  /** The skill she tapped, else what she may choose. */
  const aloud = (): string => {
    const tapped = open === null ? undefined : skills[open];
    if (tapped) return inWords(tapped.can);
    const titles = offers.map((skill) => inWords(skills[skill]?.title ?? {}));
    return [t('map.title'), ...(titles.length ? [t('map.choose'), ...titles] : [])].join('\n');
  };
  const pick = (skill: number): void => {
    dialog.current?.close();
    choose(skill);
  };
  useLayoutEffect(() => dialog.current?.showModal(), []);
  const places = layOut(skills);
  const rows = 1 + Math.max(0, ...places.map(({ row }) => row));
  const stands = skills.map((_, i): Standing => {
    const view = views.find(({ skill }) => skill === i);
    return view ? standing(view, now) : 'later';
  });
  useInSight(dialog, stands);
  return (
    <dialog ref={dialog} class="map" aria-labelledby="map-title" onClose={close}>
      <header>
        <h2 id="map-title">{t('map.title')}</h2>
        <Speak text={aloud()} />
        <button type="button" class="button" onClick={() => dialog.current?.close()}>
          <Icon name="x" /> {t('why.close')}
        </button>
      </header>
      <ul class="legend">
        {(['known', 'ready', 'freshen', 'later'] as const).map((kind) => (
          <li key={kind} class={kind}>
            <Icon name={icons[kind]} size={20} /> {t(`map.${kind}`)}
          </li>
        ))}
      </ul>
      {offers.length > 0 && <Offers t={t} skills={skills} offers={offers} pick={pick} />}
      <div class="ground" style={{ '--rows': rows }}>
        <Paths skills={skills} places={places} rows={rows} stands={stands} />
        <ol>
          {[...skills.keys()]
            .sort((a, b) => places[a]!.row - places[b]!.row || places[a]!.column - places[b]!.column)
            .map((i) => (
              <li key={i} style={{ '--row': places[i]!.row, '--column': places[i]!.column }}>
                <Flower
                  t={t}
                  skill={skills[i]!}
                  stand={stands[i]!}
                  open={open === i}
                  toggle={() => setOpen(open === i ? null : i)}
                />
              </li>
            ))}
        </ol>
      </div>
      <p class="reading told" role="status">
        {open !== null && skills[open] && (
          <>
            <Icon name={icons[stands[open]!]} /> <Prose text={inWords(skills[open].can)} />
          </>
        )}
      </p>
    </dialog>
  );
}

interface OffersProps extends Pick<MapProps, 't' | 'skills' | 'offers'> {
  pick(skill: number): void;
}

/** Two to four skills to choose from, each with its picture. */
function Offers({ t, skills, offers, pick }: OffersProps) {
  return (
    <section class="offers">
      <h3 id="offers">{t('map.choose')}</h3>
      <div role="group" aria-labelledby="offers">
        {offers.map((skill) => (
          <button key={skill} type="button" class="button" data-offer={skill} onClick={() => pick(skill)}>
            <svg width="34" height="34" aria-hidden="true">
              <use href={`${sprite}#${skills[skill]?.picture}`} />
            </svg>
            <span>
              <Prose text={inWords(skills[skill]?.title ?? {})} />
            </span>
          </button>
        ))}
      </div>
    </section>
  );
}

interface FlowerProps {
  t: typeof Say;
  skill: Skill;
  stand: Standing;
  open: boolean;
  toggle(): void;
}

function Flower({ t, skill, stand, open, toggle }: FlowerProps) {
  const title = inWords(skill.title);
  return (
    <button
      type="button"
      class={`flower ${stand}`}
      aria-expanded={open}
      data-skill={skill.id}
      onClick={toggle}
    >
      <svg class="bloom" width="76" height="76" viewBox="-38 -38 76 76" aria-hidden="true">
        {stand === 'known' &&
          [0, 45, 90, 135, 180, 225, 270, 315].map((turn) => (
            <ellipse key={turn} cx="0" cy="-27" rx="9" ry="11" transform={`rotate(${turn})`} />
          ))}
        <circle r="26" />
        <use href={`${sprite}#${skill.picture}`} x="-17" y="-17" width="34" height="34" />
      </svg>
      <span class="mark">
        <Icon name={icons[stand]} size={20} />
      </span>
      <span class="label">
        <Prose text={title} />
      </span>
      <span class="unseen">{t(`map.${stand}`)}</span>
    </button>
  );
}

/** The ways between skills, drawn behind them. */
function Paths({
  skills,
  places,
  rows,
  stands,
}: {
  skills: Skill[];
  places: Place[];
  rows: number;
  stands: Standing[];
}) {
  return (
    <svg class="paths" viewBox={`0 0 ${columns} ${rows}`} preserveAspectRatio="none" aria-hidden="true">
      {skills.flatMap(({ after = [] }, i) =>
        after.map((before) => {
          const [a, b] = [places[before], places[i]];
          if (!a || !b) return null;
          const open = stands[before] === 'known' || stands[before] === 'freshen';
          return (
            <line
              key={`${before} ${i}`}
              class={open ? 'open' : ''}
              x1={a.column + 0.5}
              y1={a.row + 0.3}
              x2={b.column + 0.5}
              y2={b.row + 0.3}
            />
          );
        }),
      )}
    </svg>
  );
}

/** Shows the place where work goes on rather than the beginning of the way. */
function useInSight(dialog: { current: HTMLDialogElement | null }, stands: Standing[]): void {
  useEffect(() => {
    if (stands.includes('known'))
      dialog.current?.querySelector('.flower.ready')?.scrollIntoView({ block: 'center' });
  }, []);
}

function inWords(words: Skill['title']): string {
  return words[language.value] ?? words['en'] ?? '';
}
