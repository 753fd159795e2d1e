import { useEffect, useRef } from 'preact/hooks';
import type { LearnerCard } from '../../../sync/database';
import { Button } from '../../../ui/button';
import { Icon } from '../../../ui/icon';
import { Picture } from '../../../ui/picture';
import { takeTurn } from '../../lesson';
import { learner } from '../../screen';
import { called, partner } from '../../pair';
import { t } from '../../words';
import './style.css';

/** The tablet goes from hand to hand. */
export function Turn() {
  const card = learner.value;
  const other = partner.value?.card;
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => button.current?.focus(), []);
  if (!card || !other) return null;
  return (
    <section class="work turn">
      <h1>{t('pair.turn', { name: called(card) })}</h1>
      <div class="change" aria-hidden="true">
        <Sits card={other} role="check-check" />
        <Icon name="arrow-left-right" size={48} />
        <Sits card={card} role="pencil-line" />
      </div>
      <p>{t('pair.turnNote', { name: called(card), other: called(other) })}</p>
      <Button element={button} main onClick={() => void takeTurn()}>
        {t('pair.go')}
        <Icon name="arrow-right" />
      </Button>
    </section>
  );
}

function Sits({ card, role }: { card: LearnerCard; role: string }) {
  return (
    <span>
      <Picture name={card.animal} size={96} />
      <Icon name={role} size={34} />
    </span>
  );
}
