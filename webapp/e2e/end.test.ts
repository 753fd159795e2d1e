import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { Child, networkIsBack, open, phone, tabletSize } from './browser';
import { Teacher } from './program';
import { lookAll, stage, visit } from './stage';

const { hub, browser, demo } = await stage();
let place = 0;

async function teacher(): Promise<Teacher> {
  const asked = new Teacher(hub.url);
  await asked.signIn(demo.teacher);
  return asked;
}

/** Does two items, one of them at the second try, so to speak. */
async function work(child: Child): Promise<void> {
  await child.answer((await child.exercise()).wrong);
  await child.next();
  await child.answer((await child.exercise()).answer);
  await child.next();
}

async function inSight(page: Page, selector: string): Promise<boolean> {
  return page.locator(selector).evaluate((element) => {
    const box = element.getBoundingClientRect();
    return box.top >= 0 && box.bottom <= innerHeight;
  });
}

describe.each(['en', 'ur'])('the end of a sitting in %s', (language) => {
  it('shows what was worked on, asks how it was, and the teacher hears it', async () => {
    const { context, page, errors } = await visit(browser, `${hub.url}/#t=${demo.token}`, language, phone);
    const child = new Child(page, demo.learners[place++]!);
    await child.signIn();
    await work(child);
    await page.click('.leave');
    await page.locator('.end h1:focus').waitFor();
    expect(await page.locator('.end .did li').count()).toBeGreaterThan(0);
    await lookAll(page, 'end', language, async (named) =>
      expect(await inSight(page, '.end [data-leave]'), `${named}: the way out`).toBe(true),
    );
    await page.click('[data-feeling=well]');
    await page.click('[data-help=trying]');
    await lookAll(page, 'end-said', language);
    // Back for one more thought: the item is there, and so is what was said.
    await page.click('.end footer .button:not([data-leave])');
    await child.exercise();
    await page.click('.leave');
    await page.locator('[data-feeling=well][aria-pressed=true]').waitFor();
    await page.click('.end [data-leave]');
    await page.locator('.card[data-learner]').first().waitFor();
    const at = await teacher();
    await expect.poll(() => at.said(child.card.id), { timeout: 10_000 }).toEqual([3, 1]);
    expect(errors).toEqual([]);
    await context.close();
  });
});

it('is one tap to leave, works with the hub away, and is handed over later', async () => {
  const context = await browser.newContext({ viewport: tabletSize });
  const { page, errors } = await open(context, `${hub.url}/#t=${demo.token}`);
  const [skips, says] = [new Child(page, demo.learners[place++]!), new Child(page, demo.learners[place++]!)];
  await skips.signIn();
  await work(skips);
  await page.click('.leave');
  await page.click('.end [data-leave]');
  await says.signIn();
  await work(says);
  await page.route('**/api/v1/**', (route) => route.abort());
  await page.click('.leave');
  await page.click('[data-feeling=hard]');
  await page.click('.end [data-leave]');
  await page.locator('.card[data-learner]').first().waitFor();
  await page.unroute('**/api/v1/**');
  await networkIsBack(page);
  const at = await teacher();
  await expect.poll(() => at.said(says.card.id), { timeout: 40_000 }).toEqual([1, 0]);
  expect(await at.said(skips.card.id)).toBeNull();
  expect(errors).toEqual([]);
  await context.close();
});

it('gives the tablet free after a minute, and keeps what was said', async () => {
  const context = await browser.newContext({ viewport: tabletSize });
  const page = await context.newPage();
  await page.clock.install();
  await page.goto(`${hub.url}/#t=${demo.token}`);
  const child = new Child(page, demo.learners[place++]!);
  await child.signIn();
  await work(child);
  await page.click('.leave');
  await page.click('[data-feeling=allRight]');
  await page.clock.fastForward(61_000);
  await page.locator('.cards').waitFor();
  const at = await teacher();
  await expect.poll(() => at.said(child.card.id), { timeout: 20_000 }).toEqual([2, 0]);
  await context.close();
});

it('comes to a tablet without WebAssembly too, where the ready queue serves and no map is drawn', async () => {
  const context = await browser.newContext({ viewport: tabletSize });
  await context.addInitScript('delete window.WebAssembly');
  const { page, errors } = await open(context, `${hub.url}/#t=${demo.token}`);
  const child = new Child(page, demo.learners[place++]!);
  await child.signIn();
  for (let i = 0; i < 6; i++) {
    await child.answer((await child.exercise()).answer);
    await child.next();
  }
  expect(await page.locator('.map-open').count()).toBe(0);
  await child.leave();
  const at = await teacher();
  await expect.poll(() => at.answers(child.card.id), { timeout: 10_000 }).toBe(6);
  expect(errors).toEqual([]);
  await context.close();
});

it('goes from the cards to the end of a sitting by the keyboard alone', async () => {
  const context = await browser.newContext({ viewport: tabletSize });
  const { page, errors } = await open(context, `${hub.url}/#t=${demo.token}`);
  const child = new Child(page, demo.learners[0]!);
  await page.locator('.card[data-learner]').first().waitFor();
  const reach = async (selector: string): Promise<void> => {
    for (let steps = 0; steps < 60; steps++) {
      await page.keyboard.press('Tab');
      if (await page.evaluate((wanted) => document.activeElement?.matches(wanted) ?? false, selector)) return;
    }
    throw new Error(`the keyboard does not come to ${selector}`);
  };
  const press = async (selector: string): Promise<void> => {
    await reach(selector);
    await page.keyboard.press('Enter');
  };
  await press(`[data-learner="${child.card.id}"]`);
  await page.locator('.pictures h1:focus').waitFor();
  for (const secret of child.card.pictures) {
    await page.locator('.pictures h1').focus();
    await press(`.twelve li:nth-child(${secret + 1}) .card`);
  }
  const { answer } = await child.keyboard();
  await child.type(answer);
  await page.locator('.keypad.done').waitFor();
  await press('.leave');
  await page.locator('.end h1:focus').waitFor();
  await press('[data-feeling=allRight]');
  await press('[data-help=hint]');
  await press('[data-leave]');
  await page.locator('.card[data-learner]').first().waitFor();
  expect(errors).toEqual([]);
  await context.close();
});
