import { describe, expect, it } from 'vitest';
import { everywhere, look, stage, visitAsTeacher } from './stage';

// A class with a past: somebody missed its last week, and everybody has levels to explain.
const set = await stage(40, '--history');
const { demo } = set;

describe.each(everywhere)('in %s on $width × $height', (language, size) => {
  const suffix = `${language}-${size.width}`;

  it('the week’s list and the reasons for a level are right', async () => {
    const { page, errors, context } = await visitAsTeacher(set, '/teacher', language, size);
    const away = demo.learners[11]!;
    const week = page.locator('.week summary');
    // The invented past is written while the hub already serves.
    await expect
      .poll(
        async () => {
          await page.reload();
          return week.waitFor({ timeout: 3000 }).then(
            () => true,
            () => false,
          );
        },
        { timeout: 60_000, interval: 1000 },
      )
      .toBe(true);
    await week.click();
    await page.locator(`.week [data-learner="${away.id}"]`).waitFor();
    await page.locator('.week').scrollIntoViewIfNeeded();
    await look(page, `week-${suffix}`);
    await page.click(`.week [data-learner="${away.id}"] .to-pupil`);
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
