import { dayAndTime, figure, percent } from '../language/date';
import { language } from '../language/language';
import { Share } from '../ui/plot';
import { Table } from '../ui/table';
import { Panel, Total, Totals } from '../ui/totals';
import { download, schoolsCsv, skillsCsv } from './csv';
import type { Overview } from './overview';
import { t } from './words';

const week = 7 * 8_640_000;
/** Schools named as silent; the table below has them all. */
const mostLooked = 10;

/** The figures themselves. */
export function Report({ overview }: { overview: Overview }) {
  const { schools, skills, totals } = overview;
  const silent = schools.filter(
    ({ lastContact }) => lastContact === null || overview.asOf - lastContact > week,
  );
  const heard = schools.length - silent.length;
  return (
    <>
      <Totals>
        <Total value={figure(heard)} says={t('totals.heard')} of={t('of', { n: figure(totals.schools) })} />
        <Total value={counted(totals.learners)} says={t('totals.learners')} />
        <Total
          value={figure(totals.attempts)}
          says={t('totals.attempts')}
          id="attempts"
          count={totals.attempts}
        />
        <Total value={figure(totals.schools)} says={t('totals.schools')} />
      </Totals>
      {schools.length > 0 && <Look silent={silent} />}
      <Panel title={t('skills.title')}>
        <p class="fine">{t('skills.note')}</p>
        <Table
          label={t('skills.title')}
          rows={skills}
          name={({ id }) => id}
          columns={[
            { head: t('skills.skill'), cell: titled },
            { head: t('skills.share'), style: 'wide', cell: ({ share }) => <Known share={share} /> },
            { head: t('skills.learners'), style: 'count', cell: ({ learners }) => counted(learners) },
          ]}
        />
        <p class="fine">{t('hidden.why')}</p>
        <Csv name="skills" text={() => skillsCsv(overview)} />
      </Panel>
      <Panel title={t('growth.title')}>
        <p>{t('growth.none')}</p>
      </Panel>
      <Panel title={t('schools.title')}>
        {schools.length === 0 ? <p>{t('empty')}</p> : <Schools schools={schools} />}
        {schools.length > 0 && <Csv name="schools" text={() => schoolsCsv(overview)} />}
      </Panel>
    </>
  );
}

/** Schools that a person should call, the longest silent first. */
function Look({ silent }: { silent: Overview['schools'] }) {
  const since = [...silent].sort((a, b) => (a.lastContact ?? 0) - (b.lastContact ?? 0));
  return (
    <Panel title={t('look.title')}>
      <p data-look={silent.length}>
        {silent.length === 0 ? t('look.none') : t('look.silent', { n: figure(silent.length) })}
      </p>
      <ul>
        {since.slice(0, mostLooked).map(({ id, name, lastContact }) => (
          <li key={id}>
            <bdi>{name}</bdi> · {lastContact === null ? t('schools.never') : dayAndTime(lastContact)}
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function Csv({ name, text }: { name: string; text: () => string }) {
  return (
    <button type="button" class="button" onClick={() => download(`${name}.csv`, text())}>
      {t('csv')}
    </button>
  );
}

function Known({ share }: { share: number | null }) {
  return <Share share={share} say={percent} hidden={t('hidden')} />;
}

const titled = ({ id, title }: Overview['skills'][number]): string =>
  title[language.value] ?? title['en'] ?? id;

function Schools({ schools }: { schools: Overview['schools'] }) {
  return (
    <Table
      label={t('schools.title')}
      rows={schools}
      name={({ id }) => id}
      columns={[
        { head: t('schools.name'), cell: ({ name }) => <bdi>{name}</bdi> },
        {
          head: t('schools.contact'),
          cell: ({ lastContact }) => (lastContact === null ? t('schools.never') : dayAndTime(lastContact)),
        },
        { head: t('schools.attempts'), style: 'count', cell: ({ attempts }) => figure(attempts) },
        { head: t('schools.learners'), style: 'count', cell: ({ learners }) => counted(learners) },
      ]}
    />
  );
}

/** A count of learners, or why it is not shown. */
export function counted(learners: number | null): string {
  return learners === null ? t('hidden') : figure(learners);
}
