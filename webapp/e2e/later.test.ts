import type { Locator, Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { Child, expectTogether, open, phone, picture } from './browser';
import { lookAll, person, queue, sizes, stage } from './stage';

/** One generator for every way to answer and every drawing of the later years. */
const generators = [
  'subtract-across-zeros', 'multiply-two-digit', 'long-division', 'add-unlike-fractions', 'lowest-terms',
  'clock-minutes-typed', 'which-clock-hours', 'change', 'count-notes', 'tap-line-to-100', 'fractions-on-a-line',
  'read-line-to-1000', 'highest-bar', 'pictograph', 'tally', 'folds-onto-itself', 'right-angle', 'which-shape', 'count-sides',
  'order-decimals', 'coloured-hundredths', 'name-a-fraction', 'count-equal-groups', 'count-an-array', 'area-by-squares',
  'change-for-kites', 'equivalent-fractions', 'shade-a-fraction', 'shade-a-sum', 'set-clock-hours', 'set-clock-minutes',
  'group-counted-things', 'group-less-or-more', 'group-about-a-half', 'group-angles', 'group-shapes',
]; // prettier-ignore

const set = await stage();
const { hub, browser, demo } = set;
let place = 0;

/** What the drawing itself takes; the answer is then given by the keys beside it. */
async function byFinger(page: Page, name: string): Promise<void> {
  if (name === 'shade-a-fraction') {
    await page.locator('.shade .part').nth(1).click();
    expect(await page.locator('.shade').getAttribute('data-filled')).toBe('2');
    await page.locator('.shade .part').nth(1).click();
    expect(await page.locator('.shade').getAttribute('data-filled')).toBe('1');
  }
  if (name === 'group-counted-things') {
    const tile = page.locator('.tile-of').first();
    const value = await tile.getAttribute('data-value');
    const drag = async (to: Locator): Promise<void> => {
      const [from, over] = [(await page.locator(`[data-value="${value}"]`).boundingBox())!, (await to.boundingBox())!]; // prettier-ignore
      await page.mouse.move(from.x + from.width / 2, from.y + from.height / 2);
      await page.mouse.down();
      await page.mouse.move(over.x + over.width / 2, over.y + over.height / 2, { steps: 4 });
      await page.mouse.up();
    };
    const inside = (group: number): Promise<number> => page.locator(`[data-heap="${group}"] [data-value="${value}"]`).count(); // prettier-ignore
    await drag(page.locator('[data-heap="1"]'));
    expect(await inside(1), 'pulled into the second group').toBe(1);
    await drag(page.locator('[data-heap="0"]'));
    expect(await inside(0), 'pulled on into the first').toBe(1);
    await drag(page.locator('.work h1'));
    expect(await page.locator('.heaped [data-value]').count(), 'pulled out again').toBe(0);
    await page.keyboard.press('2');
    await page.keyboard.press('1');
    expect(await page.locator('[data-heap="0"] [data-value]').count(), 'put there by keys').toBe(1);
    await page.keyboard.press('Backspace');
    expect(await page.locator('.heaped [data-value]').count(), 'taken back by a key').toBe(0);
  }
  if (name === 'set-clock-minutes') {
    const face = page.locator('.setting .dial');
    const { x, y, width, height } = (await face.boundingBox())!;
    await page.mouse.move(x + width / 2, y + height * 0.15);
    await page.mouse.down();
    await page.mouse.move(x + width * 0.9, y + height / 2, { steps: 4 });
    await page.mouse.up();
    expect(await page.locator('.setting').getAttribute('data-time')).toBe('12:15');
  }
}

describe.each(['en', 'ur'])('the later years in %s', (language) => {
  it('are shown at every size, answered and found right', { timeout: 240_000 }, async () => {
    const context = await person(browser, language, phone);
    const queued = await queue(set, context, generators.map((generator) => ({ generator, hardest: true }))); // prettier-ignore
    const { page, errors } = await open(context, `${hub.url}/#t=${demo.token}`);
    const child = new Child(page, demo.learners[place++]!);
    await child.signIn();
    await page.locator('.work[data-item]').waitFor();
    await page.evaluate(() => document.fonts.ready);
    for (const [i, name] of generators.entries()) {
      await lookAll(page, `later-${name}`, language, (named) => expectTogether(page, named));
      await page.setViewportSize(sizes[i % 3]!);
      await byFinger(page, name);
      await child.answer(queued.found[i]!.answer);
      expect(await page.locator('.note.right').count(), `${name}: found right`).toBe(1);
      if (['long-division', 'change'].includes(name))
        await picture(page, `later-${name}-${language}-checked`);
      if (i < generators.length - 1) await child.next();
    }
    expect(errors).toEqual([]);
    await context.close();
  });
});
