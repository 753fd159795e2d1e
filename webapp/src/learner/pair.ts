import { signal } from '@preact/signals';
import type { LearnerCard } from '../sync/database';
import type { Assurance, Vote } from '../sync/op';
import type { Chooser } from './chooser';

/** Items until the two change places. */
export const itemsPerTurn = 4;

/** Someone who signed in to sit here. */
export interface Arrival {
  card: LearnerCard;
  assurance: Assurance;
}

/** Someone who sits here: her session's number and who chooses for her, if anyone can. */
export interface Seat {
  card: LearnerCard;
  session: number;
  chooser: Chooser | null;
}

/** What was entered first, before the partner said anything. */
export interface First {
  response: string;
  correct: boolean;
  /** Ticks from shown to entered. */
  duration: number;
}

/** Who checks while the learner enters; null for a child alone. */
export const partner = signal<Seat | null>(null);
export const first = signal<First | null>(null);
/** What the partner said about it; null until then. */
export const said = signal<Vote | null>(null);
/** Whether the two are changing places now. */
export const changing = signal(false);

let done = 0;

/** Whether the partner is being asked: nothing may be entered meanwhile. */
export const asking = (): boolean => first.value !== null && said.value === null;

/** Forgets what was said about the item before. */
export function newItem(): void {
  first.value = null;
  said.value = null;
}

/** Counts an item; its turn is over after four. */
export function countItem(): void {
  done++;
}

/** Whether the two should change places before the next item. */
export const turnIsOver = (): boolean => partner.value?.chooser != null && done >= itemsPerTurn;

/** Seats a partner, or nobody, and begins a turn. */
export function beginTurn(seat: Seat | null): void {
  partner.value = seat;
  changing.value = false;
  done = 0;
  newItem();
}

/** What a child is called: the first of the names, kept apart from the sentence round it. */
export const called = (card: LearnerCard): string => `\u2068${card.name.split(' ')[0] ?? ''}\u2069`;
