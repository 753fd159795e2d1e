import type { BrowserContext } from 'playwright-core';
import { expect, it } from 'vitest';
import { Child, expectAccessible, expectThumbs, open, phone, picture, tabletSize } from './browser';
import { seat } from './class';
import { Teacher } from './program';
import { everywhere, look, stage, type Visit, visitAsTeacher } from './stage';

const set = await stage();
const { hub, browser, demo } = set;

async function child(place: number): Promise<{ child: Child; context: BrowserContext }> {
  const context = await browser.newContext({ viewport: tabletSize });
  const { page } = await open(context, `${hub.url}/#t=${demo.token}`);
  const sits = new Child(page, demo.learners[place]!);
  await page.locator('.card').first().waitFor();
  await sits.signIn();
  return { child: sits, context };
}

async function work(sits: Child, answers: number): Promise<void> {
  for (let i = 0; i < answers; i++) {
    await sits.answer((await sits.exercise()).answer);
    await sits.next();
  }
}

async function teacher(language: string, size = phone): Promise<Visit> {
  const opened = await visitAsTeacher(set, '/teacher', language, size);
  await opened.page.locator('.class-bar').waitFor();
  return opened;
}

it('a decision takes three taps from the board and one to take back', async () => {
  const { child: sits, context: tablet } = await child(0);
  await work(sits, 3);
  const { page, errors, context } = await teacher('en');
  let taps = 0;
  const tap = (selector: string): Promise<void> => {
    taps++;
    return page.click(selector);
  };
  await tap(`[data-learner="${sits.card.id}"] .to-pupil`);
  await page.locator('.fact').first().waitFor();
  const skill = await page.locator('.fact').first().getAttribute('data-skill');
  const fact = `.fact[data-skill="${skill}"]`;
  await tap(`${fact} summary`);
  await tap(`${fact} [data-kind="pin"]`);
  await page.locator(`${fact} .undo`).waitFor();
  expect(taps).toBe(3);
  expect(await page.locator(`${fact} .decided`).textContent()).toContain('Practise next');
  await page.reload();
  await tap(`${fact} .undo`);
  await page.locator(`${fact} .undo`).waitFor({ state: 'detached' });
  expect(taps).toBe(4);
  // The board goes on moving after the way there and back.
  await page.click('a[href="/teacher"]');
  await page.locator('.linked.live').waitFor();
  await work(sits, 1);
  await page.locator(`[data-learner="${sits.card.id}"] >> text=/4 right of 4/`).waitFor();
  expect(errors).toEqual([]);
  await Promise.all([context.close(), tablet.close()]);
});

it('what a teacher saw herself counts after three taps, and is taken back by one', async () => {
  const { page, errors, context } = await teacher('en');
  const learner = demo.learners[38]!.id;
  await page.click('details.absent summary');
  let taps = 0;
  const tap = (selector: string): Promise<void> => {
    taps++;
    return page.click(selector);
  };
  await tap(`[data-learner="${learner}"] .to-pupil`);
  await page.locator('.fact').first().waitFor();
  const skill = await page.locator('.fact').first().getAttribute('data-skill');
  const fact = `.fact[data-skill="${skill}"]`;
  await tap(`${fact} summary`);
  await tap(`${fact} [data-outcome="right"]`);
  await page.locator(`${fact} .unsee`).waitFor();
  expect(taps).toBe(3);
  await page.reload();
  expect(await page.locator(`${fact} .seen`).textContent()).toContain('Showed it to me');
  await tap(`${fact} .unsee`);
  await page.locator(`${fact} .unsee`).waitFor({ state: 'detached' });
  await page.reload();
  await page.locator('.fact').first().waitFor();
  expect(await page.locator('.seen').count()).toBe(0);
  expect(errors).toEqual([]);
  await context.close();
});

