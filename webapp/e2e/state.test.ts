import { describe, expect, it } from 'vitest';
import { everywhere, look, stage, visitAsTeacher } from './stage';

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

describe.each(everywhere)('how the hub is, in %s on $width × $height', (language, size) => {
  it('is said in words, from the class page', async () => {
    const { context, page, errors } = await visitAsTeacher(set, '/teacher/class', language, size);
    await page.click('a[href="/teacher/state"]');
    await page.locator('.state .panel').nth(1).waitFor();
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
    await page.route('**/api/v1/teacher/attention', (route) => route.abort());
    await page.locator('.state .choices button').click();
    await page.locator('.note.alarm').waitFor();
    expect(errors.filter((error) => !error.includes('ERR_FAILED'))).toEqual([]);
    await context.close();
  });
});
