import { signal } from '@preact/signals';
import { type Answered, type Database } from '../sync/database';
import { fromBase64url } from '../sync/op';
import { answersSincePlan } from '../sync/outbox';
import type { Care, Choice, Plan } from '../sync/plan';
import type { FoldState } from '../sync/sender';
import type { Tutor } from '../tutor/client';
import type { SkillView } from '../tutor/messages';
import type { Part } from './pack';

/** Digest of a tablet that cannot fold: it differs from every real one, so the hub sends a fresh ready queue. */
export const noDigest = '0000000000000000';

/** The reason that stands before the tutor's own where the learner chose the skill. */
export const chosen = 'chosen';

/** The kind of a choice by which the tutor finds out where a new learner stands. */
const placement = 'placement';

/** Answers until the tutor chooses again by itself: as many as it stays with one skill. */
const answersPerWish = 5;
const mostOffers = 4;

/** An invitation to another item of a skill, where another way can be tried. */
interface Invitation {
  skill: number;
  reason: string;
}

/** Whether a choice is for this skill, if only as a step back from it. */
const isOf = ({ reasons }: Choice, skill: number): boolean => reasons[0]?.values[0] === skill;

const because = ({ skill, reason }: Invitation, { reasons }: Choice): Choice['reasons'] => [
  { code: reason, values: [skill] },
  ...reasons,
];

/** Whether a choice can be put on screen. */
export type Fits = (choice: Choice) => boolean | Promise<boolean>;

/** Chooses for one learner: by the tutor once it runs, by the plan's ready queue until then. */
export class Chooser {
  readonly learner: string;
  #db: Database;
  #tutor: Tutor;
  #plan: Plan;
  #open = signal(false);
  #digest = noDigest;
  #used = 0;
  #wish: { skill: number; left: number } | null = null;
  #invitation: Invitation | null = null;

  constructor(db: Database, tutor: Tutor, plan: Plan) {
    this.#db = db;
    this.#tutor = tutor;
    this.#plan = plan;
    this.learner = plan.learner;
  }

  /** The catalogue that item numbers of this plan belong to. */
  get catalogue(): string {
    return this.#plan.catalogue;
  }

  /** How the learner is served. */
  get care(): Care | undefined {
    return this.#plan.care;
  }

  /** The calibration the tutor used for its last fold, while it runs. */
  get snapshot(): number | null {
    return this.#open.value ? this.#plan.snapshot : null;
  }

