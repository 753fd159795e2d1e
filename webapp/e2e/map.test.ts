import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { Child, deskSize, phone, tabletSize } from './browser';
import { Teacher } from './program';
import { look, lookAll, stage, visit } from './stage';

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
let taken = 0;
const { skills } = JSON.parse(
  readFileSync(resolve(import.meta.dirname, '../../content/numeracy/skills.json'), 'utf8'),
) as { skills: { id: string }[] };

/** Goes through every garden and unfolds every bed; tells the flowers that were there, and how many ways. */
async function walk(page: Page): Promise<{ seen: string[]; ways: number }> {
  const seen: string[] = [];
  let ways = 0;
  for (const garden of await page.locator('[data-garden]').all()) {
    await garden.click();
    for (const bed of await page.locator('.bed-name').all()) {
      if ((await bed.getAttribute('aria-expanded')) === 'false') await bed.click();
      const flowers = page.locator('.flower');
      seen.push(
        ...(await flowers.evaluateAll((all) => all.map((one) => (one as HTMLElement).dataset['skill']!))),
      );
      expect(await faults(page)).toEqual([]);
      ways += await page.locator('.paths path').count();
    }
  }
  return { seen, ways };
}

/** What sticks out of the page, or lies over a neighbour, among the labels of flowers. */
function faults(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const boxes = [...document.querySelectorAll('.flower')].map((flower) => ({
      name: flower.textContent,
      box: flower.getBoundingClientRect(),
    }));
    const wide = document.documentElement.clientWidth;
    return boxes.flatMap(({ name, box }, i) => {
      const out = box.left < -0.5 || box.right > wide + 0.5;
      const over = boxes.some(
        ({ box: other }, k) =>
          k > i &&
          box.left < other.right - 1 &&
          other.left < box.right - 1 &&
          box.top < other.bottom - 1 &&
          other.top < box.bottom - 1,
      );
      return out || over ? [`${name}: ${out ? 'out' : 'over another'}`] : [];
    });
  });
}

describe.each(['en', 'ur'])('a map in %s', (language) => {
  it('opens at her own bed, shows every skill once, how it stands, and what it is for', async () => {
    const { context, page, errors } = await visit(browser, `${hub.url}/#t=${demo.token}`, language, phone);
    const child = new Child(page, demo.learners[20]!);
    await child.signIn();
    await child.answer((await child.exercise()).answer);
    await child.next();
    await page.locator('.map-open').waitFor({ timeout: 60_000 });
    for (const size of [phone, tabletSize, deskSize]) {
      await page.setViewportSize(size);
      await page.locator('.map-open').focus();
      await page.keyboard.press('Enter');
      await page.locator('.bed.unfolded .flower').first().waitFor();
      // One bed is open, and a flower of it is in sight that may be worked on or blooms.
      expect(await page.locator('.bed.unfolded').count()).toBe(1);
      const first = await page.locator('.bed.unfolded .flower:not(.later)').first().boundingBox();
      expect(first!.y + 60).toBeLessThan(size.height);
      expect(await faults(page)).toEqual([]);
      await look(page, `map-${language}-${size.width}`);
      const flower = page.locator('.flower.ready, .flower.later').last();
      await flower.focus();
      await page.keyboard.press('Enter');
      expect((await page.locator('.map .told').innerText()).trim().length).toBeGreaterThan(10);
      await look(page, `map-told-${language}-${size.width}`);
      // What comes before it may grow in another bed; a tap goes there.
      const before = page.locator('[data-before]').first();
      const id = await before.getAttribute('data-before');
      await before.click();
      await page.locator(`.flower[data-skill="${id}"][aria-pressed=true]`).waitFor();
      await page.keyboard.press('Escape');
      await page.locator('.map').waitFor({ state: 'detached' });
      expect(await page.evaluate(() => document.activeElement?.classList.contains('map-open'))).toBe(true);
    }
    await page.setViewportSize(phone);
    await page.click('.map-open');
    await page.locator('[data-garden]').first().waitFor();
    const { seen, ways } = await walk(page);
    expect([...new Set(seen)].sort()).toEqual(skills.map(({ id }) => id).sort());
    expect(seen.length).toBe(skills.length);
    expect(ways).toBeGreaterThan(60);
    // Three weeks of history: something blooms and something is ready.
    await page.locator('[data-garden]').first().click();
    expect(await page.locator('.marks .known, .marks .freshen').count()).toBeGreaterThan(0);
    expect(await page.locator('.marks .ready').count()).toBeGreaterThan(0);
    await page.keyboard.press('Escape');
    await choose(child, language);
    await like(child, language);
    await takeUp(child, language);
    expect(errors).toEqual([]);
    await context.close();
  });
});

