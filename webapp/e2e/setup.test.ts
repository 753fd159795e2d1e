import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launch } from './browser';
import { Program } from './program';
import { everywhere, look as seen, visit } from './stage';

let browser: Browser;

beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser?.close());

describe.each(everywhere)('in %s on $width × $height', (language, size) => {
  it('a new hub asks for its code and makes its first teacher', async () => {
    const hub = new Program('hub');
    await hub.start();
    await hub.expectFresh();
    const { context, page, errors } = await visit(browser, `${hub.url}/teacher`, language, size);
    const look = (name: string): Promise<void> => seen(page, `${name}-${language}-${size.width}`);
    await page.locator('[name=code]').waitFor();
    await look('setup');
    // By keyboard alone, as on a phone whose "next" key goes from field to field.
    await page.locator('[name=code]').focus();
    for (const text of ['0000-0000', 'Invented school', 'Grade 2', 'Nadia Khan', 'a long password']) {
      await page.keyboard.type(text);
      await page.keyboard.press('Tab');
    }
    await page.keyboard.press('Space');
    expect(await page.inputValue('[type=text][name=password]')).toBe('a long password');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.locator('[role=alert]:not(:empty)').waitFor();
    await page.locator('[role=alert]').scrollIntoViewIfNeeded();
    await look('setup-wrong');
    await expect.poll(() => hub.code).not.toBe('');
    await page.fill('[name=code]', hub.code);
    await page.click('.button.main');
    await page.locator('.import').waitFor();
    await look('setup-done');
    // The code is spent, the session stays, and another phone is asked for the password.
    await page.reload();
    await page.locator('.import').waitFor();
    const { context: other, page: second } = await visit(browser, `${hub.url}/teacher`, language, size);
    await second.fill('[name=name]', 'nadia khan');
    await second.fill('[name=password]', 'a long password');
    await second.click('.button.main');
    await second.locator('.class-bar').waitFor();
    expect(errors).toEqual([]);
    await Promise.all([context.close(), other.close()]);
    await hub.close();
  });
});
