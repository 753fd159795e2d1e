import { afterAll, describe, expect, it } from 'vitest';
import { Program } from './program';
import { everywhere, look, stage, visitAsTeacher } from './stage';

const built = Program.built('cloudsync');
if (!built) console.warn('not run: policies of exchange (bin/cloudsync is not built)');

const set = await stage(4);

describe.skipIf(!built)('when the hub talks to the cloud', async () => {
  const cloud = new Program('cloudsync');
  afterAll(() => cloud.close());
  if (built) {
    await cloud.start();
    const code = cloud.run('school', 'add', 'Policies').trim().split(/\s+/).at(-1)!;
    set.hub.run('enroll', '--cloud', cloud.url, '--code', code);
  }

  it.each(everywhere)('is set by one tap, in %s on $width × $height', async (language, size) => {
    set.hub.run('exchange', 'free');
    const { context, page, errors } = await visitAsTeacher(set, '/teacher/state', language, size);
    const mode = (name: string) => page.locator(`.exchange [data-mode=${name}][aria-pressed=true]`);
    await mode('free').waitFor();
    await page.click('[data-mode=metered]');
    await mode('metered').waitFor();
    await page.locator('.exchange [data-value="500000"][aria-pressed=true]').waitFor();
    await page.locator('.spent .gauge').scrollIntoViewIfNeeded();
    await look(page, `state-exchange-${language}-${size.width}`);
    await page.locator('.exchange [data-value="2000000"]').focus();
    await page.keyboard.press('Enter');
    await page.locator('.exchange [data-value="2000000"][aria-pressed=true]').waitFor();
    expect(set.hub.run('exchange')).toContain('metered 2000000');
    await page.click('[data-mode=off]');
    await mode('off').waitFor();
    expect(await page.locator('.spent').count()).toBe(0);
    await look(page, `state-exchange-off-${language}-${size.width}`);
    await page.route('**/api/v1/teacher/exchange', (route) => route.abort());
    await page.click('[data-mode=night]');
    await page.locator('.exchange .note.alarm').waitFor();
    await mode('off').waitFor();
    expect(errors).toEqual([]);
    await context.close();
  });
});
