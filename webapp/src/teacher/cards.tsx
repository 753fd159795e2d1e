import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { call, post } from '../hub/client';
import { isRecord } from '../sync/plan';
import { Button } from '../ui/button';
import { PersonName } from '../ui/person-name';
import { Picture, secretPictures } from '../ui/picture';
import { demo } from './board';
import { Fetched } from './fetched';
import type { Listed } from './list';
import { t } from './words';
import './cards.css';

type Card = Listed & { pictures: number[] };

/** Picture cards to print and cut, eight on a page. */
export function Cards() {
  const cards = useSignal<Card[] | null>(null);
  const away = useSignal(false);
  const load = async (): Promise<void> => {
    const { status, body } = await post('/teacher/cards');
    cards.value = status === 200 && isRecord(body) ? (body['cards'] as Card[]) : null;
    away.value = status !== 200;
  };
  useEffect(() => void load(), []);
  const renew = async (id: string): Promise<void> => {
    await call(`/teacher/learners/${id}/pictures`, { method: 'POST' }).catch(() => (away.value = true));
    await load();
  };
  return (
    <div class="cards-page">
      <div class="choices">
        <a class="button" href="/teacher/list">
          {t('list')}
        </a>
        {cards.value && (
          <Button main icon="printer" onClick={() => print()}>
            {t('poster.print')}
          </Button>
        )}
      </div>
      <p class="how">{t('cards.how')}</p>
      <Fetched value={cards.value} trouble={away.value ? 'away' : null} again={() => void load()}>
        {(here) => <Sheet cards={here} renew={renew} />}
      </Fetched>
    </div>
  );
}

/** The cards themselves; each says that its pupil is invented where that is so. */
export function Sheet({ cards, renew }: { cards: Card[]; renew(id: string): Promise<void> }) {
  return (
    <ul class="sheet">
      {cards.map((card) => (
        <li key={card.id}>
          <Picture name={card.animal} size={72} />
          <strong>
            <PersonName name={card.name} />
          </strong>
          <p class="two-pictures" dir="ltr">
            {card.pictures.map((at, place) => (
              <span key={at}>
                <b aria-hidden="true">{place + 1}</b>
                <Picture name={secretPictures[at]!} label={secretPictures[at]!} size={60} />
              </span>
            ))}
            {card.pictures.length === 0 && t('cards.none')}
          </p>
          {demo.value && <small class="demo">{t('demo')}</small>}
          <Button onClick={() => void renew(card.id)}>{t('cards.renew')}</Button>
        </li>
      ))}
    </ul>
  );
}
