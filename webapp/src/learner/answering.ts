import { batch } from '@preact/signals';
import { language } from '../language/language';
import { vote, type Vote } from '../sync/op';
import { recordAll } from '../sync/outbox';
import { complete, erased, keyed, mistake, response as responseOf, same, tapped } from './answer';
import { chosen } from './chooser';
import { type Checked, entriesOf, type Explanation } from './entries';
import { dropHalf, keepHalf } from './half';
import { asking, countItem, first, partner, said } from './pair';
import {
  another,
  desk,
  feedback,
  hints,
  learner,
  onScreen,
  type OnScreen,
  sitting,
  trouble,
  typed,
} from './screen';
import { later } from './later';
import { spent } from './stopwatch';
import { kept, tablet } from './tablet';
import { anotherWay, considerWay, strategy } from './tools';

/** Whether the answer may not be touched: it is being checked, or was. */
const locked = (): boolean => feedback.value !== null || asking();

/** Types one key; the keypad and the keyboard both come here. */
export function type(key: string): void {
  const shown = onScreen.value;
  if (!shown || locked()) return;
  typed.value = keyed(shown.exercise, typed.value, key);
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
  const shown = onScreen.value;
  if (!shown || locked()) return;
  typed.value = erased(shown.exercise, typed.value);
  void keepHalf();
}

/** Shows one more hint. */
export function askHint(): void {
  const all = onScreen.value?.exercise.generator.hints.length ?? 0;
  if (locked() || hints.value >= all) return;
  hints.value++;
  void keepHalf();
}

/** Shows the second explanation; it travels with this answer, or with the next when this one is given. */
export function askAnother(): void {
  if (asking() || another.value) return;
  another.value = true;
  if (feedback.value) desk.explained = true;
  else void keepHalf();
}

/** What the answer that is being kept says of second explanations. */
function explained(): { explanation?: Explanation } {
  if (another.value) return { explanation: 'another' };
  return desk.explained ? { explanation: 'another-before' } : {};
}

/**
 * Judges the typed answer and keeps it; feedback shows only once it is safely on the disk.
 * Of two, the partner is asked first: what the driver entered may change once.
 */
export async function check(): Promise<void> {
  const shown = onScreen.value;
  if (!shown || locked() || desk.busy) return;
  if (!complete(shown.exercise, typed.value)) return;
  const response = responseOf(shown.exercise, typed.value);
  const correct = same(shown.exercise, response, shown.exercise.instance.answer);
  if (partner.value && !first.value) {
    first.value = { response, correct, duration: spent() };
    return;
  }
  await keep(shown, response, correct);
}

/** The partner's word on what was entered: keeps it, or lets it be changed once. */
export async function answerPartner(word: Vote): Promise<void> {
  const shown = onScreen.value;
  if (!shown || !first.value || !asking() || desk.busy) return;
  said.value = word;
  if (word === vote.agree) await keep(shown, first.value.response, first.value.correct);
  // Not kept, so the partner is asked again.
  if (word === vote.agree && !feedback.value) said.value = null;
}

async function keep(shown: OnScreen, response: string, correct: boolean): Promise<void> {
  const card = learner.value;
  if (!tablet || !card) return;
  desk.busy = true;
  const chooser = tablet.chooser;
  const { item, instance } = shown.choice;
  const answer = { catalogue: shown.catalogue, item, instance, response, correct, duration: spent() };
  const because = shown.choice.reasons[0]?.code;
  const own = because === chosen || because === anotherWay ? { why: because } : {};
  const more = {
    ...own,
    ...explained(),
    ...how(shown),
    hints: hints.value,
    snapshot: chooser?.snapshot ?? null,
    language: language.value,
  };
  const entries = entriesOf(
    { ...answer, ...more },
    { learner: card.id, session: desk.session },
    partnersSide(),
  );
  try {
    const [op] = await recordAll(tablet.db, tablet.clock, entries);
    countItem();
    desk.explained = false;
    considerWay(shown.exercise, correct);
    const { skill } = shown.exercise;
    const before = [...sitting.value].reverse().find((done) => done.skill.id === skill.id);
    const wentOn = correct && before?.correct === false;
    batch(() => {
      trouble.value = null;
      feedback.value = { correct, misconception: correct ? null : mistake(shown.exercise, response), wentOn };
      sitting.value = [...sitting.value, { correct, skill }];
    });
    dropHalf(card.id);
    const evidence = entries[0]?.evidence;
    const folded =
      op &&
      evidence &&
      chooser?.answered({ ...evidence, epoch: tablet.stream.epoch, seq: op.seq, at: op.at[0] });
    // The tutor works in order, so "next" may be tapped while it still folds this answer.
    desk.busy = false;
    await folded;
    void kept();
  } catch {
    trouble.value = 'unkept';
  } finally {
    desk.busy = false;
  }
}

/** How it was worked out, where a tool or written work shows it. */
function how({ exercise }: OnScreen): { strategy?: string; steps?: string } {
  const way = strategy();
  const steps = later.value?.judged(exercise, typed.value);
  return { ...(way && { strategy: way }), ...(steps && { steps }) };
}

function partnersSide(): Checked | null {
  const seat = partner.value;
  if (!seat || !first.value || said.value === null) return null;
  return { learner: seat.card.id, session: seat.session, first: first.value, said: said.value };
}
