import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { Child } from './browser';
import { Teacher } from './program';
import { everywhere, look, stage, visit } from './stage';

const { hub, browser, demo } = await stage(40, '--history');

beforeAll(async () => {
  // The invented class's three weeks are written after the first page is served.
  const teacher = new Teacher(hub.url);
  await teacher.signIn(demo.teacher);
  for (let before = -1, tries = 0; tries < 30; tries++) {
    const answers = await teacher.answers(demo.learners[20]!.id);
    if (answers > 0 && answers === before) break;
    before = answers;
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
}, 60_000);

let chosen = 0;

describe.each(everywhere)('a map in %s on $width × $height', (language, size) => {
  it('shows every skill once, how it stands, and what it is for', async () => {
    const { context, page, errors } = await visit(browser, `${hub.url}/#t=${demo.token}`, language, size);
    const child = new Child(page, demo.learners[20]!);
    await child.signIn();
    await child.answer((await child.exercise()).answer);
    await child.next();
    await page.locator('.map-open').waitFor({ timeout: 60_000 });
    await page.click('.map-open');
    await page.locator('.map[open] .flower').first().waitFor();
    await page.evaluate(() => document.fonts.ready);
    const skills = await page
      .locator('.flower')
      .evaluateAll((all) => all.map((one) => (one as HTMLElement).dataset['skill']));
    const pack = JSON.parse(readFileSync(resolve(import.meta.dirname, '../../content/numeracy/skills.json'), 'utf8')) as { skills: unknown[] }; // prettier-ignore
    expect(new Set(skills).size).toBe(pack.skills.length);
    // Three weeks of history: something blooms and something is ready.
    expect(await page.locator('.flower.known, .flower.freshen').count()).toBeGreaterThan(0);
    expect(await page.locator('.flower.ready').count()).toBeGreaterThan(0);
    expect(await page.locator('.paths line').count()).toBeGreaterThan(20);
    const suffix = `${language}-${size.width}`;
    await look(page, `map-${suffix}`);
    await page.locator('.flower.ready').first().focus();
    await page.keyboard.press('Enter');
    expect((await page.locator('.map .told').innerText()).trim().length).toBeGreaterThan(10);
    // She chooses: the last of what is offered comes at once, and the reason says so.
    const offers = page.locator('[data-offer]');
    // The six share one learner, so a fringe may run short; two are a choice, one is none.
    const count = await offers.count();
    expect([0, 2, 3, 4]).toContain(count);
    if (count === 0) return context.close();
    chosen++;
    const named = (await offers.last().innerText()).trim();
    await offers.last().click();
    await page.locator('.map').waitFor({ state: 'detached' });
    await child.exercise();
    await page.click('.asks .button >> nth=1');
    await expect.poll(() => page.locator('.why').innerText()).toContain(named);
    expect(await page.locator('.why p').first().innerText()).toMatch(
      language === 'ur' ? /انتخاب/ : /You chose/,
    );
    await page.keyboard.press('Escape');
    await child.answer((await child.exercise()).answer);
    expect(errors).toEqual([]);
    await context.close();
  });
});

it('had a choice to offer', () => {
  expect(chosen).toBeGreaterThan(0);
});
