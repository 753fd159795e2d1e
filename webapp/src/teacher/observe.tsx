import { dayAndTime } from '../language/date';
import { Button } from '../ui/button';
import { observe, type Observed, outcomes, type Pupil, type Skill, unobserve } from './pupil';
import { t } from './words';

interface ObserveProps {
  skill: Skill;
  pupil: Pupil;
  change(done: Promise<boolean>): Promise<void>;
}

const icons = { right: 'check', 'not-yet': 'hourglass' } as const;

/** What a teacher saw for herself counts as evidence, beside what came from tablets. */
export function Observe({ skill, pupil, change }: ObserveProps) {
  return (
    <>
      <p>{t('observe')}</p>
      <div class="choices">
        {outcomes.map((outcome) => (
          <Button
            key={outcome}
            icon={icons[outcome]}
            data-outcome={outcome}
            onClick={() => void change(observe(pupil.id, skill.skill, outcome))}
          >
            {t(`observe.${outcome}`)}
          </Button>
        ))}
      </div>
    </>
  );
}

/** The newest observation of a skill, and a way to take it back. */
export function Seen({ skill, pupil, change }: ObserveProps) {
  const seen = pupil.observed.find((one) => one.skill === skill.skill);
  if (!seen) return null;
  return (
    <div class="decided seen">
      <span role="status">{told(seen)}</span>
      <Button icon="undo-2" style="unsee" onClick={() => void change(unobserve(pupil.id, seen.observation))}>
        {t('undo')}
      </Button>
    </div>
  );
}

/** An observation in words. */
export function told({ outcome, weight, at }: Observed): string {
  return t('observed', { what: t(`observe.${outcome}`), n: weight, time: dayAndTime(at) });
}