/** She chooses: the last of what is offered comes at once, and the reason says so. */
async function choose(child: Child, language: string): Promise<void> {
  const { page } = child;
  await page.click('.map-open');
  await page.locator('.bed.unfolded').waitFor();
  const offers = page.locator('[data-offer]');
  // Both languages share one learner, so a fringe may run short; two are a choice, one is none.
  const count = await offers.count();
  expect([0, 2, 3, 4]).toContain(count);
  if (count === 0) return;
  chosen++;
  const named = (await offers.last().innerText()).trim();
  await offers.last().click();
  await page.locator('.map').waitFor({ state: 'detached' });
  await child.exercise();
  await page.click('[data-why]');
  await expect.poll(() => page.locator('.why').innerText()).toContain(named);
  expect(await page.locator('.why p').first().innerText()).toMatch(
    language === 'ur' ? /انتخاب/ : /You chose/,
  );
  await page.keyboard.press('Escape');
  await child.answer((await child.exercise()).answer);
}

/** At the end of a sitting she says by pictures what she likes, and the teacher's page has it. */
async function like(child: Child, language: string): Promise<void> {
  const { page } = child;
  await page.click('.leave');
  await page.click('[data-likes]');
  await page.locator('.liking [data-like]').first().waitFor();
  // Both languages share one learner: what the other left is taken back.
  const pressed = page.locator('[data-like][aria-pressed=true]');
  while ((await pressed.count()) > 0) await pressed.first().click();
  const liked = language === 'en' ? ['kite', 'cat'] : ['boat', 'star'];
  for (const name of liked) await page.click(`[data-like=${name}]`);
  await lookAll(page, 'end-likes', language);
  await page.click('.liking header .button:last-child');
  await page.locator('.liking').waitFor({ state: 'detached' });
  const teacher = new Teacher(hub.url);
  await teacher.signIn(demo.teacher);
  await expect.poll(() => teacher.likes(child.card.id)).toEqual(liked);
}

/** Her shelf lies on the end page, each skill with its reason; a tap goes on with that one. */
async function takeUp(child: Child, language: string): Promise<void> {
  const { page } = child;
  const picks = page.locator('.shelf-of [data-pick]');
  await page.locator('[data-likes]').waitFor();
  const count = await picks.count();
  expect(count).toBeLessThanOrEqual(5);
  if (count === 0) return;
  taken++;
  await lookAll(page, 'end-shelf', language, async () => {
    const out = (await page.locator('.end [data-leave]').boundingBox())!;
    expect(out.y + out.height, 'the way out').toBeLessThanOrEqual(page.viewportSize()!.height);
  });
  for (const pick of await picks.all())
    expect((await pick.locator('span > span').last().textContent())!.trim().length).toBeGreaterThan(3);
  const wanted = (await picks.first().locator('strong').innerText()).trim();
  await picks.first().click();
  await child.exercise();
  await page.click('[data-why]');
  await expect.poll(() => page.locator('.why').innerText()).toContain(wanted);
  await page.keyboard.press('Escape');
}

it('the shelf is filled by the tablet itself while the hub is away', { timeout: 120_000 }, async () => {
  const { context, page, errors } = await visit(browser, `${hub.url}/#t=${demo.token}`, 'en', phone);
  const child = new Child(page, demo.learners[21]!);
  await child.signIn();
  await child.answer((await child.exercise()).answer);
  await child.next();
  await page.locator('.map-open').waitFor({ timeout: 60_000 });
  await page.route('**/api/v1/**', (route) => route.abort());
  await child.answer((await child.exercise()).answer);
  await page.click('.leave');
  const picks = page.locator('.shelf-of [data-pick]');
  await picks.first().waitFor();
  expect(await picks.count()).toBeLessThanOrEqual(6);
  // What she likes is the hub's to tell, and an answer that would write over it is not asked for.
  expect(await page.locator('[data-likes], .note.alarm').count()).toBe(0);
  await look(page, 'end-shelf-away-en-360');
  const wanted = await picks.first().getAttribute('data-skill');
  await picks.first().click();
  await child.exercise();
  expect(wanted).toBeTruthy();
  await page.locator('.end').waitFor({ state: 'detached' });
  expect(errors).toEqual([]);
  await context.close();
});

it('had a choice to offer, and something on the shelf', () => {
  expect(chosen).toBeGreaterThan(0);
  expect(taken).toBeGreaterThan(0);
});
