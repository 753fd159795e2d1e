import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import type { Contents } from '../src/learner/pack';
import { Child, open, phone } from './browser';
import { everyFormat, formatsPart } from './formats';
import { lookAll, person, stage } from './stage';

const { hub, browser, demo } = await stage();
let place = 0;

/** Expects an exercise to be seen whole, its options alike, and no card half empty beside pictures. */
async function expectRoom(page: Page, name: string): Promise<void> {
  const seen = await page.evaluate(() => {
    const box = (element: Element) => element.getBoundingClientRect();
    const options = [...document.querySelectorAll('.option')].map(box);
    const drawn = [...document.querySelectorAll('.drawn .option svg')].map(box);
    const work = document.querySelector('.work')!;
    const keys = document.querySelector('.keypad')!;
    const beside = box(work).right <= box(keys).left || box(keys).right <= box(work).left;
    const filled = [...work.children].reduce((sum, child) => sum + box(child).height, 0);
    const { paddingTop, paddingBottom } = getComputedStyle(work);
    const room = work.clientHeight - parseFloat(paddingTop) - parseFloat(paddingBottom);
    return {
      // The line at the foot may lie below; the work and the keys may not, nor one over the other.
      below: Math.max(
        box(keys).bottom - innerHeight,
        beside ? 0 : box(work).bottom - box(keys).top,
        -box(work).top,
      ),
      widths: options.map(({ width }) => Math.round(width)),
      smallest: Math.min(...drawn.map(({ width, height }) => Math.max(width, height))),
      filled: drawn.length > 0 ? filled / room : 1,
      asks: new Set([...document.querySelectorAll('.asks .button')].map((one) => box(one).top)).size,
    };
  });
  expect(seen.below, `${name}: is not seen whole`).toBeLessThanOrEqual(0);
  expect(new Set(seen.widths).size, `${name}: options are not alike`).toBeLessThanOrEqual(1);
  expect(seen.smallest, `${name}: pictures too small`).toBeGreaterThanOrEqual(60);
  expect(seen.filled, `${name}: half empty`).toBeGreaterThan(0.6);
  expect(seen.asks, `${name}: questions in two rows`).toBeLessThanOrEqual(1);
}

describe.each(['en', 'ur'])('in %s at every size', (language) => {
  it('every way to answer is right', async () => {
    const context = await person(browser, language, phone);
    await context.route('**/api/v1/plan?*', async (route) => {
      const plan = (await (await route.fetch()).json()) as { pack: string };
      const ready = Array.from({ length: 7 }, (_, item) => ({ item, instance: 0, part: formatsPart, at: item, kind: 'practice', p: 0.8, reasons: [] })); // prettier-ignore
      await route.fulfill({ json: { ...plan, blob: '', ready } });
    });
    await context.route('**/api/v1/parts/*', async (route) => {
      const headers = route.request().headers();
      const { pack } = (await (await context.request.get(`${hub.url}/api/v1/class`, { headers })).json()) as { pack: string }; // prettier-ignore
      const contents = (await (await context.request.get(`${hub.url}/api/v1/parts/${pack}`, { headers })).json()) as Contents; // prettier-ignore
      const parts = [{ name: formatsPart, skill: 0, items: [0, 1, 2, 3, 4, 5, 6] }];
      await route.fulfill({
        json: route.request().url().endsWith(pack) ? { ...contents, parts } : everyFormat(contents),
      });
    });
    // The hub does not know these items.
    await context.route('**/api/v1/ops', (route) => route.abort());
    const { page, errors } = await open(context, `${hub.url}/#t=${demo.token}`);
    const child = new Child(page, demo.learners[place++]!);
    await page.locator('.card').first().waitFor();
    await child.signIn();
    await child.exercise();
    for (const name of [
      'choice-tens',
      'picture-parts',
      'picture-things',
      'order',
      'sequence',
      'choice-frame',
    ]) {
      const { answer, wrong } = await child.exercise();
      await lookAll(page, name, language, (named) => expectRoom(page, named));
      await child.answer(name === 'picture-parts' ? wrong : answer);
      if (['choice-tens', 'picture-parts', 'order'].includes(name))
        await lookAll(page, `${name}-checked`, language);
      await child.next();
    }
    // Round again, by the keyboard; the item of a later pack is passed over both times.
    // The keys are heard once the item has the focus.
    await page.locator('.work[data-item="1"] h1:focus').waitFor();
    await page.keyboard.press('1');
    expect(await page.locator('.option[aria-pressed="true"]').getAttribute('data-value')).toBe('53');
    await page.keyboard.press('Enter');
    await page.locator('.note.right').waitFor();
    expect(errors).toEqual([]);
    await context.close();
  });
});
