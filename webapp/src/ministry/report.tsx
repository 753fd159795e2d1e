import { dayAndTime, figure, percent } from '../language/date';
import { language } from '../language/language';
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
      <ul class="totals">
        <Total value={figure(heard)} says={t('totals.heard')} of={t('of', { n: figure(totals.schools) })} />
        <Total value={counted(totals.learners)} says={t('totals.learners')} />
        <Total
          value={figure(totals.attempts)}
          says={t('totals.attempts')}
          testId="attempts"
          count={totals.attempts}
        />
        <Total value={figure(totals.schools)} says={t('totals.schools')} />
      </ul>
      {schools.length > 0 && <Look silent={silent} />}
      <section class="panel">
        <h2>{t('skills.title')}</h2>
        <p class="fine">{t('skills.note')}</p>
        <div class="scroll" role="region" tabIndex={0} aria-label={t('skills.title')}>
          <table>
            <thead>
              <tr>
                <th scope="col">{t('skills.skill')}</th>
                <th scope="col" class="wide">
                  {t('skills.share')}
                </th>
                <th scope="col">{t('skills.learners')}</th>
              </tr>
            </thead>
            <tbody>
              {skills.map((skill) => (
                <tr key={skill.id}>
                  <th scope="row">{skill.title[language.value] ?? skill.title['en'] ?? skill.id}</th>
                  <td>
                    <Share share={skill.share} />
                  </td>
                  <td>{counted(skill.learners)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
        <p class="fine">{t('hidden.why')}</p>
        <Csv name="skills" text={() => skillsCsv(overview)} />
      </section>
      <section class="panel">
        <h2>{t('growth.title')}</h2>
        <p>{t('growth.none')}</p>
      </section>
      <section class="panel">
        <h2>{t('schools.title')}</h2>
        {schools.length === 0 ? <p>{t('empty')}</p> : <Schools schools={schools} />}
        {schools.length > 0 && <Csv name="schools" text={() => schoolsCsv(overview)} />}
      </section>
    </>
  );
}

/** Schools that a person should call, the longest silent first. */
function Look({ silent }: { silent: Overview['schools'] }) {
  const since = [...silent].sort((a, b) => (a.lastContact ?? 0) - (b.lastContact ?? 0));
  return (
    <section class="panel" data-look={silent.length}>
      <h2>{t('look.title')}</h2>
      <p>{silent.length === 0 ? t('look.none') : t('look.silent', { n: figure(silent.length) })}</p>
      <ul>
        {since.slice(0, mostLooked).map(({ id, name, lastContact }) => (
          <li key={id}>
            <bdi>{name}</bdi> · {lastContact === null ? t('schools.never') : dayAndTime(lastContact)}
          </li>
        ))}
      </ul>
    </section>
  );
}

function Csv({ name, text }: { name: string; text: () => string }) {
  return (
    <button type="button" class="button" onClick={() => download(`${name}.csv`, text())}>
      {t('csv')}
    </button>
  );
}

function Total({
  value,
  says,
  of,
  testId,
  count,
}: {
  value: string;
  says: string;
  of?: string;
  testId?: string;
  count?: number;
}) {
  return (
    <li data-total={testId} data-count={count}>
      <strong>{value}</strong> <span>{says}</span> {of && <small>{of}</small>}
    </li>
  );
}

function Share({ share }: { share: number | null }) {
  if (share === null) return <span class="hidden-cell">{t('hidden')}</span>;
  return (
    <span class="share">
      <svg viewBox="0 0 100 12" preserveAspectRatio="none" aria-hidden="true">
        <rect width="100" height="12" class="trough" />
        <rect width={share * 100} height="12" class="fill" />
      </svg>
      {percent(share)}
    </span>
  );
}

function Schools({ schools }: { schools: Overview['schools'] }) {
  return (
    <div class="scroll" role="region" tabIndex={0} aria-label={t('schools.title')}>
      <table>
        <thead>
          <tr>
            <th scope="col">{t('schools.name')}</th>
            <th scope="col">{t('schools.contact')}</th>
            <th scope="col">{t('schools.attempts')}</th>
            <th scope="col">{t('schools.learners')}</th>
          </tr>
        </thead>
        <tbody>
          {schools.map((school) => (
            <tr key={school.id}>
              <th scope="row">
                <bdi>{school.name}</bdi>
              </th>
              <td>{school.lastContact === null ? t('schools.never') : dayAndTime(school.lastContact)}</td>
              <td>{figure(school.attempts)}</td>
              <td>{counted(school.learners)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** A count of learners, or why it is not shown. */
export function counted(learners: number | null): string {
  return learners === null ? t('hidden') : figure(learners);
}
