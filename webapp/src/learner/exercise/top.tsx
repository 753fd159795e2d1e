import { Button } from '../../ui/button';
import { Icon } from '../../ui/icon';
import { PersonName } from '../../ui/person-name';
import { Picture } from '../../ui/picture';
import { Progress, type Step } from '../../ui/progress';
import type { LearnerCard } from '../../sync/database';
import { swapHand } from '../hand';
import { comeToAnEnd } from '../lesson';
import { rewards } from '../rewards';
import { learner, sitting } from '../screen';
import { MapButton } from '../map/button';
import { partner } from '../pair';
import { t } from '../words';
import './top.css';

/** Who sits here and in which role, how far the sitting has come, and the way out. */
export function Top() {
  const card = learner.value;
  const other = partner.value?.card;
  return (
    <header class={other ? 'top two' : 'top'}>
      {card && <Chip card={card} role={other ? 'answers' : null} />}
      {other && <Chip card={other} role="checks" />}
      {rewards() === 'off' ? (
        <span class="progress" />
      ) : (
        <Progress
          label={t('exercise.done', { n: sitting.value.length })}
          steps={Array.from({ length: Math.max(8, sitting.value.length + 1) }, (_, i) => step(i)).slice(-10)}
        />
      )}
      <Button icon="flip-horizontal-2" style="hand-swap" aria-label={t('exercise.hand')} onClick={swapHand} />
      <MapButton />
      <Button
        icon="log-out"
        style="leave"
        aria-label={t('exercise.leave')}
        onClick={() => void comeToAnEnd()}
      />
    </header>
  );
}

/** A child's animal and name, with what she does when two sit here. */
function Chip({ card, role }: { card: LearnerCard; role: 'answers' | 'checks' | null }) {
  return (
    <span class={role === 'checks' ? 'chip checks' : 'chip'} data-role={role}>
      <Picture name={card.animal} size={32} />
      <PersonName name={card.name.split(' ')[0] ?? ''} />
      {role && (
        <span class="role">
          <Icon name={role === 'answers' ? 'pencil-line' : 'check-check'} size={20} />
          {t(`pair.${role}`)}
        </span>
      )}
    </span>
  );
}

function step(i: number): Step {
  const outcome = sitting.value[i];
  if (outcome === undefined) return i === sitting.value.length ? 'now' : 'later';
  return outcome.correct && rewards() === 'usual' ? 'right' : 'tried';
}
