import { beforeEach, expect, it, vi } from 'vitest';
import { handOver, keepLikes, parseLikes, readWaiting, toggle } from './waiting';

let kept: Record<string, string>;

beforeEach(() => {
  kept = {};
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => kept[key] ?? null,
    setItem: (key: string, value: string) => (kept[key] = value),
  });
});

it('keeps the newest choice of each child until the hub has it', async () => {
  keepLikes('a', ['kite']);
  keepLikes('b', ['boat']);
  keepLikes('a', ['drum', 'star']);
  const heard: string[] = [];
  await handOver((learner, pictures) => {
    heard.push(`${learner}: ${pictures.join(' ')}`);
    return Promise.resolve(heard.length === 2 ? 0 : 200);
  });
  expect(heard).toEqual(['b: boat', 'a: drum star']);
  expect(readWaiting()).toEqual([['a', ['drum', 'star']]]);
});

it('sends nothing twice, drops what is refused, and keeps a choice made meanwhile', async () => {
  keepLikes('a', ['kite']);
  await handOver(() => {
    keepLikes('a', []);
    return Promise.resolve(200);
  });
  expect(readWaiting()).toEqual([['a', []]]);
  await handOver(() => Promise.resolve(404));
  expect(readWaiting()).toEqual([]);
  await handOver(() => Promise.reject(new Error('asked for nothing')));
});

it.each([429, 503, 401, 0])('waits after %i', async (status) => {
  keepLikes('a', ['kite']);
  await handOver(() => Promise.resolve(status));
  expect(readWaiting()).toEqual([['a', ['kite']]]);
});

it('takes at most six, and each once', () => {
  const six = ['ball', 'kite', 'drum', 'boat', 'fish', 'bird'];
  expect(six.reduce<string[]>((all, name) => toggle(all, name), [])).toEqual(six);
  expect(toggle(six, 'cat')).toEqual(six);
  expect(toggle(six, 'kite')).toEqual(['ball', 'drum', 'boat', 'fish', 'bird']);
});

it.each(['', '{}', '[1]', '[["a"]]', '[["a",[1]]]', '[[1,["kite"]]]'])(
  'leaves out what is kept as %s',
  (text) => {
    kept['likes'] = text;
    expect(readWaiting()).toEqual([]);
  },
);

it('remembers at most eighty children', () => {
  for (let i = 0; i < 90; i++) keepLikes(`child ${i}`, ['kite']);
  expect(readWaiting().length).toBe(80);
  expect(readWaiting()[0]?.[0]).toBe('child 10');
});

it('reads names from an answer', () => {
  expect(parseLikes({ interests: ['kite'] })).toEqual(['kite']);
  expect(parseLikes({ interests: 'kite' })).toEqual([]);
  expect(parseLikes(null)).toEqual([]);
});
