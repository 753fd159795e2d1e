import { batch, signal } from '@preact/signals';
import { language } from '../language/language';
import { readMeta } from '../sync/database';
import type { HalfDone, LearnerCard } from '../sync/database';
import { type Assurance, column, text, varint } from '../sync/op';
import { record } from '../sync/outbox';
import type { Choice, Plan } from '../sync/plan';
import { newMemory } from '../sync/stamp';
import { complete, longest, response as responseOf, tapped } from './answer';
import { Chooser } from './chooser';
import type { Exercise } from './pack';
import { playable } from './playable';
import { present } from './present';
import { findPlan, supplyPack, supplyTutor, withhold } from './supplies';
import { kept, near, refreshClass, tablet } from './tablet';

/** How an answer was received. */
export interface Feedback {
  correct: boolean;
  /** The procedure that produces this answer, when one is known. */
  misconception: string | null;
}

/** The exercise on screen and everything that belongs to it. */
export interface OnScreen {
  exercise: Exercise;
  choice: Choice;
  catalogue: string;
  /** Counts what was put on screen; the same item may come twice. */
  turn: number;
}

export const learner = signal<LearnerCard | null>(null);
export const onScreen = signal<OnScreen | null>(null);
export const typed = signal('');
export const hints = signal(0);
export const feedback = signal<Feedback | null>(null);
/** What came of the items of this sitting, oldest first. */
export const sitting = signal<boolean[]>([]);
/** Why there is no exercise: none yet, none at all, or the tablet cannot keep answers. */
export const trouble = signal<'loading' | 'none' | 'unkept' | null>(null);

let turns = 0;
let session = 0;
let begun = 0;
let spentBefore = 0;
let busy = false;

/** Seats a learner: records who sits here, fetches a plan and shows the first item. */
export async function sit(card: LearnerCard, assurance: Assurance): Promise<void> {
  if (!tablet) return;
  batch(() => {
    learner.value = card;
    trouble.value = 'loading';
    onScreen.value = null;
    sitting.value = [];
  });
  try {
    const op = await record(tablet.db, tablet.clock, {
      kind: 'session',
      session: { learner: card.id, assurance },
    });
    session = op.seq;
  } catch {
    trouble.value = 'unkept';
    return;
  }
  const plan = await findPlan(tablet, card.id, near.value);
  if (learner.value !== card || !tablet) return;
  if (!plan) {
    trouble.value = 'none';
    return;
  }
  const chooser = new Chooser(tablet.db, tablet.tutor, plan);
  tablet.chooser = chooser;
  tablet.onPlan = (fresh) => void take(chooser, fresh);
  if (!(await resume(card.id))) await next();
  void kept();
  // The module and the rest of the pack come after the first item is on screen, never before.
  let supplied: Promise<void> | null = null;
  const supply = async (): Promise<void> => {
    if (!tablet || tablet.chooser !== chooser) return;
    if (chooser.snapshot !== null) await withhold(tablet, chooser.catalogue);
    else await (supplied ??= supplyTutor(tablet, chooser).finally(() => (supplied = null)));
  };
  tablet.library.onNews = () => void supply();
  supplyPack(tablet, plan);
  void supply();
}

/** Goes on from a fresh plan; one with newer calibration or content needs the tutor supplied anew. */
async function take(chooser: Chooser, fresh: Plan): Promise<void> {
  if (!tablet || fresh.learner !== chooser.learner) return;
  await chooser.adopt(fresh);
  supplyPack(tablet, fresh);
  if (chooser.snapshot === null && (await tablet.tutor.start())) await supplyTutor(tablet, chooser);
}

/** Puts the next item on screen. */
export async function next(): Promise<void> {
  const chooser = tablet?.chooser;
  if (!tablet || !chooser || busy) return;
  busy = true;
  try {
    const now = tablet.clock.estimate((await readMeta(tablet.db, 'clock')) ?? newMemory);
    const { library } = tablet;
    const choice = await chooser.next(now, async (choice) => {
      const exercise = await library.exercise(chooser.catalogue, choice);
      return exercise !== null && playable(exercise);
    });
    if (tablet.chooser === chooser) await show(choice, chooser.catalogue, { typed: '', hints: 0, spent: 0 });
  } finally {
    busy = false;
  }
}

