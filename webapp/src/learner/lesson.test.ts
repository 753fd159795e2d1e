import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { assurance, text } from '../sync/op';
import { unsent } from '../sync/outbox';
import { FakeHub } from '../testing/fake-hub';
import { loadLesson } from '../testing/lesson';
import { stubPage } from '../testing/page';
import { exerciseOf } from './exercise/fixture';

const catalogue = 'ab'.repeat(32);
const card = { id: 'a', name: 'Amina', animal: 'owl', wave: 1, grade: 2, language: 'en' };
const { generator, skill, item, instance } = exerciseOf({ kind: 'row' }, { a: 3, b: 4, s: 7 });
const pack = 'ef'.repeat(32);
const part = 'cd'.repeat(32);
/** A hub's files of a pack with one skill in one part. */
const filesOf = (...items: object[]): Record<string, object> => ({
  [`/parts/${pack}`]: {
    format: 0,
    catalogue,
    skills: [skill],
    parts: [{ name: part, skill: 0, items: items.map((_, place) => place) }],
  },
  [`/parts/${part}`]: { format: 0, skill, generators: [generator], items },
});
const files = filesOf({ ...item, instances: [instance, { v: {}, answer: '12' }] });
const choose = (item: number, instance: number) => ({ item, instance, part, at: item, kind: 'practice', p: 0.8, reasons: [] }); // prettier-ignore
const ready = [choose(0, 0), choose(0, 1)];
const plan = { learner: 'a', number: 3, catalogue, pack, snapshot: 0, blob: '', ready };

let hub: FakeHub;
let app: typeof import('./tablet');
let lesson: Awaited<ReturnType<typeof loadLesson>>;

async function load(hash = ''): Promise<void> {
  await app?.tablet?.sender.stop();
  vi.resetModules();
  stubPage();
  (globalThis.location as { hash: string }).hash = hash;
  [app, lesson] = await Promise.all([import('./tablet'), loadLesson()]);
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
    body: { classroom: { id: 'c' }, learners: [card], catalogue, pack, snapshot: 0, demo: true },
  });
  hub.answers['/plan'] = () => ({ body: plan });
  hub.answers['/parts/'] = ({ path }) => ({ body: files[path] });
  await load('#t=token');
});
afterEach(() => app.tablet?.sender.stop());

const kept = () => unsent(app.tablet!.db, app.tablet!.stream.epoch, 99);

