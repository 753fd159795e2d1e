import { describe, expect, it } from 'vitest';
import { Child, open, phone } from './browser';
import { look, person, queue, stage } from './stage';

const set = await stage();
const { hub, browser, demo } = set;
let place = 0;

describe.each(['en', 'ur'])('an early exercise in %s', (language) => {
  it('is said in clips where the device has no voice', { timeout: 90_000 }, async ({ skip }) => {
    const context = await person(browser, language, phone);
    const { page, errors } = await open(context, `${hub.url}/#t=${demo.token}`);
    const child = new Child(page, demo.learners[place++]!);
    // The first skill of the pack: counting.
    const queued = await queue(set, context, [{ skill: 'count-to-5' }]);
    await page.locator('.card').first().waitFor();
    await child.signIn();
    await page.locator('.work[data-item]').waitFor();
    if (!queued.contents?.audio?.length) skip('this hub was built without a renderer');
    // The clips come last; the exercise after they came has them.
    const button = page.locator('.listen[data-clips]');
    const come = (): Promise<boolean> => button.waitFor({ timeout: 2500 }).then(() => true, () => false); // prettier-ignore
    for (let tries = 0; tries < 8 && !(await come()); tries++) {
      await page.reload();
      await child.signIn();
      await page.locator('.work[data-item]').waitFor();
    }
    expect(await button.count()).toBe(1);
    await look(page, `sound-${language}-360`);
    await button.click();
    await page.waitForTimeout(800);
    expect(await button.count(), 'it could be played').toBe(1);
    expect(errors).toEqual([]);
    await context.close();
  });
});
