import { Prose } from '../../language/prose';
import { ChoiceCard } from '../choice-card';
import { PersonName } from '../person-name';
import { Picture } from '../picture';
import { PictureCard, PictureGrid } from '../picture-card';
import { Part } from './part';
import { t } from './words';

/** Invented pupils, in both scripts. */
const people = [
  ['goat', 'Ayesha Gul'],
  ['fox', 'بلال خان'],
  ['rabbit', 'Palwasha'],
  ['parrot', 'زرمینہ بی بی'],
] as const;

const pictures = ['sun', 'moon', 'tree', 'fish', 'boat', 'drum'] as const;

/** How words look that are read, beside those that name things. */
export function Words() {
  return (
    <Part title={t('text')}>
      <p class="reading">
        <Prose text={t('reading')} />
      </p>
    </Part>
  );
}

export function People() {
  return (
    <Part title={t('cards')}>
      <PictureGrid label={t('cards')}>
        {people.map(([animal, name], i) => (
          <PictureCard key={name} picture={animal} chosen={i === 1}>
            <PersonName name={name} />
          </PictureCard>
        ))}
      </PictureGrid>
    </Part>
  );
}

export function Pictures() {
  return (
    <Part title={t('pictures')}>
      <PictureGrid label={t('pictures')} style="twelve">
        {pictures.map((name, i) => (
          <PictureCard key={name} picture={name} aria-label={t(`picture.${name}`)} aria-disabled={i === 5} />
        ))}
      </PictureGrid>
    </Part>
  );
}

export function ChoiceCards() {
  return (
    <Part title={t('choices')}>
      <PictureGrid label={t('choices')}>
        {pictures.slice(0, 3).map((name, i) => (
          <li key={name}>
            <ChoiceCard pressed={i === 0} aria-disabled={i === 2}>
              <Picture name={name} />
              {t(`picture.${name}`)}
            </ChoiceCard>
          </li>
        ))}
      </PictureGrid>
    </Part>
  );
}
