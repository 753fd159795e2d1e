import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { expectAccessible, expectThumbs, picture } from './browser';
import { everywhere, look, stage, visitAsTeacher } from './stage';

const set = await stage(10);

describe.each(everywhere)('the class list in %s on $width × $height', (language, size) => {
  const begin = (path: string) => visitAsTeacher(set, path, language, size);

  it('looks at a pasted list before it takes it', async () => {
    const { context, page, errors } = await begin('/teacher/list');
    await page.locator('.list > ul details').first().waitFor();
    const number = `${language}${size.width}`;
    await page.fill('[name=paste]', `name;grade;number\n=Sana Rind;2;${number}\n;3;\nAli;ninety;77\n`);
    await page.locator('[name=paste]').blur();
    await page.locator('.lines .problem').nth(1).waitFor();
    expect(await page.locator('.lines .new').count()).toBe(1);
    await look(page, `class-list-${language}-${size.width}`);
    const before = await page.locator('.list > ul details').count();
    await page.click('.import .button.main');
    await expect.poll(() => page.locator('.list > ul details').count()).toBe(before + 1);
    await page.locator('.list summary', { hasText: number }).click();
    await page.click('details[open] .choices .button:not(.main)');
    await page.keyboard.press('Tab');
    await expectAccessible(page, 'entry');
    const [file] = await Promise.all([page.waitForEvent('download'), page.click('.save')]);
    expect(file.suggestedFilename()).toBe('class-list-of-invented-pupils.csv');
    const saved = readFileSync(await file.path(), 'utf8');
    expect(saved.startsWith('\uFEFFname,')).toBe(true);
    expect(saved.trim().split('\r\n')).toHaveLength(before + 1);
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
      await page.goto(set.hub.url + path);
      await page.locator('.heading .demo').waitFor();
      await page.emulateMedia({ media: 'print' });
      expect(await page.locator('.heading .demo:visible').count(), path).toBe(1);
    }
    await context.close();
  });
});
