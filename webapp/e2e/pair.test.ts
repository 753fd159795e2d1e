import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { Child, networkIsBack, open, phone, tabletSize } from './browser';
import { Teacher } from './program';
import { lookAll, stage, visit } from './stage';

const { hub, browser, demo } = await stage();
let place = 0;

/** Signs two children in at one tablet. */
async function pair(page: Page, a: Child, b: Child): Promise<void> {
  await page.locator('.card[data-learner]').first().waitFor();
  await page.click('.button.two');
  await a.signIn();
  await page.locator('.button.two').waitFor();
  await b.signIn();
  await a.exercise();
}

/** Enters an answer and lets the partner say something about it. */
async function together(child: Child, given: string, word: 'agree' | 'again'): Promise<void> {
  await child.enter(given);
  await child.page.click(`.ask .${word}`);
}

describe.each(['en', 'ur'])('two at one tablet in %s', (language) => {
  it('answer and check, and change places after four', async () => {
    const { context, page, errors } = await visit(browser, `${hub.url}/#t=${demo.token}`, language, phone);
    const [sana, bilal] = [
      new Child(page, demo.learners[place++]!),
      new Child(page, demo.learners[place++]!),
    ];
    const teacher = new Teacher(hub.url);
    await teacher.signIn(demo.teacher);
    const before = await Promise.all([sana, bilal].map(({ card }) => teacher.answers(card.id)));
    const looked = (name: string) => lookAll(page, `pair-${name}`, language);
    await page.locator('.card[data-learner]').first().waitFor();
    await page.click('.button.two');
    await looked('cards');
    await page.click('.button.two');
    await pair(page, sana, bilal);
    await looked('work');
    for (let i = 0; i < 4; i++) {
      const { answer, wrong } = await sana.exercise();
      if (i === 0) {
        await sana.enter(wrong);
        await page.locator('.ask').waitFor();
        expect(await page.locator('.work .note').count()).toBe(0);
        await looked('ask');
        await page.click('.ask .again');
        await page.locator('.keypad:not(.ask)').waitFor();
        await looked('again');
        await sana.erase(wrong);
        await sana.enter(answer);
      } else await together(sana, answer, 'agree');
      await page.locator('.keypad.done').waitFor();
      await page.click('.key.go');
      await page.locator('.keypad:not(.done), .turn').waitFor();
    }
    await page.locator('.turn').waitFor();
    expect(await page.locator('[data-role=answers]').innerText()).toContain(bilal.card.name.split(' ')[0]);
    await looked('turn');
    await page.click('.turn .button');
    await together(bilal, (await bilal.exercise()).answer, 'agree');
    await page.locator('.keypad.done').waitFor();
    const after = (n: number) => expect.poll(() => teacher.answers([sana, bilal][n]!.card.id), { timeout: 10_000 }).toBe(before[n]! + 5); // prettier-ignore
    await after(0);
    await after(1);
    const { learners } = await teacher.board();
    const seats = [sana, bilal].map(({ card }) => learners.find(({ id }) => id === card.id)!);
    expect(seats.map(({ state }) => state)).not.toContain('away');
    expect(seats[0]!.device).toBe(seats[1]!.device);
    await page.click('.leave');
    // Of two the one who entered last is asked.
    await page.locator('.end h1', { hasText: bilal.card.name.split(' ')[0]! }).waitFor();
    await page.click('.end [data-leave]');
    await page.locator('.card[data-learner]').first().waitFor();
    expect(errors).toEqual([]);
    await context.close();
  });
});

it('works with the hub away and without WebAssembly, and hands both over later', async () => {
  const context = await browser.newContext({ viewport: tabletSize });
  await context.addInitScript('delete window.WebAssembly');
  const { page, errors } = await open(context, `${hub.url}/#t=${demo.token}`);
  const [a, b] = [new Child(page, demo.learners[place++]!), new Child(page, demo.learners[place++]!)];
  const teacher = new Teacher(hub.url);
  await teacher.signIn(demo.teacher);
  const before = await teacher.answers(b.card.id);
  await pair(page, a, b);
  await page.route('**/api/v1/**', (route) => route.abort());
  for (let i = 0; i < 5; i++) {
    const { answer, wrong } = await a.exercise();
    await together(a, i === 2 ? wrong : answer, 'agree');
    await page.locator('.keypad.done').waitFor();
    await page.click('.key.go');
    if (i === 3) await page.click('.turn .button');
    await page.locator('.keypad:not(.done)').waitFor();
  }
  await page.unroute('**/api/v1/**');
  await networkIsBack(page);
  await expect.poll(() => teacher.answers(b.card.id), { timeout: 40_000 }).toBe(before + 5);
  expect(errors).toEqual([]);
  await context.close();
});
