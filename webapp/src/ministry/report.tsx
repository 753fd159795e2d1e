import { dayAndTime, figure, percent } from '../language/date';
import { Share } from '../ui/plot';
import { type Column, Table } from '../ui/table';
import { Panel, Total, Totals } from '../ui/totals';
import { looksCsv, schoolsCsv, skillsCsv, weeksCsv } from './csv';
import { Heat } from './heat';
import { isSilent, looks, said } from './looks';
import type { Overview } from './overview';
import { ByGrade, counted, Csv, Weeks } from './parts';
import { t } from './words';

/** Schools named as in need of a look; the file has them all. */
const mostLooked = 10;

/** The figures themselves. */
export function Report({ overview }: { overview: Overview }) {
  const { schools, skills, totals, weeks } = overview;
  const heard = schools.filter((school) => !isSilent(school, overview.asOf)).length;
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
      {schools.length > 0 && <Look overview={overview} />}
      <Panel title={t('weeks.title')}>
        <Weeks weeks={weeks} />
        <p class="fine">{t('weeks.note')}</p>
        {weeks.length > 0 && <Csv name="weeks" text={() => weeksCsv(weeks, overview.demo)} />}
      </Panel>
      <Panel title={t('skills.title')}>
        <p class="fine">{t('skills.note')}</p>
        {skills.length > 0 && <Heat skills={skills} />}
        {skills.length > 0 && <p class="fine">{t('heat.note')}</p>}
        <ByGrade skills={skills} columns={columns()} />
        <p class="fine">{t('hidden.why')}</p>
        <p class="fine">{t('skills.mapped')}</p>
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

/** Schools that a person should call, and why. */
function Look({ overview }: { overview: Overview }) {
  const all = looks(overview);
  return (
    <Panel title={t('look.title')}>
      <p data-look={all.length}>{all.length === 0 ? t('look.none') : t('look.some', { n: all.length })}</p>
      <ul class="looks">
        {all.slice(0, mostLooked).map(({ school, whys }) => (
          <li key={school.id}>
            <SchoolLink school={school} />
            <span>
              {whys.map((why) => (
                <span key={why.kind} class="why">
                  {said(why)}
                </span>
              ))}
            </span>
          </li>
        ))}
      </ul>
      {all.length > 0 && <Csv name="look" text={() => looksCsv(overview)} />}
    </Panel>
  );
}

function SchoolLink({ school: { id, name } }: { school: { id: string; name: string } }) {
  return (
    <a class="to-school" href={`/ministry/school/${id}`}>
      <bdi>{name}</bdi>
    </a>
  );
}

/** What the report says of a skill beside its name. */
const columns = (): Column<Overview['skills'][number]>[] => [
  { head: t('skills.share'), style: 'wide', cell: ({ share }) => <Known share={share} /> },
  { head: t('skills.learners'), style: 'count', cell: ({ learners }) => counted(learners) },
];

function Known({ share }: { share: number | null }) {
  return <Share share={share} say={percent} hidden={t('hidden')} />;
}

function Schools({ schools }: { schools: Overview['schools'] }) {
  return (
    <Table
      label={t('schools.title')}
      rows={schools}
      name={({ id }) => id}
      columns={[
        { head: t('schools.name'), cell: (school) => <SchoolLink school={school} /> },
        {
          head: t('schools.contact'),
          cell: ({ lastContact }) => (lastContact === null ? t('schools.never') : dayAndTime(lastContact)),
        },
        { head: t('schools.attempts'), style: 'count', cell: ({ attempts }) => figure(attempts) },
        { head: t('schools.learners'), style: 'count', cell: ({ learners }) => counted(learners) },
        {
          head: t('schools.practice'),
          cell: ({ falling }) =>
            falling === null ? t('hidden') : t(falling ? 'practice.falling' : 'practice.steady'),
        },
      ]}
    />
  );
}
