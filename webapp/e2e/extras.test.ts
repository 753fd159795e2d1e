import { describe, expect, it } from 'vitest';
import { Child, open } from './browser';
import { everywhere, look, person, queue, stage } from './stage';

const set = await stage();
const { hub, browser, demo } = set;
let place = 0;

describe.each(everywhere.slice(0, 4))('beside an exercise in %s on $width × $height', (language, size) => {
  it('stand the lesson of its skill and a puzzle', { timeout: 90_000 }, async () => {
    const context = await person(browser, language, size);
    await queue(set, context, [{ skill: 'add-within-20', reasons: [{ code: 'extension', values: [0] }] }]);
    const { page, errors } = await open(context, `${hub.url}/#t=${demo.token}`);
    const child = new Child(page, demo.learners[place++]!);
    await page.locator('.card').first().waitFor();
    await child.signIn();
    await page.locator('.work[data-item]').waitFor();
    // The contents page comes after the first exercise; the one after it knows of lessons.
    await child.exercise();
    if (!(await page.locator('[data-lesson]').count())) {
      await page.reload();
      await child.signIn();
    }
    await page.locator('[data-lesson]').focus();
    await page.keyboard.press('Enter');
    await page.locator('.lesson-screen').waitFor();
    await look(page, `lesson-${language}-${size.width}`);
    for (let screen = 0; screen < 3; screen++) await page.locator('dialog [data-next]').click();
    const [first] = await page.locator('.lesson-check').all();
    await first!.locator('input').fill('12');
    await page.keyboard.press('Enter');
    await page.locator('.lesson-result svg').waitFor();
    await first!.locator('input').fill('۱۳');
    await page.keyboard.press('Enter');
    await page.locator('.lesson-result svg').waitFor();
    await look(page, `lesson-questions-${language}-${size.width}`);
    await page.locator('dialog [data-next]').click();
    await page.locator('dialog').waitFor({ state: 'detached' });
    await page.locator('[data-puzzle]').first().click();
    await page.locator('dialog [data-puzzle]').waitFor();
    await page.locator('dialog [data-next]').click();
    await look(page, `puzzle-${language}-${size.width}`);
    await page.keyboard.press('Escape');
    await page.locator('dialog').waitFor({ state: 'detached' });
    expect(errors).toEqual([]);
    await context.close();
  });
});
