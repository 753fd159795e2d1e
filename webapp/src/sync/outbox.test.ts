import 'fake-indexeddb/auto';
import { beforeEach, describe, expect, it } from 'vitest';
import type { OpsAnswer } from './answer';
import { type Database, openDatabase } from './database';
import type { Draft } from './op';
import { fromVarint, varint } from './op';
import { acknowledge, answersSincePlan, archived, archiveLimit, currentStream, keepPlan } from './outbox';
import { NotEnrolled, openStream, record, unsent, waiting } from './outbox';
import type { Plan } from './plan';
import { restamp } from './restamp';
import { browserMachine, Clock, compareTimestamps } from './stamp';

let db: Database;
let clock: Clock;
let count = 0;
const learner = 'l-1';
const session: Draft = { kind: 'session', session: { learner, assurance: 1 } };
const answers = { now: [200_000_000_000, 0] as const, trusted: true, durable: [], replicated: [], held: [] };
const answer = (part: Partial<OpsAnswer>): OpsAnswer => ({
  ...answers,
  refused: [],
  want: [],
  plan: null,
  ...part,
});
const attempt = (item: number): Draft => ({
  kind: 'attempt',
  attempt: {
    learner,
    catalogue: 'c',
    item,
    instance: 0,
    response: '7',
    correct: true,
    duration: 80,
    hints: 0,
  },
});
const evidence = (item: number) => ({ learner, item, instance: 0, correct: true, hints: 0, duration: 80 });
const plan = (number: number): Plan => ({
  learner,
  number,
  catalogue: 'c',
  pack: '',
  snapshot: 0,
  blob: '',
  ready: [],
});

beforeEach(async () => {
  db = await openDatabase(`outbox-${count++}`);
  clock = new Clock(browserMachine);
  await openStream(db, { epoch: 77, hub: 'h', device: 3, secret: 's', number: 3 });
});

describe('recording', () => {
  it('numbers without gaps and stamps upwards', async () => {
    const ops = [];
    for (let i = 0; i < 5; i++) ops.push(await record(db, clock, attempt(i)));
    expect(ops.map((op) => op.seq)).toEqual([1, 2, 3, 4, 5]);
    for (let i = 1; i < ops.length; i++)
      expect(compareTimestamps(ops[i]!.at, ops[i - 1]!.at)).toBeGreaterThan(0);
    expect(await unsent(db, 77, 200)).toEqual(ops);
  });

  it('never gives one number to two tabs', async () => {
    const other = new Clock(browserMachine);
    const both = Array.from({ length: 40 }, (_, i) => record(db, i % 2 ? clock : other, attempt(i)));
    const numbers = (await Promise.all(both)).map((op) => op.seq).sort((a, b) => a - b);
    expect(numbers).toEqual(Array.from({ length: 40 }, (_, i) => i + 1));
  });

  it('survives a reload of the page', async () => {
    await record(db, clock, attempt(1));
    db.close();
    db = await openDatabase(`outbox-${count - 1}`);
    expect((await record(db, new Clock(browserMachine), attempt(2))).seq).toBe(2);
    expect(await waiting(db)).toBe(2);
  });

  it('refuses before enrolment and keeps nothing', async () => {
    const empty = await openDatabase(`empty-${count}`);
    await expect(record(empty, clock, attempt(1))).rejects.toThrow(NotEnrolled);
    expect(await empty.count('outbox')).toBe(0);
  });
});

