import { signal } from '@preact/signals';
import type { LearnerCard } from '../sync/database';
import type { Choice } from '../sync/plan';
import type { Exercise, Skill } from './pack';

/** How an answer was received. */
export interface Feedback {
  correct: boolean;
  /** The procedure that produces this answer, when one is known. */
  misconception: string | null;
  /** Whether the last answer on this skill was not right yet: then going on is what helped. */
  wentOn?: boolean;
}

/** The exercise on screen and everything that belongs to it. */
export interface OnScreen {
  exercise: Exercise;
  choice: Choice;
  catalogue: string;
  /** Counts what was put on screen; the same item may come twice. */
  turn: number;
}

/** What came of one item of a sitting. */
export interface Done {
  correct: boolean;
  skill: Skill;
}

/** Why a sitting comes to its end page: someone leaves, nothing is left to do, or it is time for a break. */
export type Because = 'left' | 'none' | 'break';

export const learner = signal<LearnerCard | null>(null);
export const onScreen = signal<OnScreen | null>(null);
export const typed = signal('');
export const hints = signal(0);
/** Whether the second explanation of the item on screen was asked for. */
export const another = signal(false);
export const feedback = signal<Feedback | null>(null);
/** What came of the items of this sitting, oldest first. */
export const sitting = signal<Done[]>([]);
/** Whether the first item of this sitting is on screen, before its answer and after it. */
export const begins = (): boolean => sitting.value.length <= (feedback.value ? 1 : 0);
/** Set while the end page shows. */
export const ended = signal<Because | null>(null);
/** Why there is no exercise: none yet, none at all, or the tablet cannot keep answers. */
export const trouble = signal<'loading' | 'none' | 'unkept' | null>(null);

/**
 * What belongs to the one who enters and is not shown: her session's number, whether something is being kept,
 * and whether the item before was explained a second way after its answer.
 */
export const desk = { session: 0, busy: false, explained: false };
