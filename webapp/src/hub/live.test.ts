import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { stubPage } from '../testing/page';
import { Live } from './live';

class FakeSocket {
  static OPEN = 1;
  static made: FakeSocket[] = [];
  readyState = 0;
  sent: string[] = [];
  onopen?: () => void;
  onclose?: () => void;
  onmessage?: (event: { data: string }) => void;
  constructor(readonly url: string) {
    FakeSocket.made.push(this);
  }
  send = (text: string) => this.sent.push(text);
  close = () => this.onclose?.();
  open() {
    this.readyState = 1;
    this.onopen?.();
  }
}

let heard: unknown[];
let live: Live;

beforeEach(() => {
  stubPage();
  vi.useFakeTimers();
  FakeSocket.made = [];
  vi.stubGlobal('WebSocket', FakeSocket);
  heard = [];
  live = new Live('/api/v1/live', {
    open: () => heard.push('open'),
    message: (message) => heard.push(message),
    lost: () => heard.push('lost'),
  });
});
afterEach(() => {
  live.close();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

it('speaks only while it stands, and skips what is no JSON', () => {
  const socket = FakeSocket.made[0]!;
  expect(socket.url).toBe('ws://hub.test/api/v1/live');
  expect(live.send({ a: 1 })).toBe(false);
  socket.open();
  expect(live.send({ a: 1 })).toBe(true);
  socket.onmessage?.({ data: '{"b":2}' });
  socket.onmessage?.({ data: '<html>' });
  expect(socket.sent).toEqual(['{"a":1}']);
  expect(heard).toEqual(['open', { b: 2 }]);
});

it('comes back with growing waits, and tells only of connections that stood', () => {
  FakeSocket.made[0]!.onclose?.();
  expect(heard).toEqual([]);
  vi.advanceTimersByTime(1001);
  FakeSocket.made[1]!.open();
  FakeSocket.made[1]!.onclose?.();
  expect(heard).toEqual(['open', 'lost']);
  for (let i = 0; i < 12; i++) {
    vi.advanceTimersByTime(60_001);
    FakeSocket.made.at(-1)!.onclose?.();
  }
  expect(FakeSocket.made.length).toBe(14);
});

it('stays closed when it was closed', () => {
  live.close();
  vi.advanceTimersByTime(600_000);
  expect(FakeSocket.made.length).toBe(1);
});
