import { beforeEach, describe, expect, it, vi } from 'vitest';
import { stubPage } from '../testing/page';

let app: typeof import('./language');

beforeEach(async () => {
  vi.resetModules();
  stubPage();
  app = await import('./language');
});

const english = {
  hello: () => 'hello',
  late: () => 'late',
  n: (data?: Record<string, unknown>) => `n ${String(data?.['n'])}`,
};
const urdu = { hello: () => 'سلام' };

describe('a translator', () => {
  it('speaks the language of the page, and English where Urdu has no words', async () => {
    const { t } = app.translator<keyof typeof english>(english, () => Promise.resolve({ default: urdu }));
    expect([t('hello'), t('n', { n: 3 })]).toEqual(['hello', 'n 3']);
    await app.speak('ur');
    expect([t('hello'), t('late')]).toEqual(['سلام', 'late']);
    await app.speak('en');
    expect(t('hello')).toBe('hello');
  });

  it('of an area that comes late brings its words with it', async () => {
    await app.speak('ur');
    const { t, ready } = app.translator<'hello'>(english, () => Promise.resolve({ default: urdu }));
    await ready;
    expect(t('hello')).toBe('سلام');
  });

  it('fetches the other language only when it is wanted', async () => {
    const load = vi.fn(() => Promise.resolve({ default: urdu }));
    app.translator<'hello'>(english, load);
    expect(load).not.toHaveBeenCalled();
    await app.speak('ur');
    await app.speak('en');
    await app.speak('ur');
    expect(load).toHaveBeenCalledTimes(1);
  });
});

describe('changing the language', () => {
  it('turns the page round and is remembered', async () => {
    expect(app.remembered()).toBe('en');
    await app.speak('ur');
    expect(document.documentElement).toMatchObject({ lang: 'ur', dir: 'rtl' });
    expect(app.remembered()).toBe('ur');
    await app.speak('en');
    expect(document.documentElement).toMatchObject({ lang: 'en', dir: 'ltr' });
  });

  it('works where storage is off', async () => {
    vi.stubGlobal('localStorage', undefined);
    await app.speak('ur');
    expect(app.language.value).toBe('ur');
    expect(app.remembered()).toBe('en');
    vi.unstubAllGlobals();
  });
});
