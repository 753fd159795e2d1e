import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { Child, expectAccessible, expectThumbs, open, phone, picture, tabletSize } from './browser';
import { seat } from './class';
import { person, stage } from './stage';

const { hub, browser, demo } = await stage();
await seat(hub.url, demo, 20, 2, 1);
let place = 0;

/** How a device may be told to look, and what it is printed on. */
const looks = [
  ['dark', 'en', tabletSize],
  ['dark', 'ur', phone],
  ['contrast', 'ur', tabletSize],
  ['dark contrast', 'en', phone],
  ['large', 'en', phone],
  ['large', 'ur', tabletSize],
  ['calm', 'ur', phone],
  ['print', 'en', tabletSize],
] as const;

describe.each(looks)('in the look %s in %s', (look, language, size) => {
  const check = async (page: Page, name: string): Promise<void> => {
    const named = `look-${look.replace(' ', '-')}-${name}-${language}-${size.width}`;
    if (look === 'print') await page.emulateMedia({ media: 'print' });
    await page.evaluate(() => document.fonts.ready);
    await expectAccessible(page, named);
    if (look !== 'print') await expectThumbs(page, named); // nobody taps on paper; print.test.ts measures it
    await picture(page, named);
    await page.emulateMedia({ media: 'screen' });
  };
  const begin = async (path: string) => {
    const context = await person(browser, language, size);
    await context.addInitScript((words) => localStorage.setItem('look', words), look);
    return { context, ...(await open(context, hub.url + path)) };
  };

  it('axe finds nothing on the screens people use', async () => {
    const { context, page, errors } = await begin(`/#t=${demo.token}`);
    const child = new Child(page, demo.learners[place++]!);
    await page.locator('.card[data-learner]').first().waitFor();
    await check(page, 'cards');
    await child.tapCard();
    await page.locator('.twelve').waitFor();
    await child.tapPictures(child.card.pictures);
    await child.answer((await child.exercise()).wrong);
    await check(page, 'not-yet');
    await child.next();
    const { answer } = await child.exercise();
    await check(page, 'exercise');
    await child.answer(answer);
    await check(page, 'right');
    expect(errors).toEqual([]);
    await context.close();
  });

  it('the teacher’s first screen has no fault', async () => {
    const { context, page, errors } = await begin('/teacher');
    await page.fill('[name=name]', demo.teacher.name);
    await page.fill('[name=password]', demo.teacher.password);
    await page.click('.button.main');
    await page.locator('.person').first().waitFor();
    await check(page, 'teacher');
    expect(errors).toEqual([]);
    await context.close();
  });
});

it('names in Urdu letters stand still when their typeface comes, and nothing of them is cut', async () => {
  const boxes = (page: Page) =>
    page.locator('.card[data-learner]').evaluateAll((cards) =>
      cards.map((card) => {
        const { x, y, width, height } = card.getBoundingClientRect();
        return [x, y, width, height, card.scrollHeight - card.clientHeight].map(Math.round);
      }),
    );
  const context = await person(browser, 'en', tabletSize);
  const { page } = await open(context, `${hub.url}/#t=${demo.token}`);
  await page.locator('.card[data-learner]').first().waitFor();
  const before = await boxes(page);
  await page.waitForFunction(() => document.fonts.check('700 20px "Noto Naskh Arabic"', 'ل') && document.fonts.size > 0); // prettier-ignore
  await page.evaluate(() => document.fonts.ready);
  expect(await boxes(page)).toEqual(before);
  expect(before.every((box) => box[4] === 0)).toBe(true);
  await picture(page, 'look-names-en-1024');
  // The next visit has them from its first paint on.
  const again = await open(context, `${hub.url}/`);
  await again.page.locator('.card[data-learner]').first().waitFor();
  await again.page.waitForFunction(() => document.fonts.size > 0, undefined, { timeout: 3000 });
  await context.close();
});