it('a wave is called with the attendance or by one tap, and the tablets turn to it', async () => {
  const { page, errors, context } = await teacher('en');
  const tablet = await browser.newContext({ viewport: tabletSize });
  const { page: idle } = await open(tablet, `${hub.url}/#t=${demo.token}`);
  const shown = (wave: number): Promise<void> =>
    idle.locator(`.wave[data-wave="${wave}"][aria-pressed="true"]`).first().waitFor();
  await shown(1);
  await page.click('.places a[href="/teacher/class"]');
  await page.click('.segments [data-value="2"]');
  await page.click('.start');
  await page.locator('.called [data-value="2"][aria-pressed="true"]').waitFor();
  await idle.reload();
  await shown(2);
  await page.click('.called [data-value="1"]');
  await page.locator('.called [data-value="1"][aria-pressed="true"]').waitFor();
  await idle.reload();
  await shown(1);
  // Whoever comes late still finds the own wave, and the tablet does not insist.
  await idle.click('.wave[data-wave="3"]');
  await idle.reload();
  await shown(3);
  expect(errors).toEqual([]);
  await Promise.all([context.close(), tablet.close()]);
});

it('a session is given to another child or to nobody in three taps and taken back in one', async () => {
  const { child: sits, context: tablet } = await child(1);
  await work(sits, 3);
  const really = demo.learners[2]!;
  const { page, context } = await teacher('en');
  const asked = new Teacher(hub.url);
  await asked.signIn(demo.teacher);
  await expect.poll(() => asked.answers(sits.card.id)).toBe(3);
  await page.click(`[data-learner="${sits.card.id}"] .to-pupil`);
  await page.click('.fact[data-session] summary');
  await page.click(`.fact[data-session] [data-owner="${really.id}"]`);
  await page.locator('.fact[data-session] .undo').waitFor();
  expect(await asked.answers(sits.card.id)).toBe(0);
  expect(await asked.answers(really.id)).toBe(3);
  await page.click('.fact[data-session] .undo');
  await page.locator('.fact[data-session] .undo').waitFor({ state: 'detached' });
  expect(await asked.answers(sits.card.id)).toBe(3);
  await page.click('.fact[data-session] .void');
  await page.locator('.fact[data-session] .undo').waitFor();
  expect(await asked.answers(sits.card.id)).toBe(0);
  expect(await asked.answers(really.id)).toBe(0);
  await Promise.all([context.close(), tablet.close()]);
});

it('“I helped” takes one tap, moves the card away, and is taken back in one', async () => {
  await seat(hub.url, demo, 20, 2, 0);
  const { page, errors, context } = await teacher('en');
  const card = `.to-see[data-learner="${demo.learners[20]!.id}"]`;
  await page.locator(card).waitFor();
  expect(await page.locator(`${card} .because`).textContent()).toMatch(/3 wrong in a row, 2 hints/);
  expect(await page.locator(`${card} q`).textContent()).not.toBe('');
  await page.click(`${card} .help`);
  await page.locator(card).waitFor({ state: 'detached' });
  await page.click('.undo-help');
  await page.locator(card).waitFor();
  await page.click(`${card} .help`);
  await page.locator(card).waitFor({ state: 'detached' });
  // The log of the child's page says so, also to another phone.
  await page.goto(`${hub.url}/teacher/pupil/${demo.learners[20]!.id}`);
  await page.locator('.helps li').waitFor();
  expect(await page.locator('.helps li').count()).toBe(1);
  expect(errors).toEqual([]);
  await context.close();
});

it('a class is started, three of them absent, in five taps', async () => {
  const { page, errors, context } = await teacher('en');
  let taps = 0;
  const tap = (selector: string): Promise<void> => {
    taps++;
    return page.click(selector);
  };
  await tap('.places a[href="/teacher/class"]');
  for (const place of [30, 31, 32]) await tap(`.present[data-learner="${demo.learners[place]!.id}"]`);
  await tap('.start');
  await page.locator('.class-bar').waitFor();
  expect(taps).toBe(5);
  await page.locator('text=/of 40 at a tablet · 3 absent/').waitFor();
  await page.reload();
  await page.locator('text=/3 absent/').waitFor();
  expect(errors).toEqual([]);
  await context.close();
});

it.each(everywhere)('the first screen, the attendance are right in %s on %o', async (language, size) => {
  const { page, errors, context } = await teacher(language, size);
  await seat(hub.url, demo, 12, 3, 3, 'smaller-from-larger');
  await page.locator('.reteach .example').waitFor();
  const name = `${language}-${size.width}`;
  await look(page, `teacher-now-${name}`);
  await page.locator('.reteach').scrollIntoViewIfNeeded();
  await picture(page, `teacher-reteach-${name}`);
  // By keyboard alone to the first “I helped”.
  for (let i = 0; i < 30; i++) {
    await page.keyboard.press('Tab');
    if (await page.evaluate(() => document.activeElement?.classList.contains('help'))) break;
  }
  await page.keyboard.press('Enter');
  await page.locator('.undo-help').waitFor();
  await page.evaluate(() => window.scrollTo(0, 0));
  await look(page, `teacher-helped-${name}`);
  await page.click('.undo-help');
  await page.locator('.undo-help').waitFor({ state: 'detached' });
  await page.click('.places a[href="/teacher/class"]');
  await page.click(`.present[data-learner="${demo.learners[35]!.id}"]`);
  await look(page, `attendance-${name}`);
  expect(errors).toEqual([]);
  await context.close();
});