describe('a sitting', () => {
  it('records who sits, then shows the first item of the plan', async () => {
    await lesson.sit({ card, assurance: assurance.checked });
    expect(lesson.onScreen.value?.choice).toEqual(ready[0]);
    expect(await kept()).toMatchObject([
      { seq: 1, kind: 'session', session: { learner: 'a', assurance: 2 } },
    ]);
  });

  it('names going on after trouble with the same skill, once it works', async () => {
    await lesson.sit({ card, assurance: assurance.checked });
    const said: unknown[] = [];
    for (const answer of ['1', '12', '7']) {
      for (const digit of answer) lesson.type(digit);
      await lesson.check();
      said.push(lesson.feedback.value);
      await lesson.next();
    }
    expect(said).toMatchObject([
      { correct: false, wentOn: false },
      { correct: true, wentOn: true },
      { correct: true, wentOn: false },
    ]);
  });

  it('keeps an answer before it says anything about it', async () => {
    await lesson.sit({ card, assurance: assurance.checked });
    lesson.type('1');
    const checking = lesson.check();
    expect(lesson.feedback.value).toBeNull();
    await checking;
    expect(lesson.feedback.value).toMatchObject({ correct: false, misconception: 'subtracts-instead' });
    expect((await kept())[1]).toMatchObject({
      kind: 'attempt',
      attempt: { learner: 'a', catalogue, item: 0, instance: 0, response: '1', correct: false, hints: 0 },
      cols: { 12: 'AQ', 6: 'ZW4' },
    });
  });

  it('says which answer a second explanation helped: this one, or the next when it came after this one', async () => {
    hub.answers['/plan'] = () => ({ body: { ...plan, ready: [0, 1, 0, 1].map((i) => choose(0, i)) } });
    await lesson.sit({ card, assurance: assurance.checked });
    for (const when of ['before', 'never', 'after', 'never', 'never']) {
      if (when === 'before') lesson.askAnother();
      lesson.type('1');
      await lesson.check();
      if (when === 'after') lesson.askAnother();
      expect(lesson.another.value).toBe(when !== 'never');
      await lesson.next();
      expect(lesson.another.value).toBe(false);
    }
    const attempts = (await kept()).filter(({ kind }) => kind === 'attempt');
    const [seen, before] = [text('another'), text('another-before')];
    expect(attempts.map(({ cols }) => cols?.[7])).toEqual([seen, undefined, undefined, before, undefined]);
  });

  it('says that the learner chose the skill herself, and only then', async () => {
    const own = { ...choose(0, 0), reasons: [{ code: 'chosen', values: [0] }] };
    hub.answers['/plan'] = () => ({ body: { ...plan, ready: [own, choose(0, 1)] } });
    await lesson.sit({ card, assurance: assurance.checked });
    for (const _ of [1, 2]) {
      lesson.type('7');
      await lesson.check();
      await lesson.next();
    }
    const attempts = (await kept()).filter(({ kind }) => kind === 'attempt');
    expect(attempts.map(({ cols }) => cols?.[8])).toEqual([text('chosen'), undefined]);
  });

  it('puts a chosen skill on screen at once, but not over an answer that is looked at', async () => {
    await lesson.sit({ card, assurance: assurance.checked });
    const wished: number[] = [];
    app.tablet!.chooser!.wish = (skill) => wished.push(skill);
    const before = lesson.onScreen.value?.turn;
    lesson.type('1');
    await lesson.choose(3);
    expect([lesson.onScreen.value?.turn === before, lesson.typed.value]).toEqual([false, '']);
    lesson.type('7');
    await lesson.check();
    const looked = lesson.onScreen.value?.turn;
    await lesson.choose(2);
    expect([lesson.onScreen.value?.turn, wished]).toEqual([looked, [3, 2]]);
  });

  it('goes on to the next item and counts what was done', async () => {
    await lesson.sit({ card, assurance: assurance.away });
    for (const answer of ['7', '12']) {
      for (const digit of answer) lesson.type(digit);
      await lesson.check();
      await lesson.next();
    }
    expect(lesson.sitting.value.map(({ correct }) => correct)).toEqual([true, true]);
    expect(lesson.typed.value).toBe('');
  });

  it('reads 07 as 7, takes back digits, and ignores taps after the check', async () => {
    await lesson.sit({ card, assurance: assurance.checked });
    for (const digit of '079') lesson.type(digit);
    lesson.erase();
    await lesson.check();
    lesson.type('5');
    lesson.erase();
    lesson.askHint();
    expect([lesson.typed.value, lesson.hints.value, lesson.feedback.value?.correct]).toEqual(['07', 0, true]);
    await lesson.check();
    expect((await kept()).length).toBe(2);
  });

  it('does nothing on an empty answer and gives no more hints than there are', async () => {
    await lesson.sit({ card, assurance: assurance.checked });
    await lesson.check();
    lesson.askHint();
    lesson.askHint();
    expect([lesson.feedback.value, lesson.hints.value]).toEqual([null, 1]);
  });

  it('says when the tablet cannot keep an answer, and keeps it on screen', async () => {
    await lesson.sit({ card, assurance: assurance.checked });
    lesson.type('7');
    app.tablet!.db.close();
    await lesson.check();
    expect([lesson.trouble.value, lesson.feedback.value, lesson.typed.value]).toEqual(['unkept', null, '7']);
  });
});

describe('other ways to answer', () => {
  const made = (format: string, more: object) => ({
    ...item,
    format,
    instances: [{ v: {}, wrong: {}, ...more }],
  });
  const serve = (...items: object[]): void => {
    const served = filesOf(...items);
    hub.answers['/parts/'] = ({ path }) => ({ body: served[path] });
    const ready = items.map((_, place) => choose(place, 0));
    hub.answers['/plan'] = () => ({ body: { ...plan, ready } });
  };

  it('keeps the text of an option and the wrong procedure it comes from', async () => {
    serve(made('choice', { answer: '7', options: ['7', '1/4'], wrong: { '1/4': 'part' } }));
    await lesson.sit({ card, assurance: assurance.checked });
    lesson.type('7');
    expect(lesson.typed.value).toBe('');
    lesson.tap('7');
    lesson.tap('1/4');
    await lesson.check();
    expect(lesson.feedback.value).toMatchObject({ correct: false, misconception: 'part' });
    expect((await kept())[1]).toMatchObject({ attempt: { response: '1/4', correct: false } });
  });

  it('takes one answer, however many options are tapped until one is right', async () => {
    serve(made('choice', { answer: '7', options: ['7', '1/4', '12'] }));
    await lesson.sit({ card, assurance: assurance.checked });
    for (const option of ['12', '1/4', '7']) {
      lesson.tap(option);
      await lesson.check();
    }
    expect(lesson.feedback.value?.correct).toBe(false);
    expect((await kept()).filter((op) => 'attempt' in op)).toMatchObject([
      { attempt: { response: '12', correct: false } },
    ]);
  });

  it('takes numbers in a row, back out of it, and checks only the whole', async () => {
    serve(made('order', { answer: '7,12,19', tiles: ['12', '7', '19'] }));
    await lesson.sit({ card, assurance: assurance.checked });
    for (const tile of ['7', '19']) lesson.tap(tile);
    await lesson.check();
    expect(lesson.feedback.value).toBeNull();
    lesson.erase();
    for (const tile of ['12', '19']) lesson.tap(tile);
    await lesson.check();
    expect((await kept())[1]).toMatchObject({ attempt: { response: '7,12,19', correct: true } });
  });

  it('passes over what this app cannot show', async () => {
    serve(
      made('essay', { answer: 'x' }),
      made('choice', { answer: '7' }),
      made('choice', { answer: '7', options: ['7', '8'] }),
    );
    await lesson.sit({ card, assurance: assurance.checked });
    expect(lesson.onScreen.value?.choice.item).toBe(2);
  });

  it('says that there is nothing to do when it can show nothing', async () => {
    serve(made('essay', { answer: 'x' }));
    await lesson.sit({ card, assurance: assurance.checked });
    expect([lesson.onScreen.value, lesson.trouble.value]).toEqual([null, 'none']);
  });
});

