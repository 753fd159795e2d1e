import { describe, expect, it } from 'vitest';
import { Child, open, phone, tabletSize } from './browser';
import { look, person, stage } from './stage';

const { hub, browser, demo } = await stage();
let place = 0;

/** Puts voices that keep a list of what they were told in the place of the device's. */
function fakeVoices(): void {
  const heard: string[] = [];
  let known: { lang: string }[] = [];
  const fake = Object.assign(new EventTarget(), {
    getVoices: () => known,
    speak: ({ lang, text }: { lang: string; text: string }) => heard.push(`${lang}: ${text}`),
    cancel: () => heard.push('cancel'),
  });
  const come = (): void => {
    known = [{ lang: 'en-GB' }, { lang: 'ur-PK' }];
    fake.dispatchEvent(new Event('voiceschanged'));
  };
  class Spoken {
    lang = '';
    constructor(readonly text: string) {}
  }
  Object.defineProperty(window, 'speechSynthesis', { value: fake });
  Object.assign(window, { heard, come, SpeechSynthesisUtterance: Spoken });
}

describe.each([
  ['en', 'en-GB', tabletSize],
  ['ur', 'ur-PK', phone],
] as const)('listening in %s', (language, lang, size) => {
  it('comes with the voices, reads the exercise and stops at the next', async () => {
    const context = await person(browser, language, size);
    await context.addInitScript(fakeVoices);
    const { page, errors } = await open(context, `${hub.url}/#t=${demo.token}`);
    const child = new Child(page, demo.learners[place++]!);
    const heard = (): Promise<string[]> =>
      page.evaluate(() => (window as unknown as { heard: string[] }).heard);
    await page.locator('.card').first().waitFor();
    await child.signIn();
    const { answer } = await child.exercise();
    await page.waitForTimeout(500);
    expect(await page.locator('.listen').count(), 'without voices').toBe(0);
    await page.evaluate(() => (window as unknown as { come(): void }).come());
    await page.click('.listen');
    const [last] = (await heard()).slice(-1);
    expect(last).toMatch(new RegExp(`^${lang}: .`));
    expect(last).not.toMatch(/[+−=▢]/);
    const name = `listen-${language}-${size.width}`;
    await look(page, name);
    await child.answer(answer);
    await page.click('.listen');
    expect((await heard()).slice(-1)[0], 'the feedback').not.toBe(last);
    await child.next();
    await expect.poll(async () => (await heard()).slice(-1)[0]).toBe('cancel');
    expect(errors).toEqual([]);
    await context.close();
  });
});