async function show(
  choice: Choice | null,
  catalogue: string,
  from: Pick<HalfDone, 'typed' | 'hints' | 'spent'>,
) {
  const found = tablet && choice && (await tablet.library.exercise(catalogue, choice));
  const exercise = found && playable(found) ? found : null;
  batch(() => {
    trouble.value = exercise ? null : 'none';
    feedback.value = null;
    typed.value = from.typed;
    hints.value = from.hints;
    onScreen.value = exercise && choice ? { exercise, choice, catalogue, turn: ++turns } : null;
  });
  begun = performance.now();
  spentBefore = from.spent;
  if (!exercise || !tablet) return;
  const now = tablet.clock.estimate((await readMeta(tablet.db, 'clock')) ?? newMemory);
  present(learner.value?.id ?? '', choice?.item ?? 0, now);
}

/** Types one digit; the keypad and the keyboard both come here. */
export function type(digit: string): void {
  const format = onScreen.value?.exercise.item.format;
  if (format !== 'keypad' || feedback.value || typed.value.length >= longest) return;
  typed.value += digit;
  void keepHalf();
}

/** Taps an option, or a tile: a second tap on a tile takes it out of the row. */
export function tap(text: string): void {
  const shown = onScreen.value;
  if (!shown || feedback.value) return;
  typed.value = tapped(shown.exercise, typed.value, text);
  void keepHalf();
}

/** Takes the last digit or tile back. */
export function erase(): void {
  if (feedback.value) return;
  const ordering = onScreen.value?.exercise.item.format === 'order';
  typed.value = ordering ? typed.value.split(',').slice(0, -1).join(',') : typed.value.slice(0, -1);
  void keepHalf();
}

/** Shows one more hint. */
export function askHint(): void {
  const all = onScreen.value?.exercise.generator.hints.length ?? 0;
  if (feedback.value || hints.value >= all) return;
  hints.value++;
  void keepHalf();
}

/** Judges the typed answer and keeps it; feedback shows only once it is safely on the disk. */
export async function check(): Promise<void> {
  const shown = onScreen.value;
  const card = learner.value;
  if (!tablet || !shown || !card || feedback.value || busy) return;
  if (!complete(shown.exercise, typed.value)) return;
  busy = true;
  const { item, instance } = shown.choice;
  const response = responseOf(shown.exercise, typed.value);
  const correct = response === shown.exercise.instance.answer;
  const duration = spent();
  const chooser = tablet.chooser;
  const evidence = { learner: card.id, item, instance, correct, hints: hints.value, duration };
  const cols: Record<string, string> = {
    [column.session]: varint(session),
    [column.language]: text(language.value),
  };
  if (chooser && chooser.snapshot !== null) cols[column.snapshot] = varint(chooser.snapshot);
  const attempt = { ...evidence, catalogue: shown.catalogue, response };
  try {
    const op = await record(tablet.db, tablet.clock, { kind: 'attempt', attempt, cols }, evidence);
    batch(() => {
      trouble.value = null;
      feedback.value = { correct, misconception: shown.exercise.instance.wrong?.[response] ?? null };
      sitting.value = [...sitting.value, correct];
    });
    void tablet.db.delete('half', card.id).catch(() => undefined);
    const folded = chooser?.answered({ ...evidence, epoch: tablet.stream.epoch, seq: op.seq, at: op.at[0] });
    // The tutor works in order, so "next" may be tapped while it still folds this answer.
    busy = false;
    await folded;
    void kept();
  } catch {
    trouble.value = 'unkept';
  } finally {
    busy = false;
  }
}

/** Ends the sitting; a half-done item waits for its learner. */
export async function leave(): Promise<void> {
  await keepHalf();
  if (tablet) {
    tablet.chooser = null;
    // The next child may be new on the list, or the list on another catalogue.
    void refreshClass(tablet.db, tablet.stream);
  }
  present('', 0, 0);
  batch(() => {
    learner.value = null;
    onScreen.value = null;
    feedback.value = null;
    trouble.value = null;
  });
}

/** Ticks of 10 ms spent on the item so far. */
function spent(): number {
  return spentBefore + Math.round((performance.now() - begun) / 10);
}

async function keepHalf(): Promise<void> {
  const shown = onScreen.value;
  const card = learner.value;
  if (!tablet || !shown || !card || feedback.value) return;
  const { choice, catalogue } = shown;
  const half = {
    learner: card.id,
    choice,
    catalogue,
    typed: typed.value,
    hints: hints.value,
    spent: spent(),
  };
  await tablet.db.put('half', half).catch(() => undefined);
}

async function resume(id: string): Promise<boolean> {
  const half = await tablet?.db.get('half', id);
  if (!half) return false;
  await show(half.choice, half.catalogue, half);
  return onScreen.value !== null;
}
