import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { fromBase64url } from '../sync/op';
import { unsent } from '../sync/outbox';
import { FakeHub } from '../testing/fake-hub';
import { loadLesson } from '../testing/lesson';
import { stubPage } from '../testing/page';
import { effort, workedOn } from './end/effort';
import { exerciseOf } from './exercise/fixture';
import type { Skill } from './pack';

const id = '0190aaaa-bbbb-7ccc-8ddd-eeeeffff0001';
const catalogue = 'ab'.repeat(32);
const pack = 'ef'.repeat(32);
const part = 'cd'.repeat(32);
const card = { id, name: 'Amina', animal: 'owl', wave: 1, grade: 2, language: 'en' };
const { generator, skill, item, instance } = exerciseOf({ kind: 'row' }, { a: 3, b: 4, s: 7 });
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
  hub.answers['/plan'] = () => ({
    body: { learner: id, number: 3, catalogue, pack, snapshot: 0, blob: '', ready },
  });
  hub.answers['/parts/'] = ({ path }) => ({ body: files[path] });
  vi.resetModules();
  stubPage();
  (globalThis.location as { hash: string }).hash = '#t=token';
  [app, lesson] = await Promise.all([import('./tablet'), loadLesson()]);
  await app.boot();
  // A busy machine may take longer to load the page than a child who leaves is held up for.
  await (await import('./end/late')).fetchEnd();
  await lesson.sit({ card, assurance: 2 });
});
afterEach(async () => {
  vi.useRealTimers();
  await app.tablet?.sender.stop();
});

const kept = () => unsent(app.tablet!.db, app.tablet!.stream.epoch, 99);
const reflections = async () => (await kept()).filter(({ kind }) => kind === 13);

async function answer(given = '7'): Promise<void> {
  lesson.type(given);
  await lesson.check();
}

describe('the end of a sitting', () => {
  it('is skipped where nothing was answered', async () => {
    await lesson.comeToAnEnd();
    expect([lesson.ended.value, lesson.learner.value]).toEqual([null, null]);
  });

  it('asks how it was, and keeps what was said under the session', async () => {
    await answer();
    await lesson.comeToAnEnd();
    expect(lesson.ended.value).toBe('left');
    lesson.feeling.value = 'well';
    lesson.helped.value = 'hint';
    await lesson.leave();
    const [op] = await reflections();
    expect(op).toMatchObject({ kind: 13, cols: { 12: 'AQ' } });
    const body = Buffer.from(fromBase64url((op as unknown as { body: string }).body)).toString('hex');
    expect(body).toBe(`01${id.replaceAll('-', '')}0302`);
    expect([lesson.ended.value, lesson.learner.value]).toEqual([null, null]);
  });

  it('says nothing for a child who skips, nor for the next one', async () => {
    await answer();
    await lesson.comeToAnEnd();
    await lesson.leave();
    expect(await reflections()).toEqual([]);
    await lesson.sit({ card, assurance: 2 });
    await answer();
    lesson.feeling.value = 'hard';
    await lesson.leave();
    await lesson.sit({ card, assurance: 2 });
    expect(lesson.feeling.value).toBeNull();
    await lesson.leave();
    expect((await reflections()).length).toBe(1);
  });

  it('keeps each word once, and another word again', async () => {
    await answer();
    lesson.feeling.value = 'hard';
    await lesson.keepReflection();
    await lesson.keepReflection();
    expect((await reflections()).length).toBe(1);
    lesson.feeling.value = 'allRight';
    await lesson.leave();
    expect((await reflections()).length).toBe(2);
  });

  it('holds nobody up when the tablet cannot keep a word', async () => {
    await answer();
    await lesson.comeToAnEnd();
    lesson.feeling.value = 'well';
    app.tablet!.db.close();
    await lesson.leave();
    expect(lesson.learner.value).toBeNull();
  });

  it('lets her go back to the item as she left it', async () => {
    await answer();
    await lesson.next();
    lesson.type('1');
    await lesson.comeToAnEnd();
    await lesson.goOn();
    expect([lesson.ended.value, lesson.typed.value]).toEqual([null, '1']);
    expect(lesson.onScreen.value).not.toBeNull();
  });

  it('proposes a break after a long sitting, between two items', async () => {
    await answer();
    await lesson.next();
    expect(lesson.ended.value).toBeNull();
    const later = performance.now() + lesson.breakAfter + 1;
    const clock = vi.spyOn(performance, 'now').mockReturnValue(later);
    await answer();
    await lesson.next();
    expect(lesson.ended.value).toBe('break');
    await lesson.goOn();
    expect([lesson.ended.value, lesson.feedback.value]).toEqual([null, null]);
    clock.mockRestore();
  });

  it('comes when nothing is left to do', async () => {
    await answer();
    app.tablet!.chooser!.next = () => Promise.resolve(null);
    await lesson.next();
    expect([lesson.ended.value, lesson.trouble.value]).toEqual(['none', 'none']);
  });
});

describe('the word about the work', () => {
  const of = (id: string): Skill => ({ ...skill, id });
  const done = (...outcomes: [string, boolean][]) =>
    outcomes.map(([id, correct]) => ({ skill: of(id), correct }));

  it.each([
    ['wentOn', done(['a', false], ['b', true], ['a', true])],
    ['worked', done(['a', true], ['b', true])],
    ['some', done(['a', true], ['a', false], ['b', true])],
    ['notYet', done(['a', false], ['b', false])],
  ] as const)('is %s', (word, sitting) => {
    expect(effort(sitting)).toBe(word);
  });

  it('names each skill once, the latest first', () => {
    const sitting = done(['a', true], ['b', true], ['a', false], ['c', true]);
    expect(workedOn(sitting, 2).map(({ id }) => id)).toEqual(['c', 'a']);
  });
});