  /** Which snapshot the tutor must have been given for this plan. */
  get needs(): { catalogue: string; snapshot: number } {
    return { catalogue: this.#plan.catalogue, snapshot: this.#plan.snapshot };
  }

  /** What this tablet's own fold came to. */
  get state(): FoldState {
    return { learner: this.learner, digest: this.#digest, plan: this.#plan.number };
  }

  /** Goes on from another plan of the same learner. */
  async adopt(plan: Plan): Promise<void> {
    this.#plan = plan;
    this.#used = 0;
    if (this.#open.peek()) await this.open();
  }

  /** Lets the tutor take over; course and snapshot must have been loaded. */
  async open(): Promise<boolean> {
    const answers = await answersSincePlan(this.#db, this.learner);
    const digest = this.#plan.blob ? await this.#tutor.open(fromBase64url(this.#plan.blob), answers) : null;
    this.#open.value = digest !== null;
    this.#digest = digest ?? noDigest;
    return this.#open.peek();
  }

  /** Gives the tutor up: there is one for both at the tablet, and the other one's turn begins. */
  close(): void {
    this.#open.value = false;
    this.#digest = noDigest;
  }

  /**
   * The next item that `fits`; null when there is nothing to offer. A tutor that insists on
   * an item this app cannot show is passed over for once, not closed: it says the same until an answer.
   */
  async next(now: number, fits: Fits = () => true): Promise<Choice | null> {
    if (this.#open.peek()) {
      const choice = await this.#ask(now);
      if (choice && (await fits(choice))) return choice;
      if (!choice) this.close();
    }
    const { ready } = this.#plan;
    for (let tried = 0; tried < ready.length; tried++) {
      const choice = ready[this.#used++ % ready.length];
      if (choice && (await fits(choice))) return choice;
    }
    return null;
  }

  async #ask(now: number): Promise<Choice | null> {
    const invited = this.#invitation;
    this.#invitation = null;
    if (invited) {
      const choice = await this.#tutor.next(now, invited.skill);
      if (choice && isOf(choice, invited.skill)) return { ...choice, reasons: because(invited, choice) };
    }
    const wish = this.#wish;
    if (!wish) return this.#tutor.next(now);
    const choice = await this.#tutor.next(now, wish.skill);
    if (choice && isOf(choice, wish.skill))
      return { ...choice, reasons: [{ code: chosen, values: [wish.skill] }, ...choice.reasons] };
    // It is no longer due nor on the fringe, or a person wants something else.
    this.#wish = null;
    return choice;
  }

  /** Asks for one more item of a skill, for a reason; the tutor obeys as it obeys a wish. */
  invite(skill: number, reason: string): void {
    this.#invitation = { skill, reason };
  }

  /** Chooses a skill for the next few answers; the tutor obeys while it is one of `offers`. */
  wish(skill: number): void {
    this.#wish = { skill, left: answersPerWish };
  }

  /**
   * The skills among which the learner may choose: two to four that are due or ready and
   * that the tutor would give. None while a person has pinned one, while the placement asks
   * what it has to know, or while the tutor does not run.
   */
  async offers(now: number, views: readonly SkillView[]): Promise<number[]> {
    if (!this.#open.peek() || (await this.#tutor.next(now))?.kind === placement) return [];
    const due = views.filter(({ solid, due }) => solid && due > 0 && due <= now);
    const open = ['new', 'attempted', 'familiar'];
    const ready = views.filter(
      (view) => view.ready && (!view.solid || open.includes(view.level)) && !due.includes(view),
    );
    const found = await this.#given(now, [...due, ...ready].map(({ skill }) => skill), mostOffers); // prettier-ignore
    return found.length < 2 ? [] : found;
  }

  /** Those of some skills that the tutor would give if she chose one; none while the placement asks. */
  async takes(now: number, skills: readonly number[]): Promise<number[]> {
    if (!this.#open.peek() || (await this.#tutor.next(now))?.kind === placement) return [];
    return this.#given(now, skills, skills.length);
  }

  async #given(now: number, skills: readonly number[], most: number): Promise<number[]> {
    const found: number[] = [];
    for (const skill of skills) {
      if (found.length === most || !this.#open.peek()) break;
      const choice = await this.#tutor.next(now, skill);
      if (choice && isOf(choice, skill)) found.push(skill);
    }
    return found;
  }

  /** What the tutor believes of every skill; null until it runs. */
  async skills(now: number): Promise<SkillView[] | null> {
    return this.#open.peek() ? this.#tutor.skills(now) : null;
  }

  /** Takes note of an answer that is safely kept. */
  async answered(answer: Answered): Promise<void> {
    if (this.#wish && --this.#wish.left === 0) this.#wish = null;
    if (!this.#open.peek()) return;
    const digest = await this.#tutor.answer(answer);
    this.#open.value = digest !== null;
    this.#digest = digest ?? noDigest;
  }
}

/**
 * A queue for a child who never met the hub on this tablet, while the hub is away:
 * the easiest items of the parts that are here, in the pack's order, instances at random.
 */
export function improvise(
  { catalogue, pack }: { catalogue: string; pack: string },
  here: { name: string; items: number[]; part: Part }[],
  learner: string,
  random: () => number = Math.random,
): Plan {
  const ready = here.flatMap(({ name, items, part }) =>
    part.items.flatMap(({ level, instances }, at): Choice[] => {
      const item = items[at];
      if (level !== 0 || item === undefined) return [];
      const instance = Math.floor(random() * instances.length);
      return [{ item, instance, part: name, at, kind: 'practice', p: 0, reasons: [] }];
    }),
  );
  return { learner, number: 0, catalogue, pack, snapshot: 0, blob: '', ready };
}
