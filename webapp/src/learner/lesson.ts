import { batch, signal } from '@preact/signals';
import { language } from '../language/language';
import { readMeta } from '../sync/database';
import type { HalfDone, LearnerCard } from '../sync/database';
import { besideColumn, column, vote, type Vote } from '../sync/op';
import { type Entry, recordAll } from '../sync/outbox';
import type { Choice, Plan } from '../sync/plan';
import { newMemory } from '../sync/stamp';
import { complete, longest, response as responseOf, tapped } from './answer';
import { Chooser } from './chooser';
import { type Checked, entriesOf } from './entries';
import type { Exercise } from './pack';
import {
  type Arrival,
  asking,
  beginTurn,
  changing,
  countItem,
  first,
  newItem,
  partner,
  said,
  turnIsOver,
} from './pair';
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

/** Seats a learner, or two: records who sits here, fetches a plan and shows the first item. */
export async function sit({ card, assurance }: Arrival, beside: Arrival | null = null): Promise<void> {
  if (!tablet) return;
  batch(() => {
    learner.value = card;
    trouble.value = 'loading';
    onScreen.value = null;
    sitting.value = [];
    beginTurn(null);
  });
  const sits = (who: Arrival): Entry['draft'] => ({
    kind: 'session',
    session: { learner: who.card.id, assurance: who.assurance },
  });
  const entries = [{ draft: sits({ card, assurance }) }];
  if (beside)
    entries.push({
      draft: { ...sits(beside), cols: { [column.pair]: besideColumn } },
    });
  let seated: number[];
  try {
    seated = (await recordAll(tablet.db, tablet.clock, entries)).map(({ seq }) => seq);
  } catch {
    trouble.value = 'unkept';
    return;
  }
  session = seated[0]!;
  const [plan, other] = await Promise.all([
    findPlan(tablet, card.id, near.value),
    beside && findPlan(tablet, beside.card.id, near.value),
  ]);
  if (learner.value !== card || !tablet) return;
  if (!plan) {
    trouble.value = 'none';
    return;
  }
  if (beside) {
    const chooser = other && new Chooser(tablet.db, tablet.tutor, other);
    beginTurn({ card: beside.card, session: seated[1]!, chooser });
  }
  const chooser = new Chooser(tablet.db, tablet.tutor, plan);
  tablet.chooser = chooser;
  tablet.onPlan = (fresh) => void take(chooser, fresh);
  await begin();
  void kept();
  // The module and the rest of the pack come after the first item is on screen, never before.
  supply(chooser);
  supplyPack(tablet, plan);
}

/** Keeps the tutor supplied for the one who enters, also when more of the pack comes. */
function supply(chooser: Chooser): void {
  let supplied: Promise<void> | null = null;
  const again = async (): Promise<void> => {
    if (!tablet || tablet.chooser !== chooser) return;
    if (chooser.snapshot !== null) await withhold(tablet, chooser.catalogue);
    else await (supplied ??= supplyTutor(tablet, chooser).finally(() => (supplied = null)));
  };
  // Without its supplies the tutor stays closed and the ready queue serves; the next part asks again.
  const soon = (): void => void again().catch(() => undefined);
  if (tablet) tablet.library.onNews = soon;
  soon();
}

/** Goes on where the learner left off, or with the next item. */
async function begin(): Promise<void> {
  if (!(await resume(learner.value?.id ?? ''))) await next();
}

/** Lets the two change places: who checked now enters, and chooses by her own plan. */
function swap(): void {
  const seat = partner.value;
  const card = learner.value;
  const chooser = tablet?.chooser;
  const fresh = seat?.chooser;
  if (!tablet || !seat || !card || !chooser || !fresh) return;
  chooser.close();
  batch(() => {
    beginTurn({ card, session, chooser });
    session = seat.session;
    learner.value = seat.card;
    onScreen.value = null;
    feedback.value = null;
    changing.value = true;
  });
  tablet.chooser = fresh;
  tablet.onPlan = (plan) => void take(fresh, plan);
  present(seat.card.id, 0, 0, card.id);
  // Opens while the tablet goes from hand to hand; until then there is the ready queue.
  supply(fresh);
}

