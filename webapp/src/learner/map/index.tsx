import { useEffect, useRef, useState } from 'preact/hooks';
import { inLanguage, language } from '../../language/language';
import { Prose } from '../../language/prose';
import { Button } from '../../ui/button';
import { Dialog } from '../../ui/dialog';
import { Icon } from '../../ui/icon';
import '../../ui/late-icons';
import type { SkillView } from '../../tutor/messages';
import type { Skill } from '../pack';
import { SkillPicture } from '../skill-picture';
import { Speak } from '../speak';
import { BedPanel } from './bed';
import { bedOf, ownSkill, plant } from './beds';
import { standing, type Standing } from './layout';
import './map.css';
import { icons, Told } from './skill';
import { t } from './words';

export { ready } from './words';

interface MapProps {
  skills: Skill[];
  views: SkillView[];
  /** Tick for which it is drawn. */
  now: number;
  /** The place of the skill on screen; −1 for none. */
  working: number;
  /** The skills she may choose among now, by their places. */
  offers: number[];
  /** Without petals: nothing blooms, a known skill has its tick. */
  plain: boolean;
  choose(skill: number): void;
  /** What opens the lesson of a skill, over the map; null where there is none. */
  lessonOf(skill: string): (() => void) | null;
  close(): void;
}

/** A learner's garden: in beds, what blooms, what is ready, what sleeps, what comes later; open where she works. */
export function SkillMap({ skills, views, now, working, offers, plain, choose, lessonOf, close }: MapProps) {
  const gardens = plant(skills);
  const stands = skills.map((_, i): Standing => {
    const view = views.find(({ skill }) => skill === i);
    return view ? standing(view, now) : 'later';
  });
  const [home] = useState(() => bedOf(gardens, ownSkill(stands, working, offers)));
  const [at, setAt] = useState<{ garden: number; bed: number | null }>(home);
  const [open, setOpen] = useState<number | null>(null);
  const visit = (skill: number): void => {
    setAt(bedOf(gardens, skill));
    setOpen(skill);
  };
  const pick = (skill: number): void => {
    close();
    choose(skill);
  };
  const land = useRef<HTMLDivElement>(null);
  // What is told of a flower takes room from below, where it may have stood.
  useEffect(() => {
    land.current?.querySelector('[aria-pressed=true]')?.scrollIntoView({ block: 'nearest' });
  }, [open]);
  // Her own bed stands first in its garden, so that it shows without a search.
  const beds = (gardens[at.garden]?.beds ?? []).map((bed, place) => ({ bed, place }));
  if (at.garden === home.garden)
    beds.sort((a, b) => Number(b.place === home.bed) - Number(a.place === home.bed));
  const tapped = open === null ? undefined : skills[open];
  return (
    <Dialog
      title={t('title')}
      closing={t('close')}
      close={close}
      style={plain ? 'map plain' : 'map'}
      head={<Speak text={aloud(skills, open, offers)} />}
    >
      <div class="land" ref={land}>
        <div class="side">
          {offers.length > 0 && <Offers skills={skills} offers={offers} pick={pick} />}
          <Legend />
        </div>
        <div class="beds">
          <Gardens count={gardens.length} at={at.garden} go={(garden) => setAt({ garden, bed: null })} />
          {beds.map(({ bed, place }) => (
            <BedPanel
              key={`${at.garden} ${place}`}
              bed={bed}
              skills={skills}
              stands={stands}
              working={working}
              unfolded={place === at.bed}
              fold={() => setAt({ garden: at.garden, bed: place === at.bed ? null : place })}
              open={open}
              tap={(skill) => setOpen(skill === open ? null : skill)}
            />
          ))}
        </div>
      </div>
      <div class="told" role="status">
        {tapped && open !== null && (
          <Told
            skill={tapped}
            skills={skills}
            stand={stands[open]!}
            stands={stands}
            visit={visit}
            lesson={lessonOf(tapped.id)}
            take={offers.includes(open) ? () => pick(open) : null}
          />
        )}
      </div>
    </Dialog>
  );
}

/** The skill she tapped, else what she may choose. */
function aloud(skills: readonly Skill[], open: number | null, offers: readonly number[]): string {
  const tapped = open === null ? undefined : skills[open];
  if (tapped) return inLanguage(tapped.can);
  const titles = offers.map((skill) => inLanguage(skills[skill]?.title));
  return [t('title'), ...(titles.length ? [t('choose'), ...titles] : [])].join('\n');
}

function Legend() {
  return (
    <ul class="map-legend">
      {(['known', 'ready', 'freshen', 'later'] as const).map((kind) => (
        <li key={kind} class={kind}>
          <Icon name={icons[kind]} size={20} /> {t(kind)}
        </li>
      ))}
    </ul>
  );
}

/** The gardens one after the other; the one on screen is framed. */
function Gardens({ count, at, go }: { count: number; at: number; go(garden: number): void }) {
  if (count < 2) return null;
  return (
    <nav class="gardens" aria-label={t('gardens')}>
      {Array.from({ length: count }, (_, garden) => (
        <Button
          key={garden}
          data-garden={garden}
          aria-label={t('garden', { n: garden + 1 })}
          aria-current={garden === at ? 'true' : undefined}
          onClick={() => go(garden)}
        >
          {garden + 1}
        </Button>
      ))}
    </nav>
  );
}

interface OffersProps {
  skills: Skill[];
  offers: number[];
  pick(skill: number): void;
}

/** Two to four skills to choose from, each with its picture. */
function Offers({ skills, offers, pick }: OffersProps) {
  return (
    <section class="offers">
      <h3 id="offers">{t('choose')}</h3>
      <div role="group" aria-labelledby="offers">
        {offers.map((skill) => (
          <Button key={skill} data-offer={skill} onClick={() => pick(skill)} lang={language.value}>
            <SkillPicture skill={skills[skill]} />
            <span>
              <Prose text={inLanguage(skills[skill]?.title)} />
            </span>
          </Button>
        ))}
      </div>
    </section>
  );
}
