import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Child, expectAccessible, expectThumbs, launch, open, phone, picture, tabletSize } from './browser';
import { type Demo, Program } from './program';

const built = Program.built('cloudsync');
if (!built) console.warn('not run: hub → cloud → ministry (bin/cloudsync is not built)');

describe.skipIf(!built)('from a tablet to the ministry', () => {
  let cloud: Program;
  let hub: Program;
  let browser: Browser;
  let demo: Demo;

  beforeAll(async () => {
    cloud = new Program('cloudsync', '--demo');
    await cloud.start();
    hub = new Program('hub', '--demo', '40', '--cloud', cloud.url);
    await hub.start();
    demo = hub.demo();
    browser = await launch();
  });
  afterAll(async () => {
    await browser?.close();
    await hub?.close();
    await cloud?.close();
  });

  it('shows the answers of a lesson to the ministry', async () => {
    const code = cloud.run('school', 'add', 'Invented school').trim().split(/\s+/).pop()!;
    hub.run('enroll', '--cloud', cloud.url, '--code', code);
    const context = await browser.newContext({ viewport: tabletSize });
    const { page } = await open(context, `${hub.url}/#t=${demo.token}`);
    const child = new Child(page, demo.learners[0]!);
    await page.locator('.card').first().waitFor();
    await child.signIn();
    for (let i = 0; i < 4; i++) {
      await child.answer((await child.exercise()).answer);
      await child.next();
    }
    await expect.poll(() => page.locator('[data-waiting]').count(), { timeout: 10_000 }).toBe(0);
    hub.run('sync', '--once');

    const account = JSON.parse(readFileSync(join(cloud.data, 'ministry.json'), 'utf8')) as Demo['teacher'];
    for (const [language, size] of [
      ['en', tabletSize],
      ['ur', phone],
    ] as const) {
      const office = await browser.newContext({ viewport: size });
      await office.addInitScript((tongue) => localStorage.setItem('language', tongue), language);
      const { page: desk, errors } = await open(office, cloud.url);
      await desk.locator('.sign-in').waitFor();
      // Whoever has not signed in yet already knows that the schools are invented.
      await desk.locator('.bar > .demo').waitFor();
      await expectAccessible(desk, `ministry sign-in ${language}`);
      await desk.fill('[name=name]', account.name);
      await desk.fill('[name=password]', 'not this');
      await desk.click('.button.main');
      await desk.locator('[role=alert]:not(:empty)').waitFor();
      await desk.fill('[name=password]', account.password);
      await desk.click('.button.main');
      await desk.locator('[data-total=attempts]').waitFor();
      expect(await desk.locator('[data-total=attempts]').getAttribute('data-count')).toBe('4');
      expect(await desk.locator('td:text-is("4")').count()).toBeGreaterThan(0);
      // One child is fewer than ten: her count and her skills stay hidden, and the data says it is invented.
      expect(await desk.locator('.hidden-cell').count()).toBeGreaterThan(0);
      expect(await desk.locator('.demo').count()).toBe(1);
      await expectAccessible(desk, `ministry ${language}`);
      await expectThumbs(desk, `ministry ${language}`);
      await picture(desk, `ministry-live-${language}-${size.width}`);
      const [file] = await Promise.all([desk.waitForEvent('download'), desk.click('[data-csv=schools]')]);
      expect(file.suggestedFilename()).toBe('schools.csv');
      expect(readFileSync(await file.path(), 'utf8')).toContain('Invented school');
      // Down to the school: one child is too few for weeks and skills.
      await desk.click('.to-school >> nth=-1');
      await desk.locator('.of-school').waitFor();
      expect(await desk.locator('[data-total=attempts]').getAttribute('data-count')).toBe('4');
      expect(await desk.locator('.plot').count()).toBe(0);
      await expectAccessible(desk, `school ${language}`);
      await expectThumbs(desk, `school ${language}`);
      await desk.goBack();
      await desk.locator('[data-csv=schools]').waitFor();
      expect(errors).toEqual([]);
      await office.close();
    }
    await context.close();
  });
});
