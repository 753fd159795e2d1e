import { type OpsAnswer, parseAnswer } from './answer';
import { Backoff } from './backoff';
import { type Database, readMeta, type Stream, writeMeta } from './database';
import type { Op } from './op';
import { acknowledge, archived, currentStream, unsent } from './outbox';
import type { Owner } from './owner';
import { restamp } from './restamp';
import type { Ranges } from './ranges';
import { type Clock, newMemory } from './stamp';

/** The version of the protocol this app speaks. */
export const protocol = 0;
const batchLimit = 200;
const heartbeat = 20_000;
/** How many quiet rounds pass between two offers of an old stream's archive: about an hour. */
const offerEvery = 180;

/** What the tablet's own fold of one learner came to. */
export interface FoldState {
  learner: string;
  digest: string;
  plan: number;
}

/** The body of `POST /ops`. */
export interface OpsRequest {
  protocol: number;
  epoch: number;
  audience: 'ministry';
  ops: Op[];
  clock: { boot: number; mono: number; wall: number };
  archive: Ranges;
  state?: FoldState;
}

/** What came of one post: the status (0 when nothing answered) and whatever JSON there was. */
export interface Posted {
  status: number;
  body: unknown;
  retryAfter?: number;
}

/** What the sender needs; all of it is replaceable in a test. */
export interface SenderOptions {
  db: Database;
  clock: Clock;
  owner: Owner;
  post(secret: string, body: OpsRequest): Promise<Posted>;
  /** The state to report with a post that empties the outbox. */
  state?(): FoldState | undefined;
  /** Called after every round that got an answer, or none. */
  onRound?(round: { near: boolean; answer: OpsAnswer | null; revoked: boolean }): void;
  random?: () => number;
}

/** Carries the outbox to the hub, again and again, until the page goes away. */
export class Sender {
  #options: SenderOptions;
  #backoff: Backoff;
  #batch = batchLimit;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #running: Promise<boolean> | null = null;
  #again = false;
  #stopped = false;
  #quiet = 0;
  #offered = new Map<number, number>();

  constructor(options: SenderOptions) {
    this.#options = options;
    this.#backoff = new Backoff(options.random);
  }

  /** Sends as soon as possible: something was recorded, or the hub came back. */
  wake(): void {
    if (this.#stopped) return;
    this.#again = true;
    void this.flush();
  }

  /** Stops for good and hands the sending to another tab. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#running;
    // A database that is gone holds no lease either.
    await this.#options.owner.release().catch(() => undefined);
  }

  /** Sends everything that waits; resolves to whether the outbox of the present stream is empty. */
  flush(): Promise<boolean> {
    this.#running ??= this.#drain().finally(() => {
      this.#running = null;
      if (this.#again) this.wake(); // woken between the last look and here
    });
    return this.#running;
  }

  async #drain(): Promise<boolean> {
    clearTimeout(this.#timer);
    let wait = heartbeat;
    let empty = false;
    try {
      do {
        this.#again = false;
        if (!(await this.#options.owner.claim())) {
          wait = 2000;
          this.#again = false;
          break;
        }
        const outcome = await this.#round();
        empty = outcome === 'empty';
        if (outcome === 'more') this.#again = true;
        else if (typeof outcome === 'number') {
          wait = outcome;
          this.#again = false;
          break;
        }
      } while (this.#again && !this.#stopped);
    } catch {
      // The database failed; what is recorded stays recorded, and the next round tries again.
      wait = this.#backoff.fail();
      this.#again = false;
    }
    if (!this.#stopped) this.#timer = setTimeout(() => void this.flush(), wait);
    return empty;
  }

  /** One post. Returns what is left to do, or how long to wait after a failure. */
  async #round(): Promise<'empty' | 'more' | number> {
    const { db, onRound } = this.#options;
    const stream = await this.#nextStream();
    if (!stream) return 'empty';
    const ops = await unsent(db, stream.epoch, this.#batch);
    const current = stream.epoch === (await readMeta(db, 'stream'));
    const state = current && ops.length < this.#batch ? this.#options.state?.() : undefined;
    const posted = await this.#post(stream, ops, state);
    const answer = posted.status === 200 ? parseAnswer(posted.body) : null;
    if (!answer || !(await acknowledge(db, stream.epoch, answer)))
      return this.#failed(stream, posted, ops.length);
    const memory = (await readMeta(db, 'clock')) ?? newMemory;
    await writeMeta(db, 'clock', this.#options.clock.meet(memory, answer.now, answer.trusted));
    this.#backoff.succeed();
    this.#batch = Math.min(batchLimit, this.#batch * 2);
    onRound?.({ near: true, answer, revoked: false });
    const left = (await unsent(db, stream.epoch, 1)).length > 0;
    // An answer that acknowledged none of what was sent would otherwise spin.
    const progress = ops.length === 0 || (await unsent(db, stream.epoch, 1))[0]?.seq !== ops[0]?.seq;
    if (left && !progress) return this.#backoff.fail();
    return left || !current ? 'more' : 'empty';
  }

  /**
   * An old stream of the same hub with unsent ops goes first, then the present one. Now and then an
   * old one that only has an archive is offered: a hub that lost those answers asks for them.
   */
  async #nextStream(): Promise<Stream | undefined> {
    const { db } = this.#options;
    const current = await currentStream(db);
    if (!current) return undefined;
    const old = (await db.getAll('streams')).filter(
      ({ hub, epoch }) => hub === current.hub && epoch !== current.epoch,
    );
    for (const stream of old) if ((await unsent(db, stream.epoch, 1)).length > 0) return stream;
    if ((await unsent(db, current.epoch, 1)).length > 0) return current;
    this.#quiet++;
    for (const stream of old) {
      if (this.#quiet < (this.#offered.get(stream.epoch) ?? 0)) continue;
      this.#offered.set(stream.epoch, this.#quiet + offerEvery);
      if ((await archived(db, stream.epoch)).length > 0) return stream;
    }
    return current;
  }

  async #post(stream: Stream, ops: Op[], state: FoldState | undefined): Promise<Posted> {
    const { db, clock, post } = this.#options;
    const body: OpsRequest = {
      protocol,
      epoch: stream.epoch,
      audience: 'ministry',
      ops,
      clock: { ...clock.moment(), wall: clock.wall() },
      archive: await archived(db, stream.epoch),
      ...(state && { state }),
    };
    return post(stream.secret, body);
  }

  async #failed(stream: Stream, posted: Posted, sent: number): Promise<'more' | number> {
    const { db, onRound } = this.#options;
    const current = (await readMeta(db, 'stream')) === stream.epoch;
    if (posted.status === 401 && !current) {
      // What was only offered stays where it is: it was acknowledged once and may be somewhere.
      if (sent > 0) await restamp(db, stream.epoch);
      return 'more';
    }
    onRound?.({ near: posted.status !== 0, answer: null, revoked: posted.status === 401 });
    const tooMuch = posted.status === 413 || posted.status === 400;
    if (tooMuch && sent > 1) {
      this.#batch = Math.max(1, Math.floor(sent / 2));
      return 'more';
    }
    return this.#backoff.fail((posted.retryAfter ?? 0) * 1000);
  }
}