describe('a half-done item', () => {
  it('waits for its learner through a reload with the hub away', async () => {
    await lesson.sit({ card, assurance: assurance.checked });
    lesson.type('7');
    await lesson.check();
    await lesson.next();
    lesson.type('1');
    lesson.askHint();
    lesson.askAnother();
    await lesson.leave();
    expect(lesson.learner.value).toBeNull();
    hub.away = true;
    await load();
    await lesson.sit({ card, assurance: assurance.away });
    expect(lesson.onScreen.value?.choice.instance).toBe(1);
    expect([lesson.typed.value, lesson.hints.value, lesson.another.value]).toEqual(['1', 1, true]);
  });

  it('is gone once it is answered', async () => {
    await lesson.sit({ card, assurance: assurance.checked });
    lesson.type('7');
    await lesson.check();
    await lesson.leave();
    expect(await app.tablet!.db.get('half', 'a')).toBeUndefined();
  });
});

describe('with the hub away', () => {
  it('goes on from the plan of last time, or improvises for a child without one', async () => {
    await lesson.sit({ card, assurance: assurance.checked });
    await app.tablet!.library.filled();
    await lesson.leave();
    hub.away = true;
    app.near.value = false;
    await lesson.sit({ card, assurance: assurance.away });
    expect(app.tablet!.chooser?.state.plan).toBe(3);
    await lesson.sit({ card: { ...card, id: 'b' }, assurance: assurance.away });
    expect(lesson.onScreen.value?.choice.kind).toBe('practice');
    expect(app.tablet!.chooser?.state.plan).toBe(0);
  });

  it('says so when there is nothing to do at all', async () => {
    hub.answers['/parts/'] = () => ({ status: 404 });
    await lesson.sit({ card, assurance: assurance.checked });
    expect([lesson.trouble.value, lesson.onScreen.value]).toEqual(['none', null]);
  });
});

describe('pictures', () => {
  it.each([
    ['the hub’s yes', { body: { ok: true, assurance: 2 } }, { kind: 'in', assurance: 2 }],
    ['a no', { body: { ok: false, wait: 0, mercy: false, left: 9 } }, { kind: 'again' }],
    ['a wait', { body: { ok: false, wait: 10, mercy: false, left: 8 } }, { kind: 'wait', seconds: 10 }],
    ['mercy', { body: { ok: false, wait: 10, mercy: true, left: 7 } }, { kind: 'mercy', seconds: 10 }],
    [
      'mercy with no try left',
      { body: { ok: false, wait: 0, mercy: true, left: 0 } },
      { kind: 'mercy', seconds: Infinity },
    ],
    ['too many calls', { status: 429, headers: { 'Retry-After': '4' } }, { kind: 'wait', seconds: 4 }],
    ['no hub', 'away', { kind: 'in', assurance: 1 }],
    ['a portal’s page', { body: { welcome: true } }, { kind: 'in', assurance: 1 }],
    ['a hub in trouble', { status: 503, body: {} }, { kind: 'in', assurance: 1 }],
  ] as const)('after %s', async (_name, answer, outcome) => {
    const { tryPictures, askLetIn } = await import('./sign-in');
    hub.answers['/sign-in'] = () => answer as never;
    expect(await tryPictures('a', [3, 7])).toEqual(outcome);
    expect(await askLetIn('a')).toBe(outcome.kind === 'in' && outcome.assurance === 2 ? 2 : null);
  });
});
