import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { everywhere, look, stage, visitAsTeacher } from './stage';

// A class with a past: somebody missed its last week, and everybody has levels to explain.
const set = await stage(40, '--history');
const { demo } = set;

/** The one who missed the last week. */
const away = `.week [data-learner="${demo.learners[11]!.id}"]`;

/** Whether the week's list with who was away comes within three seconds. */
function shown(page: Page): Promise<boolean> {
  return page
    .locator(away)
    .waitFor({ state: 'attached', timeout: 3000 })
    .then(
      () => true,
      () => false,
    );
}

describe.each(everywhere)('in %s on $width × $height', (language, size) => {
  const suffix = `${language}-${size.width}`;

  it('the week’s list and the reasons for a level are right', async () => {
    let visit = await visitAsTeacher(set, '/teacher', language, size);
    // The hub writes the invented past while it already serves.
    for (let i = 0; i < 15 && !(await shown(visit.page)); i++) {
      await visit.context.close();
      visit = await visitAsTeacher(set, '/teacher', language, size);
    }
    const { page, errors, context } = visit;
    await page.locator('.week summary').click();
    await page.locator(away).waitFor();
    await page.locator('.week').scrollIntoViewIfNeeded();
    await look(page, `week-${suffix}`);
    await page.click(`${away} .to-pupil`);
    const fact = page.locator('.fact[data-skill]').first();
    await fact.locator('summary').click();
    expect(await fact.locator('.reasons').count()).toBe(2);
    await look(page, `reasons-${suffix}`);
    const shelf = page.locator('.shelf');
    await shelf.scrollIntoViewIfNeeded();
    await look(page, `shelf-${suffix}`);
    if (size.width === 360 && language === 'en') {
      const offered = shelf.locator('.button').first();
      await offered.click();
      await page.locator('.fact .undo').first().waitFor();
    }
    expect(errors).toEqual([]);
    await context.close();
  });
});
