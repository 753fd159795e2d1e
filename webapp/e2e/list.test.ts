import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectAccessible, expectThumbs, launch, open, phone, picture, tabletSize } from './browser';
import { type Demo, Program } from './program';

const hub = new Program('hub', '--demo', '10');
let browser: Browser;
let demo: Demo;

beforeAll(async () => {
  await hub.start();
  await hub.expectFresh();
  demo = hub.demo();
  browser = await launch();
});
afterAll(async () => {
  await browser?.close();
  await hub.close();
});

const wide = { width: 1280, height: 800 };

describe.each([
  ['en', phone],
  ['ur', phone],
  ['en', tabletSize],
  ['ur', tabletSize],
  ['en', wide],
  ['ur', wide],
] as const)('the class list in %s on $width × $height', (language, size) => {
  async function begin(path: string): Promise<{ context: BrowserContext; page: Page; errors: string[] }> {
    const context = await browser.newContext({ viewport: size, reducedMotion: 'reduce' });
    await context.addInitScript((tongue) => localStorage.setItem('language', tongue), language);
    const opened = await open(context, hub.url + path);
    await opened.page.fill('[name=name]', demo.teacher.name);
    await opened.page.fill('[name=password]', demo.teacher.password);
    await opened.page.click('.button.main');
    return { context, ...opened };
  }

  it('looks at a pasted list before it takes it', async () => {
    const { context, page, errors } = await begin('/teacher/list');
    await page.locator('.list details').first().waitFor();
    const number = `${language}${size.width}`;
    await page.fill('[name=paste]', `name;grade;number\n=Sana Rind;2;${number}\n;3;\nAli;ninety;77\n`);
    await page.locator('[name=paste]').blur();
    await page.locator('.lines .problem').nth(1).waitFor();
    expect(await page.locator('.lines .new').count()).toBe(1);
    await expectAccessible(page, 'list');
    await expectThumbs(page, 'list');
    await picture(page, `class-list-${language}-${size.width}`);
    const before = await page.locator('.list details').count();
    await page.click('.import .button.main');
    await expect.poll(() => page.locator('.list details').count()).toBe(before + 1);
    await page.locator('.list summary', { hasText: number }).click();
    await page.click('details[open] .choices .button:not(.main)');
    await page.keyboard.press('Tab');
    await expectAccessible(page, 'entry');
    expect(errors).toEqual([]);
    await context.close();
  });

  it('prints cards that say the pupils are invented', async () => {
    const { context, page } = await begin('/teacher/print/cards');
    await page.locator('.sheet li').first().waitFor();
    await expectAccessible(page, 'cards');
    await expectThumbs(page, 'cards');
    await page.emulateMedia({ media: 'print' });
    const cards = await page.locator('.sheet li').count();
    expect(await page.locator('.sheet li .demo:visible').count()).toBe(cards);
    expect(await page.locator('.sheet .button:visible').count()).toBe(0);
    const pdf = (await page.pdf({ preferCSSPageSize: true })).toString('latin1');
    expect(pdf.match(/\/Type\s*\/Page\b/g)?.length, 'eight on a page').toBe(Math.ceil(cards / 8));
    await picture(page, `print-cards-${language}-${size.width}`);
    await context.close();
  });

  it('marks every print of an invented class', async () => {
    const { context, page } = await begin('/teacher/print/poster');
    await page.locator('.poster svg[role=img]').waitFor();
    for (const path of ['/teacher/print/poster', '/teacher', '/teacher/list', '/teacher/class']) {
      await page.emulateMedia({ media: 'screen' });
      await page.goto(hub.url + path);
      await page.locator('.heading .demo').waitFor();
      await page.emulateMedia({ media: 'print' });
      expect(await page.locator('.heading .demo:visible').count(), path).toBe(1);
    }
    await context.close();
  });
});
