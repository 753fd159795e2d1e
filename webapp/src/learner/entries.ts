import { column, drives, pairColumn, type Part, text, varint, type Vote } from '../sync/op';
import type { Entry, Evidence } from '../sync/outbox';
import type { First } from './pair';

/** Seen with this item before its answer, or with the item before after its answer. */
export type Explanation = 'another' | 'another-before';

/** An item as it was answered in the end. */
export interface Answer {
  catalogue: string;
  item: number;
  instance: number;
  response: string;
  correct: boolean;
  /** Ticks from shown to answered. */
  duration: number;
  hints: number;
  /** The calibration the tutor used, when it ran. */
  snapshot: number | null;
  language: string;
  /** Why it was offered, where that is the learner's own choice. */
  why?: string;
  /** Which second explanation she saw, if any. */
  explanation?: Explanation;
  /** How it was worked out at a tool. */
  strategy?: string;
  /** The cells of written work, judged. */
  steps?: string;
}

/** Whose answer it is, and the number of the session that says she sits here. */
export interface Sitter {
  learner: string;
  session: number;
}

/** The partner's side of an answer of two. */
export interface Checked extends Sitter {
  first: First;
  said: Vote;
}

/** What is kept of one answer: an op of the child alone, or the driver's first answer and the checker's last one. */
export function entriesOf(answer: Answer, driver: Sitter, checked: Checked | null): Entry[] {
  if (!checked) return [entryOf(answer, driver)];
  const { first, said } = checked;
  return [
    entryOf({ ...answer, ...first }, driver, drives),
    entryOf(answer, checked, { role: 2, vote: said, firstRight: first.correct }),
  ];
}

function entryOf(answer: Answer, { learner, session }: Sitter, pair?: Part): Entry {
  const { catalogue, response, snapshot, language, item, instance, correct, duration, hints } = answer;
  const { why, explanation, strategy, steps } = answer;
  const evidence: Evidence = { learner, item, instance, correct, hints, duration };
  const cols: Record<string, string> = {
    [column.session]: varint(session),
    [column.language]: text(language),
  };
  if (pair) cols[column.pair] = pairColumn(pair);
  if (explanation) cols[column.explanation] = text(explanation);
  if (strategy && pair?.role !== 2) cols[column.strategy] = text(strategy);
  if (steps && pair?.role !== 2) cols[column.steps] = text(steps);
  if (why) cols[column.why] = text(why);
  if (snapshot !== null) cols[column.snapshot] = varint(snapshot);
  return {
    draft: { kind: 'attempt', attempt: { ...evidence, catalogue, response }, cols },
    evidence: pair ? { ...evidence, pair } : evidence,
  };
}
