import { beforeEach, describe, expect, it, vi } from 'vitest';
import { stubPage } from '../../testing/page';
import { formatLook, parseLook } from './look';

/** What the system asks for; a change is told as browsers tell it. */
class Asked {
  matches = false;
  #heard: (() => void)[] = [];
  addEventListener = (_: string, hear: () => void): void => void this.#heard.push(hear);
  become(matches: boolean): void {
    this.matches = matches;
    for (const hear of this.#heard) hear();
  }
}

let page: Map<string, string>;
let asked: Record<'dark' | 'contrast', Asked>;
const script = './before-paint';

beforeEach(() => {
  vi.resetModules();
  stubPage();
  page = new Map();
  asked = { dark: new Asked(), contrast: new Asked() };
  vi.stubGlobal('document', {
    documentElement: {
      setAttribute: (name: string, value: string) => page.set(name, value),
      removeAttribute: (name: string) => page.delete(name),
      hasAttribute: (name: string) => page.has(name),
    },
  });
  vi.stubGlobal('matchMedia', (query: string) => (query.includes('dark') ? asked.dark : asked.contrast));
});

describe('before the first paint', () => {
  it('is calm while a learner is served so, whatever the tablet was told', async () => {
    page.set('data-served', 'calm');
    await import(script);
    expect(page.has('data-calm')).toBe(true);
    page.delete('data-served');
    (globalThis as { applyLook?: () => void }).applyLook?.();
    expect(page.has('data-calm')).toBe(false);
  });

  it('a page without a choice looks as the system asks, and follows it', async () => {
    await import(script);
    expect(page.size).toBe(0);
    asked.dark.become(true);
    asked.contrast.become(true);
    expect(Object.fromEntries(page)).toEqual({ 'data-scheme': 'dark', 'data-contrast': '' });
    asked.dark.become(false);
    expect([...page.keys()]).toEqual(['data-contrast']);
  });

  it('a choice counts more than the system', async () => {
    asked.dark.matches = asked.contrast.matches = true;
    localStorage.setItem('look', 'light plain large calm');
    await import(script);
    expect(Object.fromEntries(page)).toEqual({ 'data-size': 'large', 'data-calm': '' });
  });

  it('a page without storage looks as the system asks', async () => {
    vi.stubGlobal('localStorage', undefined);
    asked.dark.matches = true;
    await import(script);
    expect([...page.keys()]).toEqual(['data-scheme']);
  });
});

describe('a choice', () => {
  it('shows at once, is kept, and can be taken back', async () => {
    await import(script);
    const { choose, look } = await import('./look');
    choose('scheme', 'dark');
    choose('size', 'large');
    expect([page.get('data-scheme'), page.get('data-size')]).toEqual(['dark', 'large']);
    expect(localStorage.getItem('look')).toBe('dark large');
    choose('scheme', 'system');
    expect([...page.keys()]).toEqual(['data-size']);
    expect(look.value.size).toBe('large');
  });

  it.each(['', 'dark', 'light large plain calm', 'dark large contrast calm', 'urdu lakhs', 'large calm thousands'])('"%s" is read as it was kept', (text) => expect(formatLook(parseLook(text))).toBe(text)); // prettier-ignore

  it('of a word it does not know is no choice', () => {
    expect(parseLook('sepia constructor large')).toEqual({
      scheme: 'system',
      size: 'large',
      contrast: 'system',
      calm: 'lively',
      digits: 'western',
      grouping: 'ungrouped',
    });
  });
});
