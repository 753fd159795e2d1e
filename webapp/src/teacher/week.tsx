import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { post } from '../hub/client';
import { whileShown } from '../hub/while-shown';
import { Prose } from '../language/prose';
import { Icon } from '../ui/icon';
import { Picture } from '../ui/picture';
import { PupilLink } from './pupil-link';
import { type Line, parseWeek, type Week } from './week-shape';
import './week.css';
import { t } from './words';

/** Whom to look after this week; nothing while there is nobody, or the hub says nothing. */
export function WeekList() {
  const week = useSignal<Week | null>(null);
  useEffect(() => {
    const load = (): void =>
      void post('/teacher/week').then(({ status, body }) => {
        if (status === 200) week.value = parseWeek(body);
      });
    return whileShown(load, refresh);
  }, []);
  const some = week.value && week.value.learners.length + week.value.scarce.length > 0;
  return week.value && some ? <Concerns week={week.value} /> : null;
}

/** The list speaks of whole days, so it need not follow the class by the second: ms. */
const refresh = 5 * 60_000;

/** The list once it is here. */
export function Concerns({ week }: { week: Week }) {
  return (
    <details class="week">
      <summary>
        <span>
          {t('week', { n: new Set([...week.learners, ...week.scarce].map(({ id }) => id)).size + week.more })}
        </span>
        <Icon name="chevron-right" />
      </summary>
      <p class="soft">{t('week.what')}</p>
      <ul>
        {week.learners.map(({ id, name, animal, reasons }) => (
          <li key={id} data-learner={id}>
            <div class="who">
              <Picture name={animal} size={44} />
              <PupilLink row={{ id, name }} />
            </div>
            {reasons.map((line) => (
              <p key={line.code}>
                <Prose text={crossed(line)} />
              </p>
            ))}
            <p class="next">
              <Icon name="hand-helping" size={20} />
              <span>{t(`week.next.${reasons[0]!.code}`)}</span>
            </p>
          </li>
        ))}
      </ul>
      {week.more > 0 && <p class="soft">{t('week.more', { n: week.more })}</p>}
      {week.scarce.length > 0 && (
        <p class="scarce">
          {t('week.scarce')}{' '}
          {week.scarce.map((row) => (
            <PupilLink key={row.id} row={row} />
          ))}
        </p>
      )}
    </details>
  );
}

/** One line that was crossed, in words. */
export function crossed({ code, values: [n = 0, all = 0] }: Line): string {
  return t(`week.${code}`, { n, all });
}
