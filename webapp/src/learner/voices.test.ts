import 'fake-indexeddb/auto';
import { beforeEach, expect, it } from 'vitest';
import { type Database, openDatabase } from '../sync/database';
import { Voices } from './voices';

const name = (letter: string): string => letter.repeat(64);
const sound = (clips: Record<string, string>) => ({ format: 0, language: 'ur', voice: 'a person', clips });

let db: Database;
let asked: string[];
let hub: Map<string, unknown>;
let voices: Voices;
let opened = 0;

beforeEach(async () => {
  db = await openDatabase(`voices ${opened++}`);
  asked = [];
  hub = new Map();
  voices = new Voices(db, (path) => {
    asked.push(path);
    return hub.has(path) ? Promise.resolve(hub.get(path)) : Promise.reject(new Error('the hub is away'));
  });
});

const list = (...clips: [text: string, letter: string, language?: string][]) => ({
  clips: clips.map(([text, letter, language = 'ur']) => ({ language, text, name: name(letter) })),
});

it('fetches what is new, once, in the languages of the class', async () => {
  hub.set('/voice', list(['ایک', 'a'], ['دو', 'b'], ['one', 'c', 'en']));
  hub.set(`/voice/${name('a')}`, sound({ ایک: 'AA' }));
  hub.set(`/voice/${name('b')}`, sound({ دو: 'BB' }));
  await voices.refresh(['ur'], 0);
  expect(asked).toEqual(['/voice', `/voice/${name('a')}`, `/voice/${name('b')}`]);
  expect(await voices.of('ur', ['ایک', 'تین'])).toEqual({ ایک: 'AA' });
  expect(await voices.of('en', ['one'])).toEqual({});
  await voices.refresh(['ur'], 1000);
  expect(asked).toHaveLength(3);
  hub.set('/voice', list(['ایک', 'd'], ['دو', 'b']));
  hub.set(`/voice/${name('d')}`, sound({ ایک: 'again' }));
  await voices.refresh(['ur'], 700_000);
  expect(asked.slice(3)).toEqual(['/voice', `/voice/${name('d')}`]);
  expect(await voices.of('ur', ['ایک', 'دو'])).toEqual({ ایک: 'again', دو: 'BB' });
});

it('asks again at the next chance when the hub goes away half way', async () => {
  hub.set('/voice', list(['ایک', 'a']));
  await voices.refresh(['ur'], 0);
  expect(await voices.of('ur', ['ایک'])).toEqual({});
  hub.set(`/voice/${name('a')}`, sound({ ایک: 'AA' }));
  await voices.refresh(['ur'], 1);
  expect(await voices.of('ur', ['ایک'])).toEqual({ ایک: 'AA' });
});

it.each([[null], [{}], [{ clips: 'x' }], [{ clips: [{ language: 'ur', text: 'x', name: '../x' }] }]])(
  'takes nothing of %j',
  async (body) => {
    hub.set('/voice', body);
    await voices.refresh(['ur'], 0);
    expect(await voices.of('ur', ['x'])).toEqual({});
    expect(asked).toEqual(['/voice']);
  },
);
