import { describe, expect, it } from 'vitest';
import { open, phone } from './browser';
import { everywhere, look, person, signIn, stage, visitAsTeacher } from './stage';

const set = await stage(4);

/** Everything that can be the matter, as the hub would tell it. */
const matters = {
  held: [
    { reason: 'ahead-of-time', ops: 2, since: 179_543_520_000 },
    { reason: 'unknown-kind', ops: 1, since: 0 },
  ],
  segments: [{ lacks: 'directory', segments: 1, ops: 900 }],
  refused: [{ source: '0190/7/55/ministry', code: 'invalid', message: '', texts: 3, at: 179_543_520_000 }],
  alarms: [{ device: 4, ops: 1 }],
  lost: [{ device: 7, epoch: 1, audience: 'ministry', from: 5, to: 7 }],
  copies: [{ epoch: 9, segments: 3, live: true, since: 179_543_520_000 }],
  repairs: [{ at: 179_543_520_000, file: 'x', causes: ['page 3'], segments: 3, ops: 20, bad: 0 }],
};

/** What a file may come to, all at once. */
const brought = {
  segments: 2,
  receipts: 7,
  bytes: 0,
  files: 1,
  others: 1,
  problems: ['bundle.darasa: the file is not whole; copy it again'],
};

it('a hub that was not told the time takes it from a phone, after a tap where they differ', async () => {
  const context = await person(set.browser, 'en', phone);
  await context.addInitScript(() => {
    const now = Date.now.bind(Date);
    Date.now = () => now() + 3_600_000;
  });
  const { page, errors } = await open(context, `${set.hub.url}/teacher`);
  await signIn(page, set.demo);
  await page.locator('.tell-time').waitFor();
  await look(page, 'clock-en-360');
  await page.click('.tell-time');
  await page.locator('.tell-time').waitFor({ state: 'detached' });
  await context.close();
  // The phone was the wrong one: a right one says so where the hub is looked after.
  const second = await visitAsTeacher(set, '/teacher/state', 'en', phone);
  await second.page.click('.tell-time');
  await second.page.locator('.tell-time').waitFor({ state: 'detached' });
  await second.page.locator('text=/never goes back/').waitFor();
  await look(second.page, 'clock-waits-en-360');
  expect([...errors, ...second.errors]).toEqual([]);
  await second.context.close();
});

describe.each(everywhere)('how the hub is, in %s on $width × $height', (language, size) => {
  it('is said in words, from the class page', async () => {
    const { context, page, errors } = await visitAsTeacher(set, '/teacher/class', language, size);
    await page.click('a[href="/teacher/state"]');
    await page.locator('.state .panel').nth(2).waitFor();
    expect(await page.locator('.matters li').count()).toBe(0);
    await look(page, `state-fine-${language}-${size.width}`);
    await page.route('**/api/v1/teacher/attention', async (route) => {
      const real = (await (await route.fetch()).json()) as { now: number };
      const waiting = { ops: 812, bytes: 41_200, since: real.now - 3 * 8_640_000, seconds: 20 };
      await route.fulfill({ json: { ...real, ...matters, waiting } });
    });
    await page.locator('.state .choices button').click();
    await page.locator('.matters li').nth(7).waitFor();
    await look(page, `state-matters-${language}-${size.width}`);
    await page.route('**/api/v1/teacher/status', (route) =>
      route.fulfill({ json: { cloud: { url: 'https://ministry.example', lastContact: 0 } } }),
    );
    await page.route('**/api/v1/teacher/bundle', (route) => route.fulfill({ json: brought }));
    await page.locator('.state .choices button').first().click();
    await page.setInputFiles('.carry input', {
      name: 'from-the-ministry.darasa',
      mimeType: 'application/octet-stream',
      buffer: Buffer.from('sealed'),
    });
    await page.locator('.carry .note').nth(2).waitFor();
    await page.locator('.carry .note').nth(2).scrollIntoViewIfNeeded();
    await look(page, `state-carry-${language}-${size.width}`);
    await page.route('**/api/v1/teacher/attention', (route) => route.abort());
    await page.locator('.state .choices button').first().click();
    await page.locator('.state > .note.alarm').waitFor();
    expect(errors.filter((error) => !error.includes('ERR_FAILED'))).toEqual([]);
    await context.close();
  });
});
