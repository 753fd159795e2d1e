import { Prose } from '../language/prose';
import { Button } from '../ui/button';
import { Icon } from '../ui/icon';
import { title, type Words } from './advice';
import type { Pupil } from './pupil';
import type { Pick } from './shelf-shape';
import './shelf.css';
import { t } from './words';

interface Props {
  pupil: Pupil;
  practise(skill: string): void;
}

/** A few skills beside the path, each with its reason and one tap to practise it next. */
export function ShelfOf({ pupil: { shelf, words }, practise }: Props) {
  if (shelf.picks.length === 0 && !shelf.scarce) return null;
  return (
    <>
      <h2>{t('shelf')}</h2>
      {shelf.picks.length > 0 && <p class="soft">{t('shelf.what')}</p>}
      <ul class="facts shelf">
        {shelf.picks.map((pick) => (
          <li key={pick.skill} class="fact" data-pick={pick.code}>
            <span class="what">
              <strong>
                <Prose text={title(words.skills, pick.skill)} />
              </strong>
              <span>
                <Prose text={offered(pick, words)} />
              </span>
            </span>
            {pick.code !== 'pinned' && (
              <Button
                aria-label={`${t('decide.pin')}: ${title(words.skills, pick.skill)}`}
                onClick={() => practise(pick.skill)}
              >
                {t('decide.pin')}
              </Button>
            )}
          </li>
        ))}
      </ul>
      {shelf.scarce && (
        <p class="note">
          <Icon name="hand-helping" size={20} /> {t('shelf.scarce')}
        </p>
      )}
    </>
  );
}

/** Why a skill lies on the shelf, in words. */
export function offered({ code, before, values: [a = 0, b = 0] }: Pick, words: Words): string {
  const n = code === 'review-due' ? b : a;
  return t(`shelf.${code}`, { n, skill: title(words.skills, before) });
}
