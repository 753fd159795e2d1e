import { figure, weekOf } from '../language/date';
import { Icon } from '../ui/icon';
import { Plot } from '../ui/plot';
import { download, named } from './csv';
import type { Named, Week } from './overview';
import { t } from './words';

/** A count of learners, or why it is not shown. */
export function counted(learners: number | null): string {
  return learners === null ? t('hidden') : figure(learners);
}

/** Takes a table away as a file. */
export function Csv({ name, text }: { name: string; text: () => string }) {
  return (
    <button type="button" class="button csv" data-csv={name} onClick={() => download(`${name}.csv`, text())}>
      <Icon name="arrow-down" size={20} />
      {t('csv')}
    </button>
  );
}

/** Answers by week, drawn. */
export function Weeks({ weeks }: { weeks: Week[] }) {
  return (
    <Plot
      label={t('weeks.title')}
      of={t('weeks.week')}
      counts={t('weeks.answers')}
      points={weeks.map(({ start, attempts }) => ({ label: weekOf(start), value: attempts }))}
      say={figure}
      hidden={t('hidden')}
      empty={t('weeks.empty')}
    />
  );
}

/** A skill and the outcomes it is mapped to. */
export function Skill({ skill }: { skill: Named }) {
  return (
    <>
      {named(skill)}
      {skill.outcomes.map((code) => (
        <small key={code} class="outcome">
          <bdi dir="ltr">{code}</bdi>
        </small>
      ))}
    </>
  );
}