describe('acknowledgement', () => {
  beforeEach(async () => {
    for (let i = 1; i <= 5; i++) await record(db, clock, attempt(i), evidence(i));
  });
  const numbers = async () => (await unsent(db, 77, 200)).map((op) => op.seq);

  it('moves durable ops to the archive and forgets replicated ones', async () => {
    expect(await acknowledge(db, 77, answer({ durable: [[1, 4]] }))).toBe(true);
    expect(await numbers()).toEqual([5]);
    expect(await archived(db, 77)).toEqual([[1, 4]]);
    await acknowledge(db, 77, answer({ durable: [[1, 5]], replicated: [[1, 3]] }));
    expect(await numbers()).toEqual([]);
    expect(await archived(db, 77)).toEqual([[4, 5]]);
  });

  it('sends again what the hub lost', async () => {
    await acknowledge(db, 77, answer({ durable: [[1, 5]] }));
    await acknowledge(db, 77, answer({ durable: [[1, 1]], want: [[2, 3]] }));
    expect(await numbers()).toEqual([2, 3]);
  });

  it('sets refused ops aside and never sends them again', async () => {
    const refused = [{ seq: 2, code: 'invalid', message: 'x' }];
    await acknowledge(db, 77, answer({ durable: [[1, 1]], refused })); // prettier-ignore
    expect(await numbers()).toEqual([3, 4, 5]);
    await acknowledge(db, 77, answer({ want: [[2, 2]] }));
    expect(await numbers()).toEqual([3, 4, 5]);
    expect((await db.get('archive', [77, 2]))?.refused).toBe('invalid');
  });

  it('is not believed when it speaks of numbers never issued', async () => {
    expect(await acknowledge(db, 77, answer({ durable: [[1, 6]] }))).toBe(false);
    expect(await acknowledge(db, 78, answer({ durable: [[1, 1]] }))).toBe(false);
    expect(await numbers()).toEqual([1, 2, 3, 4, 5]);
  });

  it('bounds the archive and drops the oldest', async () => {
    const op = (await unsent(db, 77, 1))[0]!;
    const tx = db.transaction('archive', 'readwrite');
    for (let seq = 1; seq <= archiveLimit; seq++) void tx.store.put({ epoch: 50, seq, op });
    await tx.done;
    await acknowledge(db, 77, answer({ durable: [[1, 5]] }));
    expect(await db.count('archive')).toBe(archiveLimit);
    expect(await archived(db, 50)).toEqual([[6, archiveLimit]]);
    expect(await archived(db, 77)).toEqual([[1, 5]]);
  });

  it('keeps the answers a fresh plan cannot know of', async () => {
    await acknowledge(db, 77, answer({ durable: [[1, 3]], plan: plan(2) }));
    expect((await answersSincePlan(db, learner)).map((a) => a.item)).toEqual([4, 5]);
    await acknowledge(db, 77, answer({ durable: [[1, 5]] }));
    expect((await answersSincePlan(db, learner)).map((a) => a.item)).toEqual([4, 5]);
    await keepPlan(db, plan(3));
    expect(await answersSincePlan(db, learner)).toEqual([]);
  });
});

describe('a revoked stream', () => {
  it('hands its unsent ops to the present one, sessions still found', async () => {
    const first = await record(db, clock, session);
    const cols = { 12: varint(first.seq) };
    await record(db, clock, { ...attempt(1), cols }, evidence(1));
    await openStream(db, { epoch: 91, hub: 'h', device: 4, secret: 't', number: 4 });
    await record(db, clock, session);
    expect(await restamp(db, 77)).toBe(2);
    const ops = await unsent(db, 91, 200);
    expect(ops.map((op) => [op.seq, op.kind])).toEqual([[1, 'session'], [2, 'session'], [3, 'attempt']]); // prettier-ignore
    expect(fromVarint(ops[2]!.cols![12]!)).toBe(2);
    expect((await answersSincePlan(db, learner))[0]).toMatchObject({ epoch: 91, seq: 3 });
    expect((await currentStream(db))?.next).toBe(4);
  });

  it('forgets a session the old hub already holds', async () => {
    await record(db, clock, session);
    await acknowledge(db, 77, answer({ durable: [[1, 1]] }));
    await record(db, clock, { ...attempt(1), cols: { 6: 'ZW4', 12: varint(1) } });
    await openStream(db, { epoch: 91, hub: 'h', device: 4, secret: 't', number: 4 });
    await restamp(db, 77);
    expect((await unsent(db, 91, 1))[0]?.cols).toEqual({ 6: 'ZW4' });
  });
});
