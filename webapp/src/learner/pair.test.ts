import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { fromBase64url, fromVarint, vote } from '../sync/op';
import { unsent } from '../sync/outbox';
import { FakeHub } from '../testing/fake-hub';
import { loadLesson } from '../testing/lesson';
import { stubPage } from '../testing/page';
import { exerciseOf } from './exercise/fixture';

const catalogue = 'ab'.repeat(32);
const child = (id: string, name: string) => ({
  card: { id, name, animal: 'owl', wave: 1, grade: 2, language: 'en' },
  assurance: 2 as const,
});
const [sana, bilal] = [child('a', 'Sana Khan'), child('b', 'Bilal')];
const { generator, skill, item, instance } = exerciseOf({ kind: 'row' }, { a: 3, b: 4, s: 7 });
const pack = 'ef'.repeat(32);
const part = 'cd'.repeat(32);
const files: Record<string, object> = {
  [`/parts/${pack}`]: {
    format: 0,
    catalogue,
    skills: [skill],
    parts: [{ name: part, skill: 0, items: [0] }],
  },
  [`/parts/${part}`]: {
    format: 0,
    skill,
    generators: [generator],
    items: [{ ...item, instances: [instance] }],
  },
};
const ready = [{ item: 0, instance: 0, part, at: 0, kind: 'practice', p: 0.8, reasons: [] }];

let hub: FakeHub;
let app: typeof import('./tablet');
let lesson: Awaited<ReturnType<typeof loadLesson>>;
let pair: typeof import('./pair');

async function load(hash = ''): Promise<void> {
  await app?.tablet?.sender.stop();
  vi.resetModules();
  stubPage();
  (globalThis.location as { hash: string }).hash = hash;
  [app, lesson, pair] = await Promise.all([import('./tablet'), loadLesson(), import('./pair')]);
  await app.boot();
}

beforeEach(async () => {
  globalThis.indexedDB = new IDBFactory();
  delete (globalThis as { BroadcastChannel?: unknown }).BroadcastChannel;
  hub = new FakeHub().install();
  hub.answers['/devices'] = () => ({
    body: { writer: { hub: 'h', device: 7 }, number: 7, secret: 's', hub: 'h' },
  });
  hub.answers['/class'] = () => ({
    body: {
      classroom: { id: 'c' },
      learners: [sana.card, bilal.card],
      catalogue,
      pack,
      snapshot: 0,
      demo: true,
    },
  });
  hub.answers['/plan'] = ({ path }) => ({
    body: {
      learner: new URL(path, 'http://h').searchParams.get('learner'),
      number: 3,
      catalogue,
      pack,
      snapshot: 0,
      blob: '',
      ready,
    },
  });
  hub.answers['/parts/'] = ({ path }) => ({ body: files[path] });
  await load('#t=token');
  await lesson.sit(sana, bilal);
});
afterEach(() => app.tablet?.sender.stop());

const kept = () => unsent(app.tablet!.db, app.tablet!.stream.epoch, 99);
const role = (cols: Record<string, string> | undefined) => cols?.[1] && [...fromBase64url(cols[1])];

async function enter(digits: string): Promise<void> {
  lesson.typed.value = '';
  for (const digit of digits) lesson.type(digit);
  await lesson.check();
}

async function answer(): Promise<void> {
  await enter('7');
  await lesson.answerPartner(vote.agree);
}

