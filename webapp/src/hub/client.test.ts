import { beforeEach, describe, expect, it } from 'vitest';
import { FakeHub } from '../testing/fake-hub';
import { bytes, call, HubError, post } from './client';

let hub: FakeHub;
beforeEach(() => {
  hub = new FakeHub().install();
});

describe('post', () => {
  it('reports status, body and how long to wait, and never throws', async () => {
    hub.answers['/x'] = () => ({
      status: 429,
      body: { error: { code: 'wait' } },
      headers: { 'Retry-After': '12' },
    });
    expect(await post('/x', { body: { a: 1 }, secret: 's' })).toEqual({ status: 429, body: { error: { code: 'wait' } }, retryAfter: 12 }); // prettier-ignore
    expect(hub.calls[0]).toEqual({ path: '/x', body: { a: 1 }, bearer: 'Bearer s' });
    hub.away = true;
    expect(await post('/x')).toEqual({ status: 0, body: null });
  });

  it('takes a page that is no JSON for no body', async () => {
    globalThis.fetch = () => Promise.resolve(new Response('<html>', { status: 200 }));
    expect(await post('/x')).toMatchObject({ status: 200, body: null });
  });

  it('gives up after its patience', async () => {
    globalThis.fetch = (_url, init) =>
      new Promise((_resolve, reject) =>
        init?.signal?.addEventListener('abort', () => reject(new Error('aborted'))),
      );
    expect(await post('/x', { patience: 5 })).toEqual({ status: 0, body: null });
  });
});

describe('call', () => {
  it('gives the body, or an error with the hub’s own code', async () => {
    hub.answers['/good'] = () => ({ body: { n: 1 } });
    hub.answers['/bad'] = () => ({ status: 403, body: { error: { code: 'forbidden', message: 'no' } } });
    expect(await call('/good')).toEqual({ n: 1 });
    await expect(call('/bad')).rejects.toMatchObject({ status: 403, code: 'forbidden', message: 'no' });
    hub.away = true;
    await expect(call('/good')).rejects.toThrow(HubError);
  });

  it('fetches bytes for the tutor and refuses an error page', async () => {
    globalThis.fetch = () => Promise.resolve(new Response(Uint8Array.of(1, 2, 3)));
    expect(await bytes('/courses/x', 's')).toEqual(Uint8Array.of(1, 2, 3));
    globalThis.fetch = () => Promise.resolve(new Response('no', { status: 404 }));
    await expect(bytes('/courses/x', 's')).rejects.toThrow(HubError);
  });
});
