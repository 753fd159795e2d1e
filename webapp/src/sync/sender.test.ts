import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Backoff } from './backoff';
import { type Database, openDatabase } from './database';
import { archived, openStream, record, unsent } from './outbox';
import { leaseOwner } from './owner';
import { fromNumbers } from './ranges';
import { type OpsRequest, type Posted, Sender } from './sender';
import { browserMachine, Clock } from './stamp';

/** A hub that keeps ops by number, and can be told to misbehave once or for good. */
class FakeHub {
  held = new Map<number, string>();
  posts: OpsRequest[] = [];
  faults: (Posted | 'lose-answer' | 'lose-request')[] = [];
  largest = Infinity;
  want: [number, number][] = [];
  /** The epoch that `held` is about, any when not given. */
  only: number | undefined;
  post = async (_secret: string, body: OpsRequest): Promise<Posted> => {
    this.posts.push(body);
    const fault = this.faults.shift();
    if (fault === 'lose-request') return { status: 0, body: null };
    if (typeof fault === 'object') return fault;
    if (body.ops.length > this.largest) return { status: 413, body: null };
    for (const op of body.ops) this.held.set(op.seq, JSON.stringify(op));
    if (fault === 'lose-answer') return { status: 0, body: null };
    const told = this.only === undefined || this.only === body.epoch;
    const durable = told ? fromNumbers(this.held.keys()) : [];
    const want = this.want.splice(0);
    const answer = { now: [200_000_000_000, 0], boot: 1, mono: 1, trusted: true, durable, replicated: [] };
    return { status: 200, body: { ...answer, held: [], refused: [], want, plan: null } };
  };
}

let db: Database;
let hub: FakeHub;
let sender: Sender;
let rounds: { near: boolean; revoked: boolean }[];
let count = 0;
const clock = new Clock(browserMachine);

beforeEach(async () => {
  db = await openDatabase(`sender-${count++}`);
  hub = new FakeHub();
  rounds = [];
  await openStream(db, { epoch: 5, hub: 'h', device: 1, secret: 's', number: 1 });
  const owner = leaseOwner(db, 1, Date.now);
  const onRound = (round: { near: boolean; revoked: boolean }) => rounds.push(round);
  sender = new Sender({ db, clock, owner, post: hub.post, onRound, random: () => 0.5 });
});
afterEach(() => sender.stop());

async function answer(times: number) {
  for (let i = 0; i < times; i++)
    await record(db, clock, { kind: 'session', session: { learner: 'l', assurance: 1 } });
}

