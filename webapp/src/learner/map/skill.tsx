import sprite from 'virtual:skill-pictures';
import { inLanguage } from '../../language/language';
import { Prose } from '../../language/prose';
import { Button } from '../../ui/button';
import { Icon } from '../../ui/icon';
import type { Skill } from '../pack';
import { SkillPicture } from '../skill-picture';
import type { Standing } from './layout';
import { t } from './words';

/** The icon of each standing; with its shape it tells what colour tells. */
export const icons: Record<Standing, string> = {
  known: 'check',
  freshen: 'moon',
  ready: 'sparkles',
  later: 'lock',
};

interface FlowerProps {
  skill: Skill;
  stand: Standing;
  /** She works on it now. */
  here: boolean;
  open: boolean;
  tap(): void;
}

/** A skill in its bed: a bloom, a bud that is ready, one that sleeps, or one for later. */
export function Flower({ skill, stand, here, open, tap }: FlowerProps) {
  return (
    <button type="button" class={`flower ${stand}`} aria-pressed={open} data-skill={skill.id} onClick={tap}>
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
        <Prose text={inLanguage(skill.title)} />
      </span>
      <span class="unseen">{t(stand)}</span>
      {here && (
        <span class="here">
          <Icon name="pencil-line" size={20} />
          <span class="unseen">{t('here')}</span>
        </span>
      )}
    </button>
  );
}

interface ToldProps {
  skill: Skill;
  skills: Skill[];
  stand: Standing;
  stands: Standing[];
  /** Goes to the bed of another skill. */
  visit(skill: number): void;
  /** Opens the lesson that explains it; null where there is none. */
  lesson: (() => void) | null;
  /** Works on it now; null while it is not among those to choose. */
  take: (() => void) | null;
}

/** What the tapped skill is for, and what comes before it, wherever that grows. */
export function Told({ skill, skills, stand, stands, visit, lesson, take }: ToldProps) {
  const before = skill.after ?? [];
  return (
    <>
      <p class="reading">
        <Icon name={icons[stand]} /> <Prose text={inLanguage(skill.can)} />
      </p>
      {take && (
        <Button main icon="sparkles" onClick={take}>
          {t('take')}
        </Button>
      )}
      {lesson && (
        <Button icon="book-open" data-lesson={skill.id} onClick={lesson}>
          {t('lesson')}
        </Button>
      )}
      {before.length > 0 && (
        <div class="before" role="group" aria-label={t('first')}>
          <span>{t('first')}</span>
          {before.map((place) => (
            <Button key={place} data-before={skills[place]?.id} onClick={() => visit(place)}>
              <SkillPicture skill={skills[place]} size={28} />
              <span>
                <Prose text={inLanguage(skills[place]?.title)} />
              </span>
              <Icon name={icons[stands[place] ?? 'later']} size={20} />
              <span class="unseen">{t(stands[place] ?? 'later')}</span>
            </Button>
          ))}
        </div>
      )}
    </>
  );
}
