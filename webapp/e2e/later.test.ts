import type { BrowserContext } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import type { Contents, Instance } from '../src/learner/pack';
import { Child, expectTogether, open, phone, picture } from './browser';
import { lookAll, person, sizes, stage } from './stage';

/** One generator for every way to answer and every drawing of the later years. */
const generators = [
  'subtract-across-zeros', 'multiply-two-digit', 'long-division', 'add-unlike-fractions', 'lowest-terms',
  'clock-minutes-typed', 'which-clock-hours', 'change', 'count-notes', 'tap-line-to-100', 'fractions-on-a-line',
  'read-line-to-1000', 'highest-bar', 'pictograph', 'tally', 'folds-onto-itself', 'right-angle', 'which-shape', 'count-sides',
  'order-decimals', 'coloured-hundredths', 'name-a-fraction', 'count-equal-groups', 'count-an-array', 'area-by-squares',
  'change-for-kites', 'equivalent-fractions',
]; // prettier-ignore

interface Compiled {
  generators: { id: string }[];
  items: { generator: number; format: string; instances: Instance[] }[];
}

const { hub, browser, demo } = await stage();
let place = 0;

/** Lets the plan's ready queue hold one exercise of every generator above; returns them in that order. */
async function queue(context: BrowserContext): Promise<() => Instance[]> {
  let found: Instance[] = [];
  await context.route('**/api/v1/plan?*', async (route) => {
    const headers = route.request().headers();
    const get = async <T>(path: string): Promise<T> =>
      (await (await context.request.get(`${hub.url}/api/v1/${path}`, { headers })).json()) as T;
    const plan = (await (await route.fetch()).json()) as object;
    const { pack } = await get<{ pack: string }>('class');
    const contents = await get<Contents>(`parts/${pack}`);
    const compiled = await get<Compiled>(`packs/${contents.catalogue}`);
    const items = generators.map((id) => {
      const number = compiled.generators.findIndex((generator) => generator.id === id);
      return compiled.items.map(({ generator }) => generator).lastIndexOf(number);
    });
    found = items.map((item) => compiled.items[item]!.instances[0]!);
    const ready = items.map((item) => {
      const line = contents.parts.find((part) => part.items.includes(item))!;
      return { item, instance: 0, part: line.name, at: line.items.indexOf(item), kind: 'practice', p: 0.8, reasons: [] }; // prettier-ignore
    });
    await route.fulfill({ json: { ...plan, blob: '', ready } });
  });
  await context.route('**/api/v1/ops', (route) => route.abort());
  return () => found;
}

describe.each(['en', 'ur'])('the later years in %s', (language) => {
  it('are shown at every size, answered and found right', { timeout: 240_000 }, async () => {
    const context = await person(browser, language, phone);
    const instances = await queue(context);
    const { page, errors } = await open(context, `${hub.url}/#t=${demo.token}`);
    const child = new Child(page, demo.learners[place++]!);
    await child.signIn();
    await page.locator('.work[data-item]').waitFor();
    await page.evaluate(() => document.fonts.ready);
    for (const [i, name] of generators.entries()) {
      await lookAll(page, `later-${name}`, language, (named) => expectTogether(page, named));
      await page.setViewportSize(sizes[i % 3]!);
      await child.answer(instances()[i]!.answer);
      expect(await page.locator('.note.right').count(), `${name}: found right`).toBe(1);
      if (['long-division', 'change'].includes(name))
        await picture(page, `later-${name}-${language}-checked`);
      if (i < generators.length - 1) await child.next();
    }
    expect(errors).toEqual([]);
    await context.close();
  });
});
