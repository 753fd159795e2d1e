import { inWords, title, type Words } from './advice';
import type { Row, Signal } from './board-shape';
import { t } from './words';

/** Why a learner stands where she stands, in plain words with "of how many". */
export function reason(row: Row, now: number, words: Words): string {
  const [strongest] = row.signals;
  const all = row.right + row.wrong;
  const minutes = Math.max(0, Math.floor((now - row.since) / 6000));
  if (row.state === 'idle') return t('why.idle', { n: minutes });
  if (row.state === 'away') return t('why.away', { n: minutes });
  if (strongest) return told(strongest, words);
  if (all === 0) return t('why.begins');
  return t('why.working', { skill: title(words.skills, row.skill), right: row.right, all });
}

/** One signal in words; a code this app does not know is told in general ones. */
export function told(signal: Signal, words: Words): string {
  const [n = 0, m = 0] = signal.values;
  const skill = title(words.skills, signal.skill);
  if (signal.code === 'ground') return t('why.ground', { skill, n, below: m });
  if (signal.code === 'wrong') return t('why.wrong', { skill, n, hints: m });
  if (signal.code === 'guessing') return t('why.guessing', { n, all: m });
  if (signal.code === 'spinning') return t('why.spinning', { skill, n, right: m });
  return signal.skill ? t('why.other', { skill }) : t('why.look');
}

/** One line to say to a learner: of the mistake, of the skill, or of the kind of trouble. */
export function line(row: Row, pair: boolean, words: Words): string {
  const [strongest] = row.signals;
  if (row.state === 'idle') return t(pair ? 'say.turn' : 'say.idle');
  if (strongest?.code === 'guessing') return t('say.guessing');
  const about = strongest?.misconception ?? '';
  return (
    inWords(words.misconceptions[about]?.say) ||
    inWords(words.skills[strongest?.skill ?? row.skill]?.say) ||
    t('say.show')
  );
}

/** What a help was about, as the log keeps it. */
export function what(row: Row): string {
  const [strongest] = row.signals;
  return strongest && row.state === 'stuck' ? `${strongest.code} ${strongest.skill}` : row.state;
}