describe('two at one tablet', () => {
  it('sit in two sessions, the second beside the first', async () => {
    const ops = await kept();
    expect(ops.map(({ kind, cols }) => [kind, role(cols)])).toEqual([
      ['session', undefined],
      ['session', [2]],
    ]);
    expect(pair.partner.value?.card.id).toBe('b');
  });

  it('say nothing about the answer before the partner did, and leave it alone meanwhile', async () => {
    await enter('1');
    expect([lesson.feedback.value, pair.asking(), (await kept()).length]).toEqual([null, true, 2]);
    lesson.type('9');
    lesson.erase();
    lesson.askHint();
    await lesson.check();
    expect([lesson.typed.value, lesson.hints.value, lesson.feedback.value]).toEqual(['1', 0, null]);
  });

  it.each([
    ['agree on a right one', '7', null, { first: '7', last: '7', role: [2, 1, 1] }],
    ['agree on a wrong one', '1', null, { first: '1', last: '1', role: [2, 1, 0] }],
    ['change to a right one', '1', '7', { first: '1', last: '7', role: [2, 2, 0] }],
    ['change to a wrong one', '7', '1', { first: '7', last: '1', role: [2, 2, 1] }],
    ['look again and keep it', '7', '7', { first: '7', last: '7', role: [2, 2, 1] }],
  ])('%s: both are kept, side by side', async (_name, first, changed, want) => {
    await enter(first);
    await lesson.answerPartner(changed === null ? vote.agree : vote.tryAgain);
    if (changed !== null) {
      expect(lesson.feedback.value).toBeNull();
      await enter(changed);
    }
    expect(lesson.feedback.value?.correct).toBe(want.last === '7');
    const [, , driver, checker] = await kept();
    expect(driver).toMatchObject({ seq: 3, attempt: { learner: 'a', response: want.first, correct: want.first === '7' } }); // prettier-ignore
    expect(checker).toMatchObject({ seq: 4, attempt: { learner: 'b', response: want.last, correct: want.last === '7' } }); // prettier-ignore
    expect([role(driver?.cols), role(checker?.cols)]).toEqual([[1], want.role]);
    expect([driver, checker].map((op) => fromVarint(op?.cols?.[12] ?? ''))).toEqual([1, 2]);
    const history = await app.tablet!.db.getAll('history');
    expect(history.map(({ learner, pair }) => [learner, pair?.role, pair?.vote])).toEqual([['a', 1, 0], ['b', 2, want.role[1]]]); // prettier-ignore
  });

  it('change places after four items, each under her own session and plan', async () => {
    for (let i = 0; i < pair.itemsPerTurn; i++) {
      expect(lesson.learner.value?.id).toBe('a');
      await answer();
      await lesson.next();
    }
    expect([pair.changing.value, lesson.learner.value?.id, lesson.onScreen.value]).toEqual([true, 'b', null]);
    expect(app.tablet?.chooser?.learner).toBe('b');
    await lesson.takeTurn();
    await answer();
    const [driver, checker] = (await kept()).slice(-2);
    expect(driver).toMatchObject({ attempt: { learner: 'b' } });
    expect(checker).toMatchObject({ attempt: { learner: 'a' } });
    expect([driver, checker].map((op) => fromVarint(op?.cols?.[12] ?? ''))).toEqual([2, 1]);
    for (let i = 1; i < pair.itemsPerTurn; i++) {
      await lesson.next();
      await answer();
    }
    await lesson.next();
    expect(lesson.learner.value?.id).toBe('a');
  });

  it('keep nothing of an item that was not agreed on when the tablet stops, and go on from it', async () => {
    await enter('1');
    await load();
    expect((await kept()).length).toBe(2);
    await lesson.sit(sana, bilal);
    expect([lesson.typed.value, pair.asking()]).toEqual(['1', false]);
    await lesson.check();
    await lesson.answerPartner(vote.agree);
    expect((await kept()).length).toBe(6);
  });

  it('ask again when the tablet could not keep the answer', async () => {
    await enter('7');
    await app.tablet!.library.filled();
    app.tablet!.db.close();
    await lesson.answerPartner(vote.agree);
    expect([lesson.trouble.value, lesson.feedback.value, pair.asking()]).toEqual(['unkept', null, true]);
  });

  it('leave together', async () => {
    await enter('7');
    await lesson.leave();
    expect([lesson.learner.value, pair.partner.value, pair.first.value]).toEqual([null, null, null]);
    await lesson.sit(bilal);
    await enter('7');
    expect((await kept()).at(-1)).toMatchObject({ attempt: { learner: 'b' } });
    expect(role((await kept()).at(-1)?.cols)).toBeUndefined();
  });

  it('work without the hub, also a child whom this tablet never met', async () => {
    await app.tablet!.library.filled();
    await lesson.leave();
    hub.away = true;
    app.near.value = false;
    await lesson.sit(child('n', 'New'), sana);
    await answer();
    expect((await kept()).slice(-2)).toMatchObject([
      { attempt: { learner: 'n' } },
      { attempt: { learner: 'a' } },
    ]);
  });
});
