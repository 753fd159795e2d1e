import { useSignal } from '@preact/signals';
import { dayAndTime } from '../language/date';
import { Prose } from '../language/prose';
import { Icon } from '../ui/icon';
import { title, type Words } from './advice';
import { type Answered, fetchAnswers } from './pupil';
import { Shown } from './reteach';
import { t } from './words';

/** What a child answered lately, each with its question; fetched when it is opened. */
export function Answers({ id }: { id: string }) {
  const got = useSignal<{ answers: Answered[]; words: Words } | null>(null);
  const away = useSignal(false);
  const load = async (): Promise<void> => {
    got.value = await fetchAnswers(id);
    away.value = got.value === null;
  };
  return (
    <details class="latest" onToggle={(event) => event.currentTarget.open && void load()}>
      <summary>
        <strong>{t('answers')}</strong>
        <Icon name="chevron-right" />
      </summary>
      {away.value && (
        <p class="note alarm" role="alert">
          {t('pupil.away')}
        </p>
      )}
      {got.value && <List {...got.value} />}
    </details>
  );
}

/** Whether this program knows the word for it; a later tablet may write others. */
const isExplanation = (value: string): value is 'another' | 'another-before' =>
  value === 'another' || value === 'another-before';

/** The answers themselves. */
export function List({ answers, words }: { answers: Answered[]; words: Words }) {
  if (answers.length === 0) return <p class="note">{t('answers.none')}</p>;
  return (
    <ol class="facts">
      {answers.map((answer) => (
        <li key={`${answer.at} ${answer.response}`} class="fact asked">
          <p class="judged">
            <Icon name={answer.correct ? 'check' : 'x'} size={20} />
            <strong>{t(answer.correct ? 'answers.right' : 'answers.notYet')}</strong>
            <span>
              {title(words.skills, answer.skill)} · {dayAndTime(answer.at)}
              {answer.hints > 0 && ` · ${t('answers.hints', { n: answer.hints })}`}
              {isExplanation(answer.explanation) && ` · ${t(`answers.${answer.explanation}`)}`}
            </span>
          </p>
          {answer.misconception && (
            <p>
              <Prose text={title(words.misconceptions, answer.misconception)} />
            </p>
          )}
          {answer.example ? (
            <Shown example={answer.example} />
          ) : (
            <p>{t('answers.gone', { response: answer.response })}</p>
          )}
        </li>
      ))}
    </ol>
  );
}
