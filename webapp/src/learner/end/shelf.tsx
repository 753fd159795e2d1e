import { inLanguage } from '../../language/language';
import { Prose } from '../../language/prose';
import { Button } from '../../ui/button';
import { takeUp } from '../lesson';
import { SkillPicture } from '../skill-picture';
import { beside, type Offer } from './beside';
import { t } from './words';

/** A few skills beside her path, each with its reason; a tap goes on with it. */
export function Shelf() {
  const offers = beside.value?.offers ?? [];
  if (offers.length === 0) return null;
  return (
    <section class="shelf-of">
      <h2 id="beside">{t('beside')}</h2>
      <ul aria-labelledby="beside">
        {offers.map((offer) => (
          <li key={offer.place}>
            <Button
              style="pick"
              data-pick={offer.code}
              data-skill={offer.skill.id}
              onClick={() => void takeUp(offer.place)}
            >
              <SkillPicture skill={offer.skill} size={36} />
              <span>
                <strong>
                  <Prose text={inLanguage(offer.skill.title)} />
                </strong>
                <span>
                  <Prose text={reason(offer)} />
                </span>
              </span>
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Why a skill lies on the shelf, to her. */
export const reason = ({ code, before, values }: Offer): string =>
  t(`beside.${code}`, { n: Math.round((values[0] ?? 0) / 10), skill: inLanguage(before?.title) });

/** The shelf in words. */
export const shelfAloud = (): string =>
  (beside.value?.offers ?? [])
    .flatMap((offer, i) => [...(i ? [] : [t('beside')]), inLanguage(offer.skill.title), reason(offer)])
    .join('\n');
