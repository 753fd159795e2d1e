import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FakeHub } from '../testing/fake-hub';
import { stubPage } from '../testing/page';

const device = { writer: { hub: 'h', device: 7 }, number: 7, secret: 'secret', hub: 'h' };
const roster = {
  classroom: { id: 'c' },
  learners: [{ id: 'a', name: 'Amina' }],
  catalogue: 'cat',
  snapshot: 0,
  demo: true,
};

let hub: FakeHub;
let app: typeof import('./tablet');

/** Loads the app anew, as a reload of the page does; the database stays. */
async function load(hash = ''): Promise<void> {
  await app?.tablet?.sender.stop();
  vi.resetModules();
  stubPage();
  (globalThis.location as { hash: string }).hash = hash;
  app = await import('./tablet');
  await app.boot();
}

beforeEach(() => {
  globalThis.indexedDB = new IDBFactory();
  vi.stubGlobal('BroadcastChannel', undefined);
  delete (globalThis as { BroadcastChannel?: unknown }).BroadcastChannel;
  hub = new FakeHub().install();
  hub.answers['/devices'] = () => ({ body: device });
  hub.answers['/class'] = () => ({ body: roster });
  hub.answers['/ops'] = hub.takeOps;
});
afterEach(async () => {
  await app.tablet?.sender.stop();
  vi.unstubAllGlobals();
});

describe('a tablet', () => {
  it('waits for a code when it is new', async () => {
    await load();
    expect(app.enrolment.value).toBe('new');
    expect(hub.calls).toEqual([]);
  });

  it('joins with the code, once, and takes it out of the address', async () => {
    await load('#t=token');
    expect(app.enrolment.value).toBe('joined');
    expect(app.tabletNumber.value).toBe(7);
    expect(app.classList.value?.learners[0]?.name).toBe('Amina');
    expect(location.hash).toBe('');
    expect(hub.calls[0]).toMatchObject({ path: '/devices', body: { token: 'token' } });
    hub.calls = [];
    await load('#t=token');
    expect(hub.calls.map(({ path }) => path)).not.toContain('/devices');
  });

  it('shows the class of last time when the hub is away', async () => {
    await load('#t=token');
    hub.away = true;
    await load();
    expect(app.enrolment.value).toBe('joined');
    expect(app.near.value).toBe(false);
    expect(app.classList.value?.learners.length).toBe(1);
  });

  it.each([
    ['a refused code', () => ({ status: 403, body: { error: { code: 'forbidden' } } }), 'failed'],
    ['a portal page', () => ({ status: 200, body: { welcome: true } }), 'failed'],
    ['no hub', () => 'away' as const, 'away'],
  ])('says so after %s, and keeps the code for the next try', async (_name, answer, state) => {
    hub.answers['/devices'] = answer;
    await load('#t=token');
    expect(app.enrolment.value).toBe(state);
    expect(location.hash).toBe('#t=token');
    expect(app.tablet).toBeNull();
  });

  it('asks for the code again when the hub does not know it, with its cards still there', async () => {
    await load('#t=token');
    hub.answers['/class'] = () => ({ status: 401, body: { error: { code: 'unauthorized' } } });
    await load();
    expect(app.enrolment.value).toBe('revoked');
    expect(app.classList.value).not.toBeNull();
  });

  it('comes back under its old number to a hub that lost its memory, and keeps its stream', async () => {
    await load('#t=token');
    const { epoch } = app.tablet!.stream;
    let lost = true;
    hub.answers['/class'] = () => (lost ? { status: 401, body: {} } : { body: roster });
    hub.answers['/devices'] = () => ((lost = false), { body: device });
    await load('#t=token');
    expect(hub.calls.find(({ path, body }) => path === '/devices' && body['again'])?.body['again']).toEqual({ number: 7, secret: 'secret' }); // prettier-ignore
    expect(app.tablet!.stream.epoch).toBe(epoch);
    expect(app.enrolment.value).toBe('joined');
  });

  it('opens a new stream when its number is another tablet’s now', async () => {
    await load('#t=token');
    const { epoch } = app.tablet!.stream;
    let lost = true;
    hub.answers['/class'] = () => (lost ? { status: 401, body: {} } : { body: roster });
    hub.answers['/devices'] = ({ body }) => {
      if (body['again']) return { status: 409, body: { error: { code: 'conflict' } } };
      lost = false;
      return { body: { ...device, writer: { hub: 'h', device: 9 }, number: 9, secret: 'other' } };
    };
    await load('#t=token');
    expect(app.tablet!.stream).toMatchObject({ device: 9, next: 1 });
    expect(app.tablet!.stream.epoch).not.toBe(epoch);
  });
});
