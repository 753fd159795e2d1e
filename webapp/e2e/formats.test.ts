import { describe, expect, it } from 'vitest';
import type { Contents } from '../src/learner/pack';
import { Child, open } from './browser';
import { everyFormat, formatsPart } from './formats';
import { everywhere, look, person, stage } from './stage';

const { hub, browser, demo } = await stage();
let place = 0;

describe.each(everywhere)('in %s on $width × $height', (language, size) => {
  it('every way to answer is right', async () => {
    const context = await person(browser, language, size);
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
    const looked = (name: string) => look(page, `${name}-${language}-${size.width}`);
    await page.locator('.card').first().waitFor();
    await child.signIn();
    await child.exercise();
    await page.waitForTimeout(500);
    for (const name of [
      'choice-tens',
      'picture-parts',
      'picture-things',
      'order',
      'sequence',
      'choice-frame',
    ]) {
      const { answer, wrong } = await child.exercise();
      await looked(name);
      await child.answer(name === 'picture-parts' ? wrong : answer);
      if (['choice-tens', 'picture-parts', 'order'].includes(name)) await looked(`${name}-checked`);
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
