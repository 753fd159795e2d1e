import { inLanguage } from '../../language/language';
import { Prose } from '../../language/prose';
import { Dialog } from '../../ui/dialog';
import type { Reason } from '../../sync/plan';
import type { Exercise, Skill } from '../pack';
import { t } from '../words';

interface WhyProps {
  reasons: Reason[];
  exercise: Exercise;
  skills: Skill[];
  close(): void;
}

/** Tells the child why this item was chosen, from the codes and figures of the choice itself. */
export function Why({ reasons, exercise, skills, close }: WhyProps) {
  const said = reasons.map((reason) => explain(reason, skills)).filter((line) => line !== null);
  const lines = said.length > 0 ? said : [t('why.plain', { skill: inLanguage(exercise.skill.title) })];
  return (
    <Dialog title={t('why.title')} closing={t('why.close')} close={close} style="why">
      {lines.map((line) => (
        <p key={line} class="reading">
          <Prose text={line} />
        </p>
      ))}
    </Dialog>
  );
}

/** One reason as a sentence; null when this app does not know its code. */
export function explain({ code, values }: Reason, skills: Skill[]): string | null {
  const named = (place: number): string => inLanguage(skills[Number(values[place])]?.title);
  switch (code) {
    case 'fringe':
      return t('why.fringe', { skill: named(0), before: Number(values[1] ?? 0) });
    case 'chosen':
    case 'another-way':
    case 'review-due':
    case 'pinned':
    case 'placement':
    case 'extension':
    case 'person':
      return t(`why.${code}`, { skill: named(0) });
    case 'step-back':
      return t('why.step-back', { from: named(0), skill: named(1) });
    case 'level-fits':
      return t('why.level-fits', { n: Math.round(Number(values[0] ?? 0) * 10) });
    default:
      return null;
  }
}
