import { likings, mostLikings } from '../../hub/likings';
import { ChoiceCard } from '../../ui/choice-card';
import { Dialog } from '../../ui/dialog';
import { Picture } from '../../ui/picture';
import { Speak } from '../speak';
import { beside, like, tellLikes } from './beside';
import { t } from './words';

/** What she likes, picked by picture; it is hers to change at the end of any sitting. */
export function Likes({ close }: { close(): void }) {
  const likes = beside.value?.likes ?? [];
  const full = likes.length >= mostLikings;
  const done = (): void => {
    close();
    void tellLikes();
  };
  const words = t('likes.how', { n: mostLikings });
  return (
    <Dialog
      title={t('likes')}
      closing={t('likes.close')}
      close={done}
      style="liking"
      head={<Speak text={[t('likes'), words, ...likings.map((name) => t(`likes.${name}`))].join('\n')} />}
    >
      <div class="scroll">
        <p>{words}</p>
        <ul>
          {likings.map((name) => (
            <li key={name}>
              <ChoiceCard
                pressed={likes.includes(name)}
                aria-disabled={full && !likes.includes(name)}
                data-like={name}
                onClick={() => like(name)}
              >
                <Picture name={name} />
                {t(`likes.${name}`)}
              </ChoiceCard>
            </li>
          ))}
        </ul>
      </div>
    </Dialog>
  );
}
