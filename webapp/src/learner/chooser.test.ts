import 'fake-indexeddb/auto';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Answered } from '../sync/database';
import { type Database, openDatabase } from '../sync/database';
import { base64url } from '../sync/op';
import { openStream, record } from '../sync/outbox';
import type { Choice, Plan } from '../sync/plan';
import { browserMachine, Clock } from '../sync/stamp';
import type { Tutor } from '../tutor/client';
import { Chooser, improvise, noDigest } from './chooser';
import { exerciseOf } from './exercise/fixture';
import type { Part } from './pack';

/** A tutor whose digest is simply what it was told. */
class FakeTutor {
  told: string[] = [];
  broken = false;
  open = (plan: Uint8Array, answers: Answered[]): Promise<string | null> => {
    this.told = [`plan ${plan[0]}`, ...answers.map(({ item }) => `item ${item}`)];
    return this.digest();
  };
  answer = (answer: Answered): Promise<string | null> => {
    this.told.push(`item ${answer.item}`);
    return this.digest();
  };
  /** The skills it would give when asked for. */
  gives = new Set<number>();
  /** Finds out where a new learner stands, whatever she wishes. */
  places = false;
  next = (_now: number, skill?: number): Promise<Choice | null> => {
    if (this.broken) return Promise.resolve(null);
    if (this.places) {
      const reasons = [{ code: 'placement', values: [0, 3] }];
      return Promise.resolve({ ...choice(0), kind: 'placement', reasons });
    }
    if (skill === undefined || !this.gives.has(skill)) return Promise.resolve(choice(99));
    return Promise.resolve({ ...choice(skill), reasons: [{ code: 'fringe', values: [skill, 0] }] });
  };
  digest = (): Promise<string | null> => Promise.resolve(this.broken ? null : this.told.join());
}

const choice = (item: number): Choice => ({ item, instance: 0, kind: 'practice', p: 0.8, reasons: [] });
const plan = (number: number): Plan => {
  const blob = base64url(Uint8Array.of(number));
  return { learner: 'l', number, catalogue: 'c', pack: '', snapshot: 4, blob, ready: [choice(1), choice(2)] };
};
const evidence = { learner: 'l', item: 5, instance: 0, correct: true, hints: 0, duration: 10 };
const answered: Answered = { ...evidence, epoch: 1, seq: 1, at: 5 };

let db: Database;
let tutor: FakeTutor;
let chooser: Chooser;
let count = 0;

beforeEach(async () => {
  db = await openDatabase(`chooser-${count++}`);
  tutor = new FakeTutor();
  chooser = new Chooser(db, tutor as unknown as Tutor, plan(1));
});

describe('before the tutor runs', () => {
  it('goes through the ready queue and round again, and claims no state', async () => {
    const items = [];
    for (let i = 0; i < 3; i++) items.push((await chooser.next(0))?.item);
    expect(items).toEqual([1, 2, 1]);
    await chooser.answered(answered);
    expect(chooser.state).toEqual({ learner: 'l', digest: noDigest, plan: 1 });
    expect(chooser.snapshot).toBeNull();
  });

  it('begins a fresh queue with a fresh plan', async () => {
    await chooser.next(0);
    await chooser.adopt({ ...plan(2), ready: [choice(7)] });
    expect((await chooser.next(0))?.item).toBe(7);
    expect(chooser.state.plan).toBe(2);
  });

  it('offers nothing from an empty queue', async () => {
    await chooser.adopt({ ...plan(2), ready: [] });
    expect(await chooser.next(0)).toBeNull();
  });
});

describe('with the tutor', () => {
  it('folds what the plan does not know, then every answer', async () => {
    await openStream(db, { epoch: 1, hub: 'h', device: 1, secret: 's', number: 1 });
    const attempt = { ...evidence, catalogue: 'c', response: '1' };
    await record(db, new Clock(browserMachine), { kind: 'attempt', attempt }, evidence);
    expect(await chooser.open()).toBe(true);
    await chooser.answered({ ...answered, item: 6 });
    expect(chooser.state.digest).toBe('plan 1,item 5,item 6');
    expect((await chooser.next(0))?.item).toBe(99);
    expect(chooser.snapshot).toBe(4);
  });

  it('opens a fresh plan at once', async () => {
    await chooser.open();
    await chooser.adopt(plan(3));
    expect(chooser.state).toMatchObject({ plan: 3, digest: 'plan 3' });
  });

  it('passes over what does not fit without giving the tutor up', async () => {
    await chooser.open();
    const fits = ({ item }: Choice): boolean => item === 2;
    expect((await chooser.next(0, fits))?.item).toBe(2);
    expect(await chooser.next(0, () => false)).toBeNull();
    expect((await chooser.next(0))?.item).toBe(99);
    expect(chooser.snapshot).toBe(4);
  });

  it('falls back to the queue when the tutor fails', async () => {
    await chooser.open();
    tutor.broken = true;
    expect((await chooser.next(0))?.item).toBe(1);
    expect(chooser.state.digest).toBe(noDigest);
  });
});

