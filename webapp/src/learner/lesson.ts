import { batch } from '@preact/signals';
import { type HalfDone, readMeta } from '../sync/database';
import { besideColumn, column } from '../sync/op';
import { type Entry, recordAll } from '../sync/outbox';
import type { Choice, Plan } from '../sync/plan';
import { newMemory } from '../sync/stamp';
import { serve } from './care';
import { Chooser } from './chooser';
import type { Way } from './exercise/tools/way';
import { endIsHere } from './end/late';
import { dropHalf, keepHalf } from './half';
import { type Arrival, beginTurn, changing, first, newItem, partner, turnIsOver } from './pair';
import { showable } from './playable';
import { present } from './present';
import { keepReflection, newReflection } from './reflection';
import {
  another,
  type Because,
  desk,
  ended,
  feedback,
  hints,
  learner,
  onScreen,
  sitting,
  trouble,
  typed,
} from './screen';
import { spent, start } from './stopwatch';
import { findPlan, supplyPack, supplyTutor, withhold } from './supplies';
import { kept, near, refreshClass, tablet } from './tablet';
import { anotherWay, putAway, showWay, takeWay, tools } from './tools';

/** After so long a sitting a break is proposed, once an item is done; nobody must take it. */
export const breakAfter = 25 * 60 * 1000;

let sat = 0;
let paused = 0;
let turns = 0;

/** Seats a learner, or two: records who sits here, fetches a plan and shows the first item. */
export async function sit({ card, assurance }: Arrival, beside: Arrival | null = null): Promise<void> {
  if (!tablet) return;
  batch(() => {
    learner.value = card;
    trouble.value = 'loading';
    onScreen.value = null;
    sitting.value = [];
    newReflection();
    putAway(true);
    beginTurn(null);
  });
  sat = performance.now();
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
  desk.session = seated[0]!;
  desk.explained = false;
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
  serve(chooser.care);
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
    beginTurn({ card, session: desk.session, chooser });
    desk.session = seat.session;
    desk.explained = false;
    learner.value = seat.card;
    onScreen.value = null;
    feedback.value = null;
    changing.value = true;
  });
  tablet.chooser = fresh;
  serve(fresh.care);
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
  if (tablet?.chooser === chooser) serve(chooser.care);
  supplyPack(tablet, fresh);
  if (chooser.snapshot === null && (await tablet.tutor.start())) await supplyTutor(tablet, chooser);
}

/** Puts the next item on screen. */
export async function next(): Promise<void> {
  const chooser = tablet?.chooser;
  if (!tablet || !chooser || desk.busy) return;
  if (turnIsOver()) {
    swap();
    return;
  }
  if (performance.now() - sat > breakAfter && (await finish('break'))) return;
  if (showWay()) return;
  desk.busy = true;
  try {
    const now = tablet.clock.estimate((await readMeta(tablet.db, 'clock')) ?? newMemory);
    const { library } = tablet;
    const way = takeWay();
    const skill = way ? library.skills(chooser.catalogue).findIndex(({ id }) => id === way.skill) : -1;
    if (skill >= 0) chooser.invite(skill, anotherWay);
    const choice = await chooser.next(now, async (choice) => {
      const exercise = await library.exercise(chooser.catalogue, choice);
      return exercise !== null && showable(exercise);
    });
    if (tablet.chooser !== chooser) return;
    if (way && choice) await invited(choice, chooser.catalogue, way.way);
    await show(choice, chooser.catalogue, { typed: '', hints: 0, spent: 0 });
    if (!onScreen.value && sitting.value.length > 0) await finish('none');
  } finally {
    desk.busy = false;
  }
}

/** Works on a skill the learner chose herself, at once unless an answer is being looked at. */
export async function choose(skill: number): Promise<void> {
  tablet?.chooser?.wish(skill);
  if (feedback.value || first.value || desk.busy) return;
  dropHalf(learner.value?.id ?? '');
  await next();
}

/** Turns a choice to the exercise of its item whose numbers call for the way that was shown. */
async function invited(choice: Choice, catalogue: string, way: Way): Promise<void> {
  const exercise = await tablet?.library.exercise(catalogue, choice);
  if (exercise && tools.value) choice.instance = tools.value.inviting(way, exercise, choice.instance);
}

async function show(
  choice: Choice | null,
  catalogue: string,
  from: Pick<HalfDone, 'typed' | 'hints' | 'another' | 'spent'>,
) {
  const found = tablet && choice && (await tablet.library.exercise(catalogue, choice));
  const exercise = found && (await showable(found)) ? found : null;
  batch(() => {
    trouble.value = exercise ? null : 'none';
    feedback.value = null;
    newItem();
    putAway();
    typed.value = from.typed;
    hints.value = from.hints;
    another.value = from.another ?? false;
    onScreen.value = exercise && choice ? { exercise, choice, catalogue, turn: ++turns } : null;
  });
  start(from.spent);
  if (!exercise || !tablet) return;
  const now = tablet.clock.estimate((await readMeta(tablet.db, 'clock')) ?? newMemory);
  present(learner.value?.id ?? '', choice?.item ?? 0, now, partner.value?.card.id);
}

/**
 * Comes to the end page, once something was done and the page is at hand; false when not.
 * What is half done is kept meanwhile, and its time stands still.
 */
export async function finish(because: Because): Promise<boolean> {
  const card = learner.value;
  if (sitting.value.length === 0 || !card || !(await endIsHere())) return false;
  if (learner.value !== card) return false;
  await keepHalf();
  paused = spent();
  present(card.id, 0, 0, partner.value?.card.id);
  ended.value = because;
  return true;
}

/** Goes back to work from the end page. */
export async function goOn(): Promise<void> {
  const because = ended.value;
  sat = performance.now();
  ended.value = null;
  start(paused);
  if (because === 'break') await next();
}

/** Goes back to work on a skill from her shelf: what is half done gives way to it. */
export async function takeUp(skill: number): Promise<void> {
  tablet?.chooser?.wish(skill);
  if (!feedback.value) dropHalf(learner.value?.id ?? '');
  const isBreak = ended.value === 'break';
  await goOn();
  if (!isBreak) await next();
}

/** Leaves by way of the end page; a sitting without an answer has nothing to look back on. */
export async function comeToAnEnd(): Promise<void> {
  if (!(await finish('left'))) await leave();
}

/** Ends the sitting; a half-done item waits for its learner. */
export async function leave(): Promise<void> {
  await keepHalf();
  await keepReflection();
  if (tablet) {
    tablet.chooser = null;
    // The next child may be new on the list, or the list on another catalogue.
    void refreshClass(tablet.db, tablet.stream);
  }
  present('', 0, 0);
  serve();
  batch(() => {
    learner.value = null;
    onScreen.value = null;
    feedback.value = null;
    trouble.value = null;
    ended.value = null;
    putAway(true);
    beginTurn(null);
  });
}

async function resume(id: string): Promise<boolean> {
  const half = await tablet?.db.get('half', id);
  if (!half) return false;
  await show(half.choice, half.catalogue, half);
  return onScreen.value !== null;
}
