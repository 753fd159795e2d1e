import { describe, expect, it } from 'vitest';
import { Child, open } from './browser';
import { everywhere, look, person, stage } from './stage';

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

const lands = { en: 'en-GB', ur: 'ur-PK' };

describe.each(everywhere.map(([language, size]) => [language, lands[language], size] as const))(
  'listening in %s',
  (language, lang, size) => {
    it('comes with the voices, reads the exercise and stops at the next', async () => {
      const context = await person(browser, language, size);
      await context.addInitScript(fakeVoices);
      const { page, errors } = await open(context, `${hub.url}/#t=${demo.token}`);
      const child = new Child(page, demo.learners[place++]!);
      const heard = (): Promise<string[]> =>
        page.evaluate(() => (window as unknown as { heard: string[] }).heard);
      await page.locator('.card').first().waitFor();
      await page.waitForTimeout(4500);
      expect(await page.locator('.listen').count(), 'without voices').toBe(0);
      await page.evaluate(() => (window as unknown as { come(): void }).come());
      // What to do, never a name: no voice says those well.
      const sayHere = async (): Promise<string> => {
        await page.click('.listen');
        return (await heard()).slice(-1)[0]!;
      };
      const cards = await sayHere();
      expect(cards).toMatch(new RegExp(`^${lang}: .`));
      expect(cards).not.toContain(child.card.name.split(' ')[0]);
      await look(page, `listen-cards-${language}-${size.width}`);
      await child.tapCard();
      const pictures = await sayHere();
      expect(pictures).not.toBe(cards);
      expect(pictures).not.toContain(child.card.name.split(' ')[0]);
      await child.tapPictures(child.card.pictures);
      const { answer } = await child.exercise();
      const last = await sayHere();
      expect(last).toMatch(new RegExp(`^${lang}: .`));
      expect(last).not.toMatch(/[+−=▢]/);
      const aim = (await page.locator('.aim').innerText()).trim();
      expect(aim.length, 'what she works on').toBeGreaterThan(5);
      expect(last.split('\n')[0], 'its aim comes first').toContain(aim);
      const name = `listen-${language}-${size.width}`;
      await look(page, name);
      await child.answer(answer);
      await page.click('.listen');
      expect((await heard()).slice(-1)[0], 'the feedback').not.toBe(last);
      await child.next();
      expect(await page.locator('.aim').count(), 'told once a sitting').toBe(0);
      await expect.poll(async () => (await heard()).slice(-1)[0]).toBe('cancel');
      await page.locator('.map-open').waitFor({ timeout: 30_000 });
      await page.click('.map-open');
      await page.click('.map .listen');
      const map = (await heard()).slice(-1)[0];
      await page.locator('.flower').first().click();
      await page.click('.map .listen');
      expect((await heard()).slice(-1)[0], 'the skill that was tapped').not.toBe(map);
      await page.keyboard.press('Escape');
      await page.click('.leave');
      await page.click('.end .listen');
      expect((await heard()).slice(-1)[0]).toMatch(new RegExp(`^${lang}: .`));
      expect(errors).toEqual([]);
      await context.close();
    });
  },
);