describe('a skill she chose herself', () => {
  const view = (skill: number, more: object = {}) => ({ skill, level: 'new' as const, due: 0, answers: 0, solid: false, ready: true, ...more }); // prettier-ignore

  it('comes for five answers, says so, and then the tutor chooses again', async () => {
    await chooser.open();
    tutor.gives.add(4);
    chooser.wish(4);
    for (let i = 0; i < 5; i++) {
      const next = await chooser.next(0);
      expect(next).toMatchObject({ item: 4, reasons: [{ code: 'chosen', values: [4] }, { code: 'fringe' }] });
      await chooser.answered(answered);
    }
    expect((await chooser.next(0))?.item).toBe(99);
  });

  it('is given up when it may no longer come', async () => {
    await chooser.open();
    chooser.wish(4);
    expect((await chooser.next(0))?.item).toBe(99);
    tutor.gives.add(4);
    expect((await chooser.next(0))?.item).toBe(99);
  });

  it('is one of two to four that are due or ready and that the tutor would give', async () => {
    await chooser.open();
    const views = [view(0), view(1, { ready: false }), view(2), view(3, { solid: true, due: 5, level: 'familiar' }), view(4, { solid: true, due: 500, level: 'proficient' }), view(5, { solid: true, level: 'familiar' })]; // prettier-ignore
    tutor.gives = new Set([0, 1, 3, 4, 5]);
    expect(await chooser.offers(100, views)).toEqual([3, 0, 5]);
    tutor.gives = new Set([0]);
    expect(await chooser.offers(100, views)).toEqual([]);
    const many = Array.from({ length: 9 }, (_, skill) => view(skill));
    tutor.gives = new Set(many.map(({ skill }) => skill));
    expect((await chooser.offers(100, many)).length).toBe(4);
    chooser.close();
    expect(await chooser.offers(100, many)).toEqual([]);
  });

  it('of her shelf keeps what the tutor would give, in its order', async () => {
    expect(await chooser.takes(0, [1, 2]), 'before it runs').toEqual([]);
    await chooser.open();
    tutor.gives = new Set([2, 5, 7]);
    expect(await chooser.takes(0, [7, 1, 2])).toEqual([7, 2]);
    expect(await chooser.takes(0, [])).toEqual([]);
  });

  it('is not asked for while the placement runs, which heeds no wish', async () => {
    await chooser.open();
    tutor.places = true;
    expect(await chooser.takes(0, [0, 1])).toEqual([]);
    expect(await chooser.offers(100, [view(0), view(1)])).toEqual([]);
  });
});

it('improvises easy items of what is here, in the pack’s order, for a child without a plan', () => {
  const { generator, skill } = exerciseOf({ kind: 'row' }, {});
  const instance = { v: {}, answer: '1', wrong: {} };
  const item = (level: number) => ({ generator: 0, level, format: 'keypad', instances: [instance, instance] }); // prettier-ignore
  const part = (...levels: number[]): Part => ({ format: 0, skill, generators: [generator], items: levels.map(item) }); // prettier-ignore
  const here = [
    { name: 'one', items: [7, 8], part: part(2, 0) },
    { name: 'two', items: [3], part: part(0) },
  ];
  const made = improvise({ catalogue: 'c', pack: 'p' }, here, 'l', () => 0.9);
  expect(made.ready.map(({ item, instance, part, at }) => [item, instance, part, at])).toEqual([[8, 1, 'one', 1], [3, 1, 'two', 0]]); // prettier-ignore
  expect([made.blob, made.pack]).toEqual(['', 'p']);
});