/** Begins the turn after a swap. */
export async function takeTurn(): Promise<void> {
  changing.value = false;
  await begin();
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
  if (turnIsOver()) {
    swap();
    return;
  }
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
    newItem();
    typed.value = from.typed;
    hints.value = from.hints;
    onScreen.value = exercise && choice ? { exercise, choice, catalogue, turn: ++turns } : null;
  });
  begun = performance.now();
  spentBefore = from.spent;
  if (!exercise || !tablet) return;
  const now = tablet.clock.estimate((await readMeta(tablet.db, 'clock')) ?? newMemory);
  present(learner.value?.id ?? '', choice?.item ?? 0, now, partner.value?.card.id);
}

/** Whether the answer may not be touched: it is being checked, or was. */
const locked = (): boolean => feedback.value !== null || asking();

/** Types one digit; the keypad and the keyboard both come here. */
export function type(digit: string): void {
  const format = onScreen.value?.exercise.item.format;
  if (format !== 'keypad' || locked() || typed.value.length >= longest) return;
  typed.value += digit;
  void keepHalf();
}

/** Taps an option, or a tile: a second tap on a tile takes it out of the row. */
export function tap(text: string): void {
  const shown = onScreen.value;
  if (!shown || locked()) return;
  typed.value = tapped(shown.exercise, typed.value, text);
  void keepHalf();
}

/** Takes the last digit or tile back. */
export function erase(): void {
  if (locked()) return;
  const ordering = onScreen.value?.exercise.item.format === 'order';
  typed.value = ordering ? typed.value.split(',').slice(0, -1).join(',') : typed.value.slice(0, -1);
  void keepHalf();
}

/** Shows one more hint. */
export function askHint(): void {
  const all = onScreen.value?.exercise.generator.hints.length ?? 0;
  if (locked() || hints.value >= all) return;
  hints.value++;
  void keepHalf();
}

/**
 * Judges the typed answer and keeps it; feedback shows only once it is safely on the disk.
 * Of two, the partner is asked first: what the driver entered may change once.
 */
export async function check(): Promise<void> {
  const shown = onScreen.value;
  if (!shown || locked() || busy) return;
  if (!complete(shown.exercise, typed.value)) return;
  const response = responseOf(shown.exercise, typed.value);
  const correct = response === shown.exercise.instance.answer;
  if (partner.value && !first.value) {
    first.value = { response, correct, duration: spent() };
    return;
  }
  await keep(shown, response, correct);
}

/** The partner's word on what was entered: keeps it, or lets it be changed once. */
export async function answerPartner(word: Vote): Promise<void> {
  const shown = onScreen.value;
  if (!shown || !first.value || !asking() || busy) return;
  said.value = word;
  if (word === vote.agree) await keep(shown, first.value.response, first.value.correct);
  // Not kept, so the partner is asked again.
  if (word === vote.agree && !feedback.value) said.value = null;
}

async function keep(shown: OnScreen, response: string, correct: boolean): Promise<void> {
  const card = learner.value;
  if (!tablet || !card) return;
  busy = true;
  const chooser = tablet.chooser;
  const { item, instance } = shown.choice;
  const answer = { catalogue: shown.catalogue, item, instance, response, correct, duration: spent() };
  const more = { hints: hints.value, snapshot: chooser?.snapshot ?? null, language: language.value };
  const entries = entriesOf({ ...answer, ...more }, { learner: card.id, session }, partnersSide());
  try {
    const [op] = await recordAll(tablet.db, tablet.clock, entries);
    countItem();
    batch(() => {
      trouble.value = null;
      feedback.value = { correct, misconception: shown.exercise.instance.wrong?.[response] ?? null };
      sitting.value = [...sitting.value, correct];
    });
    void tablet.db.delete('half', card.id).catch(() => undefined);
    const evidence = entries[0]?.evidence;
    const folded =
      op &&
      evidence &&
      chooser?.answered({ ...evidence, epoch: tablet.stream.epoch, seq: op.seq, at: op.at[0] });
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

function partnersSide(): Checked | null {
  const seat = partner.value;
  if (!seat || !first.value || said.value === null) return null;
  return { learner: seat.card.id, session: seat.session, first: first.value, said: said.value };
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
    beginTurn(null);
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
