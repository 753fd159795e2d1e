import { describe, expect, it } from 'vitest';
import { Child, open, phone, tabletSize } from './browser';
import { everywhere, look, stage, visitAsTeacher } from './stage';

const set = await stage(12);
const { hub, browser, demo } = set;

it('a week’s unit is chosen by picture, followed by the tablets, and taken back by one tap', async () => {
  const { page, errors, context } = await visitAsTeacher(set, '/teacher/class', 'en', phone);
  await page.click('a[href="/teacher/unit"]');
  await page.locator('.strand').first().waitFor();
  await page.click('.segments [data-value="4"]');
  await page.click('.strand .whole >> nth=0');
  await page.click('.save-unit');
  await page.locator('.undo').waitFor();
  const chosen = await page.locator('.strand [data-skill][aria-pressed="true"]').count();
  expect(chosen).toBeGreaterThan(3);
  await page.reload();
  await page.locator('.strand').first().waitFor();
  expect(await page.locator('.strand [data-skill][aria-pressed="true"]').count()).toBe(chosen);
  expect(await page.locator('[data-value="4"][aria-pressed="true"]').count()).toBe(1);
  // Another change, and back to what stood before it by one tap.
  await page.click('.strand .whole >> nth=0');
  await page.click('.save-unit');
  await page.click('.undo');
  await expect.poll(() => page.locator('.strand [data-skill][aria-pressed="true"]').count()).toBe(chosen);
  expect(errors).toEqual([]);
  await context.close();
});

it('a support plan takes three taps at most, serves the tablet at once, and goes with one', async () => {
  const tablet = await browser.newContext({ viewport: tabletSize });
  const { page: learning } = await open(tablet, `${hub.url}/#t=${demo.token}`);
  const sits = new Child(learning, demo.learners[0]!);
  await learning.locator('.card').first().waitFor();
  await sits.signIn();
  await sits.exercise();
  const calm = (): Promise<boolean> =>
    learning.evaluate(() => document.documentElement.hasAttribute('data-calm'));
  expect(await calm()).toBe(false);
  const { page, errors, context } = await visitAsTeacher(set, '/teacher', 'en', phone);
  await page.click(`[data-learner="${sits.card.id}"] .to-pupil`);
  await page.click('[data-support="calm"]');
  await page.locator('[data-support="calm"][aria-pressed="true"]').waitFor();
  await expect.poll(calm, { timeout: 15_000 }).toBe(true);
  await page.click('[data-support="steps"]');
  await expect.poll(() => learning.locator('.asks .button.main').count(), { timeout: 15_000 }).toBe(1);
  await page.click('.undo-support');
  await page.locator('[data-support="steps"][aria-pressed="false"]').waitFor();
  expect(await page.locator('[data-support="calm"][aria-pressed="true"]').count()).toBe(1);
  await page.click('[data-like="kite"]');
  await page.locator('[data-like="kite"][aria-pressed="true"]').waitFor();
  await page.reload();
  await page.locator('[data-like="kite"][aria-pressed="true"]').waitFor();
  await page.click('[data-support="calm"]');
  await expect.poll(calm, { timeout: 15_000 }).toBe(false);
  // The whole class: quiet, and as usual again.
  await page.goto(`${hub.url}/teacher/class`);
  await page.click('[data-value="quiet"]');
  await expect.poll(calm, { timeout: 15_000 }).toBe(true);
  await page.click('[data-value="usual"]');
  await expect.poll(calm, { timeout: 15_000 }).toBe(false);
  expect(errors).toEqual([]);
  await Promise.all([context.close(), tablet.close()]);
});

describe.each(everywhere)('how pupils are served, in %s on $width × $height', (language, size) => {
  it('is right on the unit’s page and the pupil’s', async () => {
    const { page, errors, context } = await visitAsTeacher(set, '/teacher/unit', language, size);
    await page.locator('.strand').first().waitFor();
    await page.click('.strand [data-skill] >> nth=1');
    await look(page, `unit-${language}-${size.width}`);
    await page.goto(`${hub.url}/teacher/pupil/${demo.learners[2]!.id}`);
    await page.locator('.support').scrollIntoViewIfNeeded();
    await page.click('[data-support="slower"]');
    await page.locator('.undo-support').waitFor();
    await look(page, `support-${language}-${size.width}`);
    await page.locator('.likes').scrollIntoViewIfNeeded();
    await look(page, `likes-${language}-${size.width}`);
    await page.click('.undo-support');
    await page.locator('.undo-support').waitFor({ state: 'detached' });
    await page.goto(`${hub.url}/teacher/class`);
    await page.locator('[data-value="quiet"]').scrollIntoViewIfNeeded();
    await look(page, `rewards-${language}-${size.width}`);
    expect(errors).toEqual([]);
    await context.close();
  });
});
