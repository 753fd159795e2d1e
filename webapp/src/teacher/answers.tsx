import { useSignal } from '@preact/signals';
import { dayAndTime } from '../language/date';
import { Prose } from '../language/prose';
import { Icon } from '../ui/icon';
import { title, type Words } from './advice';
import { type Answered, fetchAnswers } from './pupil';
import { Shown } from './reteach';
import { t } from './words';
import type words from '../../locale/en/teacher.json';

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
          <Way strategy={answer.strategy} steps={answer.steps} />
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

/** How it was worked out: the way that a tool showed, and how written work went. */
function Way({ strategy, steps }: { strategy: string; steps: string }) {
  const [, way = ''] = strategy.split('/');
  const key = `strategy.${way}`;
  const digits = steps.replace(/[-.]/g, '');
  if (!isWay(key) && !digits) return null;
  return (
    <p class="way">
      <Icon name="shapes" size={20} />
      {isWay(key) && t(key)}
      {digits && t('steps', { n: digits.replace(/[^1]/g, '').length, all: digits.length })}
    </p>
  );
}

type Key = Extract<keyof typeof words, `strategy.${string}`>;
const ways: readonly Key[] = [
  'strategy.count-all', 'strategy.count-on', 'strategy.make-ten', 'strategy.near-double', 'strategy.at-once', 'strategy.count-back',
  'strategy.through-ten', 'strategy.count-up', 'strategy.jump-tens', 'strategy.tens-and-ones', 'strategy.trade',
  'strategy.break-ten', 'strategy.skip-count', 'strategy.double', 'strategy.common-parts', 'strategy.side-by-side',
  'strategy.one-bar', 'strategy.take-from-both', 'strategy.try-and-check',
]; // prettier-ignore
const isWay = (key: string): key is Key => ways.some((way) => way === key);
