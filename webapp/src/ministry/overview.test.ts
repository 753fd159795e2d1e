import { beforeEach, describe, expect, it, vi } from 'vitest';

const body = {
  asOf: 5,
  demo: false,
  schools: [],
  totals: { attempts: 1, learners: null, schools: 0 },
  weeks: [],
  skills: [],
};
let app: typeof import('./overview');
let answer: () => Response;

beforeEach(async () => {
  vi.resetModules();
  globalThis.fetch = () => Promise.resolve(answer());
  app = await import('./overview');
});

const json =
  (value: unknown, status = 200) =>
  () =>
    new Response(JSON.stringify(value), { status });

describe('the overview', () => {
  it('is shown when its shape is right', async () => {
    answer = json(body);
    await app.refresh();
    expect([app.standing.value, app.overview.value]).toEqual(['shown', body]);
  });

  it.each([
    ['a sign-in is wanted', json({ error: {} }, 401), 'signed-out'],
    ['another page answers', () => new Response('<html>'), 'away'],
    ['half of it is missing', json({ asOf: 5, schools: [] }), 'away'],
    ['the cloud is in trouble', json({}, 503), 'away'],
  ] as const)('is not shown when %s', async (_name, given, standing) => {
    answer = given;
    await app.refresh();
    expect([app.standing.value, app.overview.value]).toEqual([standing, null]);
  });

  it('stays on screen when the cloud goes away later', async () => {
    answer = json(body);
    await app.refresh();
    globalThis.fetch = () => Promise.reject(new TypeError('Failed to fetch'));
    await app.refresh();
    expect(app.standing.value).toBe('shown');
  });

  it('is fetched after a sign-in that worked, and not after one that did not', async () => {
    const asked: string[] = [];
    globalThis.fetch = (url) => {
      asked.push(String(url));
      return Promise.resolve(json(body, asked.length === 1 ? 401 : 200)());
    };
    expect(await app.signIn('a', 'b')).toBe(401);
    expect(asked).toEqual(['/v1/ministry/sign-in']);
    expect(await app.signIn('a', 'b')).toBe(200);
    expect(asked.slice(1)).toEqual(['/v1/ministry/sign-in', '/v1/ministry/overview']);
    expect(app.standing.value).toBe('shown');
  });
});