it.each(everywhere)('the learner’s page is right in %s on %o', async (language, size) => {
  const place = 4 + everywhere.findIndex((one) => one[0] === language && one[1] === size);
  const { child: sits, context: tablet } = await child(place);
  await work(sits, 8);
  const { page, errors, context } = await teacher(language, size);
  const seen = (name: string): Promise<void> => look(page, `${name}-${language}-${size.width}`);
  await page.click('details.absent summary');
  await seen('teacher-absent');
  await page.click(`[data-learner="${sits.card.id}"] .to-pupil`);
  await page.locator('.fact').first().waitFor();
  await seen('pupil');
  await page.click('.fact[data-skill] summary >> nth=0');
  await page.click('.fact[data-skill] [data-kind="known"] >> nth=0');
  await page.locator('.undo').waitFor();
  await page.click('.fact[data-skill] [data-outcome="not-yet"] >> nth=0');
  await page.locator('.unsee').waitFor();
  await seen('pupil-why');
  await page.click('.latest > summary');
  await page.locator('.asked .example').nth(7).waitFor();
  await page.locator('.latest').scrollIntoViewIfNeeded();
  await seen('pupil-answers');
  await page.click('.latest > summary');
  await page.click('.fact[data-session] summary');
  await page.click('.fact[data-session] .void');
  await page.locator('.fact[data-session] .undo').waitFor();
  await seen('pupil-session');
  await page.goto(`${hub.url}/teacher/pupil/00000000-0000-0000-0000-000000000001`);
  await page.locator('[role=alert]').waitFor();
  await seen('pupil-missing');
  expect(errors).toEqual([]);
  await Promise.all([context.close(), tablet.close()]);
});

it.each(everywhere)('the class by skills is right in %s on %o', async (language, size) => {
  const { page, errors, context } = await teacher(language, size);
  await page.click('.places a[href="/teacher/skills"]');
  await page.locator('.skills-grid tbody tr').first().waitFor();
  expect(await page.locator('.skills-grid tbody tr').count()).toBe(40);
  await look(page, `skills-${language}-${size.width}`);
  await page.locator('.skills-grid').focus();
  expect(await page.evaluate(() => document.activeElement?.className)).toContain('skills-grid');
  await page.click('.skills-grid .to-pupil >> nth=0');
  await page.locator('.fact').first().waitFor();
  expect(errors).toEqual([]);
  await context.close();
});

it.each(everywhere)('the poster is right in %s on %o', async (language, size) => {
  const { page, errors, context } = await teacher(language, size);
  await page.click('a[href="/teacher/print/poster"]');
  await page.locator('.poster svg[role=img]').waitFor();
  expect(await page.locator('.poster .link').textContent()).toBe(`${hub.url}/#t=${demo.token}`);
  await page.evaluate(() => document.fonts.ready);
  await expectAccessible(page, 'poster');
  await expectThumbs(page, 'poster');
  await picture(page, `poster-${language}-${size.width}`);
  await page.emulateMedia({ media: 'print' });
  expect(await page.locator('.button').first().isVisible()).toBe(false);
  expect(await page.locator('.poster svg[role=img]').isVisible()).toBe(true);
  expect(errors).toEqual([]);
  await context.close();
});

it('shows a pupil’s page of the hub again once it answers', async () => {
  const { page, context } = await teacher('en');
  await page.route('**/teacher/learners/*', (route) => route.abort());
  await page.goto(`${hub.url}/teacher/pupil/${demo.learners[9]!.id}`);
  await page.locator('[role=alert] .button').waitFor();
  await page.unroute('**/teacher/learners/*');
  await page.click('[role=alert] .button');
  await page.locator('.fact').first().waitFor();
  await context.close();
});
