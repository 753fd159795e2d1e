import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { whileShown } from './while-shown';

const heard = new Map<string, () => void>();
const page = {
  visibilityState: 'visible',
  addEventListener: (name: string, listener: () => void) => heard.set(name, listener),
  removeEventListener: (name: string) => heard.delete(name),
};

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('document', page);
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

it('works at once, in its time while shown, when shown again, and no more once it is ended', () => {
  const work = vi.fn();
  const end = whileShown(work, 1000);
  expect(work).toHaveBeenCalledTimes(1);
  vi.advanceTimersByTime(2000);
  expect(work).toHaveBeenCalledTimes(3);
  page.visibilityState = 'hidden';
  heard.get('visibilitychange')?.();
  vi.advanceTimersByTime(5000);
  expect(work).toHaveBeenCalledTimes(3);
  page.visibilityState = 'visible';
  heard.get('visibilitychange')?.();
  expect(work).toHaveBeenCalledTimes(4);
  end();
  vi.advanceTimersByTime(5000);
  expect(work).toHaveBeenCalledTimes(4);
  expect(heard.size).toBe(0);
});
