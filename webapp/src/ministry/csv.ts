import { language } from '../language/language';
import { looks, said } from './looks';
import type { Named, Overview, SchoolPage, Week } from './overview';
import { t } from './words';

/** A tick of 10 ms as a date and time in UTC that every spreadsheet reads. */
const moment = (tick: number): string => new Date(tick * 10).toISOString().slice(0, 16).replace('T', ' ');

/** The table of schools as it is on the page: what is hidden there is hidden here. */
export function schoolsCsv({ schools, demo }: Overview): string {
  const head = [
    t('schools.name'),
    t('schools.contact'),
    t('schools.attempts'),
    t('schools.learners'),
    t('schools.practice'),
  ];
  const rows = schools.map(({ name, lastContact, attempts, learners, falling }) => [
    name,
    lastContact === null ? t('schools.never') : moment(lastContact),
    attempts,
    learners ?? t('hidden'),
    falling === null ? t('hidden') : t(falling ? 'practice.falling' : 'practice.steady'),
  ]);
  return toCsv(head, rows, demo);
}

/** What needs a look, a line for each school and reason. */
export function looksCsv(overview: Overview): string {
  const rows = looks(overview).flatMap(({ school, whys }) => whys.map((why) => [school.name, said(why)]));
  return toCsv([t('schools.name'), t('look.title')], rows, overview.demo);
}

/** Answers by week, each week by the date of its Monday. */
export function weeksCsv(weeks: Week[], demo: boolean): string {
  const rows = weeks.map(({ start, attempts }) => [moment(start).slice(0, 10), attempts]);
  return toCsv([t('weeks.week'), t('weeks.answers')], rows, demo);
}

/** How one school answers, skill by skill. */
export function answersCsv({ skills, demo }: SchoolPage): string {
  const head = [t('skills.skill'), t('skills.outcomes'), t('school.answers'), `${t('school.right')} (%)`];
  const rows = (skills ?? []).map((skill) => [
    named(skill),
    skill.outcomes.join(' '),
    skill.answers ?? t('school.few'),
    skill.right === null ? t('school.few') : Math.round(skill.right * 100),
  ]);
  return toCsv(head, rows, demo);
}

/** A skill's title in the language of the page, else in English, else its id. */
export const named = ({ id, title }: Named): string => title[language.value] ?? title['en'] ?? id;

/** The table of skills as it is on the page; shares in per cent. */
export function skillsCsv({ skills, demo }: Overview): string {
  const head = [t('skills.skill'), t('skills.outcomes'), `${t('skills.share')} (%)`, t('skills.learners')];
  const rows = skills.map(({ id, title, outcomes, share, learners }) => [
    named({ id, title, outcomes }),
    outcomes.join(' '),
    share === null ? t('hidden') : Math.round(share * 100),
    learners ?? t('hidden'),
  ]);
  return toCsv(head, rows, demo);
}

/** UTF-8 with its mark, without which spreadsheets garble Urdu; invented data says so in every row. */
function toCsv(head: string[], rows: (string | number)[][], demo: boolean): string {
  const marked = [head, ...rows].map((row) => (demo ? [...row, t('demo')] : row));
  return `\uFEFF${marked.map((row) => `${row.map(cell).join(',')}\r\n`).join('')}`;
}

/** One cell; a text that a spreadsheet would compute is made plain text. */
function cell(value: string | number): string {
  if (typeof value === 'number') return String(value);
  const plain = /^[\s\u200e\u200f]*[=+\-@\uff1d\uff0b\uff0d\uff20\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
}

/** Hands a text to the person as a file. */
export function download(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/csv;charset=utf-8' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
