import { dayAndTime, figure } from '../language/date';
import type { Overview } from './overview';
import { t } from './words';

type School = Overview['schools'][number];

/** One reason to look at a school, with its figure. */
export type Why =
  | { kind: 'silent'; since: number | null }
  | { kind: 'falling' }
  | { kind: 'clones' | 'refused' | 'waiting'; n: number };

const week = 7 * 8_640_000;

/** Whether nothing was heard of a school for seven days. */
export function isSilent(school: School, asOf: number): boolean {
  return school.lastContact === null || asOf - school.lastContact > week;
}

/** The schools that need a look: those whose records clash first, then the longest silent. */
export function looks({ schools, asOf }: Overview): { school: School; whys: Why[] }[] {
  return schools
    .map((school) => ({ school, whys: whysOf(school, asOf) }))
    .filter(({ whys }) => whys.length > 0)
    .sort((a, b) => rank(a.whys) - rank(b.whys) || (a.school.lastContact ?? 0) - (b.school.lastContact ?? 0));
}

function whysOf(school: School, asOf: number): Why[] {
  const { clones, refused, waiting } = school.trouble;
  const whys: Why[] = [];
  if (clones > 0) whys.push({ kind: 'clones', n: clones });
  if (refused > 0) whys.push({ kind: 'refused', n: refused });
  if (waiting > 0) whys.push({ kind: 'waiting', n: waiting });
  if (isSilent(school, asOf)) whys.push({ kind: 'silent', since: school.lastContact });
  if (school.falling) whys.push({ kind: 'falling' });
  return whys;
}

const order = ['clones', 'refused', 'silent', 'falling', 'waiting'] as const;

function rank(whys: Why[]): number {
  return Math.min(...whys.map(({ kind }) => order.indexOf(kind)));
}

/** A reason in words. */
export function said(why: Why): string {
  if (why.kind === 'silent')
    return why.since === null ? t('look.never') : t('look.since', { time: dayAndTime(why.since) });
  return why.kind === 'falling' ? t('look.falling') : t(`look.${why.kind}`, { n: figure(why.n) });
}
