import type { Answered } from '../sync/database';
import type { Choice } from '../sync/plan';

/** The global object that the compiled tutor puts into its worker. */
export interface TutorModule {
  engine: number;
  load(course: Uint8Array, snapshot: Uint8Array): string;
  withhold(mask: Uint8Array): string;
  open(plan: Uint8Array): string;
  next(now: number, skill?: number): string;
  skills(now: number): string;
  answer(
    item: number,
    instance: number,
    correct: boolean,
    hints: number,
    duration: number,
    at: number,
    role?: number,
    vote?: number,
    firstRight?: boolean,
  ): string;
  digest(): string;
}

/** What the tutor believes of one skill. */
export interface SkillView {
  /** Place in the pack. */
  skill: number;
  level: 'attempted' | 'familiar' | 'proficient' | 'mastered' | 'new';
  /** Tick at which the next review falls due; 0 when none is planned. */
  due: number;
  answers: number;
  /** Known well enough to build on. */
  solid: boolean;
  /** Everything it builds on is solid. */
  ready: boolean;
}

/** What the page asks of the worker. */
export type Ask =
  | { do: 'start'; wasm: string; loader: string }
  | { do: 'load'; course: Uint8Array; snapshot: Uint8Array }
  | { do: 'withhold'; mask: Uint8Array }
  | { do: 'open'; plan: Uint8Array; answers: Answered[] }
  | { do: 'next'; now: number; skill?: number }
  | { do: 'skills'; now: number }
  | { do: 'answer'; answer: Answered };

/** What comes back, in the order of the asking; `error` is a sentence for the log. */
export interface Reply {
  id: number;
  error?: string;
  choice?: Choice;
  skills?: SkillView[];
  digest?: string;
}
