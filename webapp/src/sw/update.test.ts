import { beforeEach, describe, expect, it, vi } from 'vitest';

class FakeWorker extends EventTarget {
  state = 'installing';
  told: unknown[] = [];
  postMessage = (message: unknown) => this.told.push(message);
  become(state: string) {
    this.state = state;
    this.dispatchEvent(new Event('statechange'));
  }
}
class FakeRegistration extends EventTarget {
  installing: FakeWorker | null = null;
  waiting: FakeWorker | null = null;
  active = new FakeWorker();
  asked = 0;
  update = () => Promise.resolve(void this.asked++);
}
class FakeContainer extends EventTarget {
  controller: object | null = {};
  registration = new FakeRegistration();
  ready = Promise.resolve(this.registration);
  register = (_path: string): Promise<FakeRegistration> => Promise.resolve(this.registration);
}

let container: FakeContainer;
let reloads: number;
let app: typeof import('./update');

beforeEach(async () => {
  vi.resetModules();
  vi.unstubAllGlobals();
  vi.stubEnv('PROD', true);
  container = new FakeContainer();
  reloads = 0;
  vi.stubGlobal('navigator', { serviceWorker: container });
  vi.stubGlobal('location', { origin: 'http://hub.test', reload: () => reloads++ });
  vi.stubGlobal('setInterval', () => 0);
  app = await import('./update');
});

describe('a newer version', () => {
  it('is offered once it is installed, and changes nothing by itself', async () => {
    await app.installWorker();
    const worker = (container.registration.installing = new FakeWorker());
    container.registration.dispatchEvent(new Event('updatefound'));
    expect(app.updateReady.value).toBe(false);
    worker.become('installed');
    expect(app.updateReady.value).toBe(true);
    expect([worker.told, reloads]).toEqual([[], 0]);
  });

  it('is offered when it was installed while the page was closed', async () => {
    container.registration.waiting = new FakeWorker();
    container.registration.waiting.state = 'installed';
    await app.installWorker();
    expect(app.updateReady.value).toBe(true);
  });

  it('is not offered on a tablet’s first visit', async () => {
    container.controller = null;
    const worker = (container.registration.installing = new FakeWorker());
    await app.installWorker();
    worker.become('installed');
    expect(app.updateReady.value).toBe(false);
  });

  it('takes over only after the outbox was flushed, and then once', async () => {
    const worker = (container.registration.waiting = new FakeWorker());
    worker.state = 'installed';
    await app.installWorker();
    let flushed: (empty: boolean) => void = () => undefined;
    const applying = app.applyUpdate(() => new Promise((resolve) => (flushed = resolve)));
    expect(worker.told).toEqual([]);
    flushed(false);
    await applying;
    expect([worker.told, reloads]).toEqual([['take over'], 0]);
    container.dispatchEvent(new Event('controllerchange'));
    container.dispatchEvent(new Event('controllerchange'));
    expect(reloads).toBe(1);
  });
});

describe('without a service worker', () => {
  it('over plain http nothing is asked for', async () => {
    vi.stubGlobal('navigator', {});
    await app.installWorker();
    await app.keep(['/assets/a.js']);
    expect(app.updateReady.value).toBe(false);
  });

  it('a refused registration leaves the app as it is', async () => {
    container.register = () => Promise.reject(new Error('An SSL certificate error occurred'));
    await expect(app.installWorker()).resolves.toBeUndefined();
  });
});

it('hands late files to the worker that is in charge', async () => {
  await app.keep(['/assets/tutor.wasm']);
  expect(container.registration.active.told).toEqual([{ keep: ['/assets/tutor.wasm'] }]);
});
