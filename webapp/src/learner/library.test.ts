import 'fake-indexeddb/auto';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '../sync/database';
import { openDatabase } from '../sync/database';
import type { Choice, Plan } from '../sync/plan';
import { exerciseOf } from './exercise/fixture';
import { Library, nearFirst } from './library';
import type { Contents, Part } from './pack';

const catalogue = 'ab'.repeat(32);
const name = (digit: string): string => digit.repeat(64);
const { generator, skill, item } = exerciseOf({ kind: 'row' }, {});

/** A part with one item whose only answer says which part it is. */
const partOf = (answer: string): Part => ({
  format: 0,
  skill: { ...skill, id: answer },
  generators: [generator],
  items: [{ ...item, instances: [{ v: {}, answer, wrong: {} }] }],
});
/** A pack of one skill a part; item numbers run against the order of parts. */
const contentsOf = (...parts: string[]): Contents => ({
  format: 0,
  pack: 'p',
  version: 1,
  catalogue,
  languages: [],
  misconceptions: [],
  skills: parts.map((id) => ({ ...skill, id })),
  parts: parts.map((digit, place) => ({ name: name(digit), skill: place, items: [parts.length - place] })),
});

const choice = (item: number, part?: string): Choice => ({ item, instance: 0, kind: 'practice', p: 0, reasons: [], ...(part && { part: name(part), at: 0 }) }); // prettier-ignore

let db: Database;
let files: Map<string, unknown>;
let asked: string[];
let away: boolean;
let pauses: number;
let library: Library;
let count = 0;

/** The same tablet after a reload. */
function open(): Library {
  const get = async (file: string): Promise<unknown> => {
    asked.push(file[0]!);
    if (away) throw new TypeError('Failed to fetch');
    return Promise.resolve(files.get(file) ?? null);
  };
  const pause = (): Promise<void> => {
    // The hub comes back after two waits.
    if (++pauses % 2 === 0) away = false;
    return Promise.resolve();
  };
  return new Library(db, get, pause);
}

beforeEach(async () => {
  db = await openDatabase(`library-${count++}`);
  const parts = ['1', '2', '3'].map((digit): [string, unknown] => [name(digit), partOf(digit)]);
  files = new Map([...parts, [name('c'), contentsOf('1', '2', '3')]]);
  [asked, away, pauses] = [[], false, 0];
  library = open();
});

const answer = async (asking: Choice): Promise<string | null> =>
  (await library.exercise(catalogue, asking))?.instance.answer ?? null;
const fill = async (first: string[] = [], pack = 'c'): Promise<void> => {
  library.want({ catalogue, pack: name(pack), first: first.map(name) });
  await library.filled();
};

describe('a tablet with nothing', () => {
  it('shows the first item with one file', async () => {
    expect(await answer(choice(1, '3'))).toBe('3');
    expect(asked).toEqual(['3']);
    expect(await library.missing(catalogue)).toBeNull();
  });

  it('fetches the contents page, what the plan needs, then the rest, each once', async () => {
    await answer(choice(1, '3'));
    let news = 0;
    library.onNews = () => void news++;
    await fill(['3', '2']);
    expect(asked).toEqual(['3', 'c', '2', '1']);
    expect(news).toBe(3);
    await fill(['2']);
    expect(asked.length).toBe(4);
    expect([...(await library.missing(catalogue))!]).toEqual([0, 0, 0]);
    expect(library.skills(catalogue).map(({ id }) => id)).toEqual(['1', '2', '3']);
  });

  it('shows nothing while the hub is away, and does not ask for what has no name', async () => {
    away = true;
    expect(await answer(choice(1, '3'))).toBeNull();
    expect(await answer(choice(1))).toBeNull();
    library.want({ catalogue, pack: '', first: [] });
    await library.filled();
    expect(asked).toEqual(['3']);
  });
});

