import { figure, weekOf } from '../language/date';
import { Button } from '../ui/button';
import { Plot } from '../ui/plot';
import { type Column, Table } from '../ui/table';
import { download, named } from './csv';
import { gradeName } from './heat';
import type { Named, Week } from './overview';
import { byGrade } from './place';
import { t } from './words';

/** A count of learners, or why it is not shown. */
export function counted(learners: number | null): string {
  return learners === null ? t('hidden') : figure(learners);
}

/** Takes a table away as a file. */
export function Csv({ name, text }: { name: string; text: () => string }) {
  return (
    <Button icon="arrow-down" style="csv" data-csv={name} onClick={() => download(`${name}.csv`, text())}>
      {t('csv')}
    </Button>
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

interface ByGradeProps<Of extends Named> {
  skills: Of[];
  /** What is said of a skill beside its name. */
  columns: readonly Column<Of>[];
}

/** Skills by grade, each grade folded. */
export function ByGrade<Of extends Named>({ skills, columns }: ByGradeProps<Of>) {
  return (
    <>
      {byGrade(skills).map(([grade, of]) => (
        <details key={grade} class="grade">
          <summary>
            {gradeName(grade)} <small>{t('heat.skills', { n: of.length })}</small>
          </summary>
          <Table
            label={`${t('skills.title')}: ${gradeName(grade)}`}
            rows={of}
            name={({ id }) => id}
            columns={[{ head: t('skills.skill'), cell: (skill) => <Skill skill={skill} /> }, ...columns]}
          />
        </details>
      ))}
    </>
  );
}
