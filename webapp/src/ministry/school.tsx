import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { dayAndTime, figure, percent } from '../language/date';
import { Button } from '../ui/button';
import { Icon } from '../ui/icon';
import { Note } from '../ui/note';
import { Share } from '../ui/plot';
import { type Column, Table } from '../ui/table';
import { Panel, Total, Totals } from '../ui/totals';
import { answersCsv, weeksCsv } from './csv';
import { said, type Why } from './looks';
import { fetchSchool, type SchoolPage } from './overview';
import { ByGrade, counted, Csv, Weeks } from './parts';
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
        <Note
          kind="error"
          action={
            trouble.value === 'away' && (
              <Button icon="refresh-cw" onClick={() => void load()}>
                {t('retry')}
              </Button>
            )
          }
        >
          {t(trouble.value === 'missing' ? 'school.missing' : 'away')}
        </Note>
      )}
      {page.value ? <Page page={page.value} /> : !trouble.value && <Note kind="loading">{t('loading')}</Note>}
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
          <ByGrade skills={skills} columns={columns()} />
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

/** What a school's page says of a skill beside its name. */
const columns = (): Column<NonNullable<SchoolPage['skills']>[number]>[] => [
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
];
