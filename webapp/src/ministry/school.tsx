import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { dayAndTime, figure, percent } from '../language/date';
import { Icon } from '../ui/icon';
import { Share } from '../ui/plot';
import { Table } from '../ui/table';
import { Panel, Total, Totals } from '../ui/totals';
import { answersCsv, weeksCsv } from './csv';
import { said, type Why } from './looks';
import { fetchSchool, type SchoolPage } from './overview';
import { Csv, counted, Skill, Weeks } from './parts';
import { gradeName } from './heat';
import { byGrade } from './place';
import { t } from './words';

/** One school: its weeks, its hubs, its answers by skill. */
export function School({ id }: { id: string }) {
  const page = useSignal<SchoolPage | null>(null);
  const trouble = useSignal<'missing' | 'away' | null>(null);
  const load = async (): Promise<void> => {
    const got = await fetchSchool(id);
    trouble.value = typeof got === 'string' ? got : null;
    if (typeof got !== 'string') page.value = got;
  };
  useEffect(() => {
    page.value = null;
    void load();
  }, [id]);
  return (
    <>
      <a class="button" href="/ministry">
        <Icon name="school" />
        {t('school.all')}
      </a>
      {trouble.value && (
        <p class="note alarm" role="alert">
          {t(trouble.value === 'missing' ? 'school.missing' : 'away')}
          {trouble.value === 'away' && (
            <button type="button" class="button" onClick={() => void load()}>
              <Icon name="refresh-cw" />
              {t('retry')}
            </button>
          )}
        </p>
      )}
      {page.value ? <Page page={page.value} /> : !trouble.value && <p role="status">{t('loading')}</p>}
    </>
  );
}

/** The page once it is here. */
export function Page({ page }: { page: SchoolPage }) {
  const { weeks, skills } = page;
  return (
    <>
      <h2 class="of-school">
        <bdi>{page.name}</bdi>
      </h2>
      <Totals>
        <Total
          value={figure(page.attempts)}
          says={t('totals.attempts')}
          id="attempts"
          count={page.attempts}
        />
        <Total value={counted(page.learners)} says={t('totals.learners')} />
        <Total
          value={page.reached === null ? t('hidden') : figure(page.reached)}
          says={t('school.reached')}
          {...(skills && { of: t('of', { n: figure(skills.length) }) })}
        />
      </Totals>
      <Trouble page={page} />
      <Panel title={t('weeks.title')}>
        {weeks === null ? (
          <p>{t('school.hidden')}</p>
        ) : (
          <>
            <Weeks weeks={weeks} />
            {page.undated ? <p class="fine">{t('weeks.undated', { n: figure(page.undated) })}</p> : null}
            {weeks.length > 0 && <Csv name="weeks" text={() => weeksCsv(weeks, page.demo)} />}
          </>
        )}
      </Panel>
      <Panel title={t('school.hubs')}>
        <Hubs hubs={page.hubs} />
      </Panel>
      {skills && (
        <Panel title={t('skills.title')}>
          <p class="fine">{t('school.note')}</p>
          {byGrade(skills).map(([grade, of]) => (
            <details key={grade} class="grade">
              <summary>
                {gradeName(grade)} <small>{t('heat.skills', { n: of.length })}</small>
              </summary>
              <Skills label={`${t('skills.title')}: ${gradeName(grade)}`} skills={of} />
            </details>
          ))}
          <p class="fine">{t('skills.mapped')}</p>
          <Csv name="skills" text={() => answersCsv(page)} />
        </Panel>
      )}
    </>
  );
}

function Trouble({ page: { falling, trouble } }: { page: SchoolPage }) {
  const whys: Why[] = (['clones', 'refused', 'waiting'] as const)
    .filter((kind) => trouble[kind] > 0)
    .map((kind) => ({ kind, n: trouble[kind] }));
  if (falling) whys.push({ kind: 'falling' });
  if (whys.length === 0) return null;
  return (
    <ul class="note alarm whys">
      {whys.map((why) => (
        <li key={why.kind}>
          <Icon name="triangle-alert" size={20} /> {said(why)}
        </li>
      ))}
    </ul>
  );
}

function Hubs({ hubs }: { hubs: SchoolPage['hubs'] }) {
  if (hubs.length === 0) return <p>{t('school.noHub')}</p>;
  return (
    <Table
      label={t('school.hubs')}
      rows={hubs.map((hub, i) => ({ ...hub, i }))}
      name={({ i }) => i}
      columns={[
        { head: t('school.hub'), cell: ({ name, i }) => <bdi>{name || figure(i + 1)}</bdi> },
        {
          head: t('schools.contact'),
          cell: ({ lastContact }) => (lastContact === null ? t('schools.never') : dayAndTime(lastContact)),
        },
        { head: t('school.days'), style: 'count', cell: ({ days }) => figure(days) },
      ]}
    />
  );
}

function Skills({ label, skills }: { label: string; skills: NonNullable<SchoolPage['skills']> }) {
  return (
    <Table
      label={label}
      rows={skills}
      name={({ id }) => id}
      columns={[
        { head: t('skills.skill'), cell: (skill) => <Skill skill={skill} /> },
        {
          head: t('school.right'),
          style: 'wide',
          cell: ({ right }) => <Share share={right} say={percent} hidden={t('school.few')} />,
        },
        {
          head: t('school.answers'),
          style: 'count',
          cell: ({ answers }) => (answers === null ? t('school.few') : figure(answers)),
        },
      ]}
    />
  );
}
