import { beforeEach, describe, expect, it, vi } from 'vitest';

class FakeCache {
  kept = new Map<string, Response>();
  match = (request: Request | string) => Promise.resolve(this.kept.get(pathOf(request))?.clone());
  put = (request: Request | string, response: Response) =>
    Promise.resolve(void this.kept.set(pathOf(request), response));
  add = async (request: Request | string) => this.put(request, await fetch(request as string));
  addAll = async (requests: Request[]) => void (await Promise.all(requests.map(this.add)));
  keys = () => Promise.resolve([...this.kept.keys()].map((path) => ({ url: path })));
  delete = (request: { url: string }) => Promise.resolve(this.kept.delete(request.url));
}

function pathOf(request: Request | string): string {
  return typeof request === 'string' ? request : new URL(request.url, 'http://hub.test').pathname;
}

const stores = new Map<string, FakeCache>();
const listeners: Record<string, (event: Record<string, unknown>) => void> = {};
let network: (path: string) => Response;
let skipped = 0;

async function fire(name: string, event: Record<string, unknown> = {}): Promise<Response | undefined> {
  let work: Promise<unknown> | undefined;
  const take = (promise: Promise<unknown>): void => void (work = promise);
  listeners[name]!({ ...event, waitUntil: take, respondWith: take });
  return (await work) as Response | undefined;
}

const get = (path: string, more: object = {}) =>
  fire('fetch', { request: { method: 'GET', mode: 'cors', url: `http://hub.test${path}`, ...more } });
const navigate = (path: string) => get(path, { mode: 'navigate' });

beforeEach(async () => {
  stores.clear();
  skipped = 0;
  network = (path) => new Response(`network ${path}`);
  vi.resetModules();
  vi.stubGlobal('__SHELL__', ['/index.html', '/teacher.html', '/assets/main-1.js']);
  vi.stubGlobal('__VERSION__', 'v2');
  vi.stubGlobal('Request', class { constructor(readonly url: string) {} }); // prettier-ignore
  vi.stubGlobal('fetch', (request: Request | string) => Promise.resolve(network(pathOf(request))));
  vi.stubGlobal('caches', {
    open: (name: string) => {
      if (!stores.has(name)) stores.set(name, new FakeCache());
      return Promise.resolve(stores.get(name));
    },
    keys: () => Promise.resolve([...stores.keys()]),
    delete: (name: string) => Promise.resolve(stores.delete(name)),
    match: async (request: Request) => {
      for (const store of stores.values()) if (await store.match(request)) return store.match(request);
      return undefined;
    },
  });
  vi.stubGlobal('self', {
    location: { origin: 'http://hub.test' },
    clients: { claim: () => Promise.resolve() },
    skipWaiting: () => Promise.resolve(void skipped++),
    addEventListener: (name: string, listener: (event: Record<string, unknown>) => void) =>
      (listeners[name] = listener),
  });
  await import('./index');
  await fire('install');
});

describe('the service worker', () => {
  it('opens the app with the hub away', async () => {
    network = () => {
      throw new TypeError('Failed to fetch');
    };
    expect(await (await navigate('/'))?.text()).toBe('network /index.html');
    expect(await (await navigate('/teacher'))?.text()).toBe('network /teacher.html');
    expect(await (await get('/assets/main-1.js'))?.text()).toBe('network /assets/main-1.js');
  });

  it.each(['/api/v1/class', '/api/v1/ops', '/trust/', '/trust/ca.pem', '/healthz', '/metrics'])(
    'leaves %s alone',
    async (path) => {
      expect(await get(path)).toBeUndefined();
      expect(await navigate(path)).toBeUndefined();
    },
  );

  it('leaves posts and other origins alone', async () => {
    expect(await get('/assets/main-1.js', { method: 'POST' })).toBeUndefined();
    expect(
      await fire('fetch', { request: { method: 'GET', mode: 'cors', url: 'http://other.test/assets/x.js' } }),
    ).toBeUndefined();
  });

  it('fetches a named file once, and does not keep an error', async () => {
    await get('/assets/font-1.woff2');
    network = () => new Response('no', { status: 404 });
    expect(await (await get('/assets/font-1.woff2'))?.text()).toBe('network /assets/font-1.woff2');
    expect((await get('/assets/font-2.woff2'))?.status).toBe(404);
    network = () => new Response('later');
    expect(await (await get('/assets/font-2.woff2'))?.text()).toBe('later');
  });

  it('keeps late files it is told of, and nothing outside /assets/', async () => {
    await fire('message', { data: { keep: ['/assets/tutor-1.wasm', '/api/v1/class', '/assets/main-1.js'] } });
    expect([...stores.get('late')!.kept.keys()]).toEqual(['/assets/tutor-1.wasm']);
  });

  it('drops earlier shells, bounds the late files, and takes over only when told', async () => {
    const late = new FakeCache();
    for (let i = 0; i < 70; i++) late.kept.set(`/assets/${i}.js`, new Response(''));
    stores.set('late', late).set('shell-v1', new FakeCache());
    await fire('activate');
    expect([...stores.keys()].sort()).toEqual(['late', 'shell-v2']);
    expect(late.kept.size).toBe(60);
    await fire('message', { data: 'something else' });
    expect(skipped).toBe(0);
    await fire('message', { data: 'take over' });
    expect(skipped).toBe(1);
  });

  it('stays uninstalled when a file of the shell is missing', async () => {
    network = () => {
      throw new TypeError('Failed to fetch');
    };
    await expect(fire('install')).rejects.toThrow();
  });
});
