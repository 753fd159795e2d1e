import { PersonName } from '../../ui/person-name';
import { Picture } from '../../ui/picture';
import { Icon } from '../../ui/icon';
import { classList, enrolment } from '../tablet';
import { tapped } from '../sign-in';
import type { LearnerCard } from '../../sync/database';
import { t } from '../words';

/** Who is learning? Today's wave first, animal and name, nothing to type. */
export function Cards() {
  const learners = classList.value?.learners ?? [];
  const waves = [...new Set(learners.map((card) => card.wave))].sort((a, b) => a - b);
  return (
    <main class="cards">
      <h1>{t('cards.who')}</h1>
      {enrolment.value === 'revoked' && (
        <p class="note alarm" role="alert">
          <Icon name="triangle-alert" /> {t('enrol.revoked')}
        </p>
      )}
      {learners.length === 0 && <p class="note">{t('cards.empty')}</p>}
      {waves.map((wave) => (
        <Wave key={wave} wave={wave} learners={learners.filter((card) => card.wave === wave)} />
      ))}
    </main>
  );
}

function Wave({ wave, learners }: { wave: number; learners: LearnerCard[] }) {
  return (
    <section aria-labelledby={`wave-${wave}`}>
      <h2 id={`wave-${wave}`} class="wave">
        <Icon name="users" />
        {t('cards.wave', { n: wave })}
      </h2>
      <ul class="grid">
        {learners.map((card) => (
          <li key={card.id}>
            <button type="button" class="card" data-learner={card.id} onClick={() => (tapped.value = card)}>
              <Picture name={card.animal} size={56} />
              <PersonName name={card.name} />
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
