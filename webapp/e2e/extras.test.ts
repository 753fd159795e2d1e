import type { BrowserContext } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import type { Contents } from '../src/learner/pack';
import { Child, open } from './browser';
import { everywhere, look, person, stage } from './stage';

const { hub, browser, demo } = await stage();
let place = 0;

/** Lets the ready queue hold one easy item of a skill, offered as an extension. */
async function queue(context: BrowserContext, skill: string): Promise<void> {
  await context.route('**/api/v1/plan?*', async (route) => {
    const headers = route.request().headers();
    const plan = (await (await route.fetch()).json()) as { pack: string };
    const contents = (await (await context.request.get(`${hub.url}/api/v1/parts/${plan.pack}`, { headers })).json()) as Contents; // prettier-ignore
    const number = contents.skills.findIndex(({ id }) => id === skill);
    const line = contents.parts.find((part) => part.skill === number)!;
    const reasons = [{ code: 'extension', values: [number] }];
    const ready = [{ item: line.items[0], instance: 0, part: line.name, at: 0, kind: 'practice', p: 0.8, reasons }]; // prettier-ignore
    await route.fulfill({ json: { ...plan, blob: '', ready } });
  });
}

describe.each(everywhere.slice(0, 4))('beside an exercise in %s on $width × $height', (language, size) => {
  it('stand the lesson of its skill and a puzzle', { timeout: 90_000 }, async () => {
    const context = await person(browser, language, size);
    await queue(context, 'add-within-20');
    const { page, errors } = await open(context, `${hub.url}/#t=${demo.token}`);
    const child = new Child(page, demo.learners[place++]!);
    await page.locator('.card').first().waitFor();
    await child.signIn();
    await page.locator('.work[data-item]').waitFor();
    // The contents page comes after the first exercise; the one after it knows of lessons.
    await page.waitForTimeout(3000);
    if (!(await page.locator('[data-lesson]').count())) {
      await page.reload();
      await page.locator('.card').first().waitFor();
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