describe('the rest of the pack', () => {
  it('comes although the hub goes away, and goes on after a reload', async () => {
    away = true;
    await fill();
    expect([pauses, [...(await library.missing(catalogue))!]]).toEqual([2, [0, 0, 0]]);
    away = true;
    library = open();
    expect(await answer(choice(2))).toBe('2');
    expect((await library.here(catalogue)).map(({ items }) => items)).toEqual([[3], [2], [1]]);
  });

  it('tells which skills cannot be shown yet', async () => {
    files.delete(name('2'));
    await fill();
    expect([...(await library.missing(catalogue))!]).toEqual([0, 1, 0]);
    expect(await answer(choice(2))).toBeNull();
    expect((await library.here(catalogue)).map(({ name }) => name[0])).toEqual(['1', '3']);
  });

  it.each([
    ['a portal’s page', '<html>'],
    ['another catalogue', { ...contentsOf('1'), catalogue: 'other' }],
    [
      'too many parts',
      { ...contentsOf(), parts: Array.from({ length: 1025 }, () => contentsOf('1').parts[0]) },
    ],
    ['a name that is no hash', { ...contentsOf(), parts: [{ name: '../ops', skill: 0, items: [0] }] }],
  ])('is not taken from %s', async (_name, page) => {
    files.set(name('c'), page);
    await fill();
    expect(await library.contents(catalogue)).toBeNull();
  });

  it('is asked for part by part of what changed, and drops what nobody speaks of', async () => {
    await fill();
    files.set(name('d'), contentsOf('1', '4', '3')).set(name('4'), partOf('4'));
    asked = [];
    await fill([], 'd');
    expect(asked).toEqual(['d', '4']);
    expect((await db.getAllKeys('parts')).map((key) => key[0])).toEqual(['1', '3', '4']);
    expect(await answer(choice(2))).toBe('4');
  });

  it('keeps a pack that a plan still speaks of', async () => {
    await fill();
    await db.put('plans', { learner: 'l', catalogue } as Plan);
    const later = { ...contentsOf('4'), catalogue: 'cd'.repeat(32) };
    files.set(name('d'), later).set(name('4'), partOf('4'));
    library.want({ catalogue: later.catalogue, pack: name('d'), first: [] });
    await library.filled();
    expect((await db.getAllKeys('parts')).map((key) => key[0])).toEqual(['1', '2', '3', '4']);
    await db.delete('plans', 'l');
    library.want({ catalogue: later.catalogue, pack: name('d'), first: [] });
    await library.filled();
    expect((await db.getAllKeys('parts')).map((key) => key[0])).toEqual(['4']);
    expect(await db.getAllKeys('contents')).toEqual([later.catalogue]);
  });
});

it('finds an item by the contents page when the plan’s part is of an earlier version', async () => {
  await fill();
  away = true;
  expect(await answer(choice(3, '9'))).toBe('1');
  expect(asked).not.toContain('9');
});

it('opens a database of version 1 and fetches anew what that kept whole', async () => {
  const old = indexedDB.open('library-old', 1);
  await new Promise((resolve) => {
    old.onupgradeneeded = () => {
      for (const store of ['meta', 'streams', 'outbox', 'archive', 'history', 'half', 'plans', 'packs', 'courses', 'snapshots']) old.result.createObjectStore(store); // prettier-ignore
    };
    old.onsuccess = resolve;
  });
  old.result.close();
  const upgraded = await openDatabase('library-old');
  expect([...upgraded.objectStoreNames]).toEqual(expect.arrayContaining(['contents', 'parts', 'outbox']));
  expect([...upgraded.objectStoreNames]).not.toContain('packs');
});

describe('sound', () => {
  const sound = (clips: Record<string, string>, voice = 'synthetic') => ({ format: 0, language: 'ur', voice, clips }); // prettier-ignore

  it('comes after every part, only of languages that children here speak, and by skill', async () => {
    const contents = {
      ...contentsOf('1', '2'),
      audio: [
        { name: name('a'), language: 'ur', skill: -1 },
        { name: name('b'), language: 'ur', skill: 1 },
        { name: name('c'), language: 'en', skill: -1 },
      ],
    };
    files.set(name('f'), contents);
    files.set(name('a'), sound({ ایک: 'AA' }));
    files.set(name('b'), sound({ کتنے: 'BB' }, 'a teacher'));
    library.languages = () => ['ur'];
    library.want({ catalogue, pack: name('f'), first: [] });
    await library.filled();
    expect(asked).toEqual(['f', '1', '2', 'a', 'b']);
    expect(await library.sound('ur', '2')).toEqual({ clips: { ایک: 'AA', کتنے: 'BB' }, synthetic: true });
    expect(await library.sound('ur', '1')).toEqual({ clips: { ایک: 'AA' }, synthetic: true });
    expect(await library.sound('en', '1')).toBeNull();
    // A file of sound is no part with exercises, whoever says so.
    expect(await library.exercise(catalogue, choice(1, 'a'))).not.toBeUndefined();
    expect([...(await library.missing(catalogue))!]).toEqual([0, 0]);
  });
});

it('fetches a week first: what is asked for, its skills, what builds on them, then the rest', () => {
  const skill = (after: number[]) => ({ id: '', picture: '', title: {}, can: {}, outcome: [], after });
  const part = (name: string, at: number) => ({ name, skill: at, items: [] });
  const contents = {
    skills: [skill([]), skill([0]), skill([1]), skill([2])],
    parts: [part('a', 0), part('b', 1), part('c', 1), part('d', 2), part('e', 3)],
  } as unknown as Parameters<typeof nearFirst>[0];
  expect(nearFirst(contents, ['c', 'gone'])).toEqual(['c', 'b', 'd', 'a', 'e']);
  expect(nearFirst(contents, [])).toEqual(['a', 'b', 'c', 'd', 'e']);
});

it('goes on when another tab keeps a part in the same database meanwhile', async () => {
  const get = (file: string): Promise<unknown> => Promise.resolve(files.get(file) ?? null);
  library = new Library(db, get, () => Promise.reject(new Error('asked for one part without end')));
  let news = 0;
  library.onNews = () => {
    // After the first part: by then the names of what is here have been read.
    if (++news === 2) void db.put('parts', partOf('2'), name('2'));
    if (news > 20) throw new Error('without end');
  };
  await fill();
  expect([...(await library.missing(catalogue))!]).toEqual([0, 0, 0]);
});