describe('sender', () => {
  it('empties the outbox in batches and says what it archived', async () => {
    await answer(450);
    expect(await sender.flush()).toBe(true);
    expect(hub.held.size).toBe(450);
    expect(hub.posts.map((post) => post.ops.length)).toEqual([200, 200, 50]);
    expect(hub.posts[2]?.archive).toEqual([[1, 400]]);
    expect(hub.posts[0]?.clock.boot).toBe(clock.boot);
  });

  it.each([
    ['a lost request', 'lose-request'],
    ['a lost answer', 'lose-answer'],
    ['a captive portal', { status: 200, body: '<html>' }],
    ['JSON that is no acknowledgement', { status: 200, body: { durable: [[1, 99]] } }],
    ['a redirect or error page', { status: 502, body: null }],
  ] as const)('keeps everything through %s', async (_name, fault) => {
    await answer(3);
    hub.faults = [fault];
    expect(await sender.flush()).toBe(false);
    expect((await unsent(db, 5, 9)).length).toBe(3);
    expect(await sender.flush()).toBe(true);
    expect([...hub.held.keys()]).toEqual([1, 2, 3]);
    for (const op of hub.posts[1]!.ops) expect(hub.held.get(op.seq)).toBe(JSON.stringify(op));
  });

  it('cuts the batch when the hub finds it too large', async () => {
    await answer(90);
    hub.largest = 25;
    expect(await sender.flush()).toBe(true);
    expect(hub.held.size).toBe(90);
  });

  it('sends again what a damaged hub wants', async () => {
    await answer(6);
    await sender.flush();
    hub.held = new Map([...hub.held].filter(([seq]) => seq > 3));
    hub.want = [[1, 3]];
    await sender.flush();
    expect(await sender.flush()).toBe(true);
    expect(fromNumbers(hub.held.keys())).toEqual([[1, 6]]);
  });

  it('tells when its secret is no longer known, and stays quiet in time', async () => {
    await answer(1);
    hub.faults = [{ status: 401, body: null }];
    await sender.flush();
    expect(rounds).toEqual([{ near: true, answer: null, revoked: true }]);
    expect((await unsent(db, 5, 9)).length).toBe(1);
  });

  it('moves what a revoked stream still holds to the new one', async () => {
    await answer(2);
    await openStream(db, { epoch: 6, hub: 'h', device: 2, secret: 't', number: 2 });
    hub.faults = [{ status: 401, body: null }];
    expect(await sender.flush()).toBe(true);
    expect(hub.posts.map((post) => [post.epoch, post.ops.length])).toEqual([[5, 2], [6, 2]]); // prettier-ignore
  });

  it('offers what an old stream archived, and sends what a restored hub lacks of it', async () => {
    await answer(4);
    await sender.flush();
    await openStream(db, { epoch: 6, hub: 'h', device: 2, secret: 't', number: 2 });
    hub.held = new Map([...hub.held].filter(([seq]) => seq > 2));
    [hub.want, hub.only] = [[[1, 2]], 5];
    expect(await sender.flush()).toBe(true);
    expect(fromNumbers(hub.held.keys())).toEqual([[1, 4]]);
    expect(hub.posts.slice(1).map((post) => [post.epoch, post.ops.length, post.archive])).toEqual([
      [5, 0, [[1, 4]]],
      [5, 2, [[3, 4]]],
      [6, 0, []],
    ]);
    hub.posts = [];
    await sender.flush(); // not again before an hour has passed
    expect(hub.posts.map((post) => post.epoch)).toEqual([6]);
  });

  it('keeps an old stream’s archive when the hub does not know its secret any more', async () => {
    await answer(3);
    await sender.flush();
    await openStream(db, { epoch: 6, hub: 'h', device: 2, secret: 't', number: 2 });
    [hub.faults, hub.only] = [[{ status: 401, body: null }], 5];
    expect(await sender.flush()).toBe(true);
    expect(hub.posts.slice(1).map((post) => post.epoch)).toEqual([5, 6]);
    expect(rounds.some(({ revoked }) => revoked)).toBe(false);
    expect(await archived(db, 5)).toEqual([[1, 3]]);
    expect((await db.getAll('streams')).length).toBe(2);
  });

  it('leaves the sending to the tab that has the lease', async () => {
    await answer(1);
    await leaseOwner(db, 2, Date.now).claim();
    await sender.flush();
    expect(hub.posts).toEqual([]);
    await leaseOwner(db, 2, Date.now).release();
    expect(await sender.flush()).toBe(true);
  });
});

describe('lease', () => {
  it('ends when its tab is gone and when the calendar jumps back', async () => {
    let now = 1_000_000;
    const [one, two] = [leaseOwner(db, 11, () => now), leaseOwner(db, 12, () => now)];
    expect([await one.claim(), await two.claim(), await one.claim()]).toEqual([true, false, true]);
    now += 6001;
    expect(await two.claim()).toBe(true);
    now -= 900_000;
    expect(await one.claim()).toBe(true);
  });
});

it('backs off from one second to a minute, never less than asked', () => {
  const backoff = new Backoff(() => 0);
  expect(Array.from({ length: 8 }, () => backoff.fail())).toEqual(
    [1, 2, 4, 8, 16, 32, 60, 60].map((s) => s * 1000),
  );
  expect(new Backoff(() => 1).fail()).toBe(500);
  expect(new Backoff().fail(30_000)).toBe(30_000);
  backoff.succeed();
  expect(backoff.fail()).toBe(1000);
});
