import { expect, it } from 'vitest';
import { Child, open, tabletSize } from './browser';
import { look, stage, visit } from './stage';

const { hub, browser, demo } = await stage();

it('can be kept on the home screen, in the language on screen', async () => {
  const { context, page, errors } = await visit(browser, `${hub.url}/#t=${demo.token}`, 'en', tabletSize);
  const debug = await context.newCDPSession(page);
  await page.locator('.card[data-learner]').first().waitFor();
  await page.locator('link[rel=manifest]').waitFor({ state: 'attached' });
  for (const [lang, dir] of [
    ['en', 'ltr'],
    ['ur', 'rtl'],
  ]) {
    if (lang === 'ur') await page.click('.language');
    await page.locator(`html[lang=${lang}]`).waitFor();
    const { url, errors: faults, data } = await debug.send('Page.getAppManifest');
    expect(faults).toEqual([]);
    expect(url).toContain(`learner-${lang}`);
    const said = JSON.parse(data ?? '{}') as { lang: string; dir: string; icons: { src: string; sizes: string }[] }; // prettier-ignore
    expect([said.lang, said.dir]).toEqual([lang, dir]);
    for (const { src, sizes } of said.icons) {
      const size = await page.evaluate(async (address) => {
        const image = new Image();
        image.src = address;
        await image.decode();
        return `${image.naturalWidth}x${image.naturalHeight}`;
      }, src);
      expect(size).toBe(sizes);
    }
  }
  await page.evaluate(() => navigator.serviceWorker.ready);
  const { installabilityErrors } = await debug.send('Page.getInstallabilityErrors');
  const own = installabilityErrors.filter(({ errorId }) => errorId !== 'in-incognito');
  expect(own).toEqual([]);
  expect(errors).toEqual([]);
  await context.close();
});

it('asks only when a person taps, and only where the browser offers it', async () => {
  for (const path of ['/', `/#t=${demo.token}`]) {
    const context = await browser.newContext({ viewport: tabletSize });
    const { page } = await open(context, hub.url + path);
    await page.locator('.enrol p, .card[data-learner]').first().waitFor();
    expect(await page.locator('.keep').count()).toBe(0);
    const prevented = await page.evaluate(() => {
      const event = Object.assign(new Event('beforeinstallprompt', { cancelable: true }), {
        prompt: () => Promise.resolve(document.body.append('asked')),
      });
      return !dispatchEvent(event);
    });
    expect(prevented).toBe(true);
    await page.locator('.keep').waitFor();
    await look(page, `install-${path.length > 1 ? 'cards' : 'new'}-en-1024`);
    if (path.length > 1) {
      const child = new Child(page, demo.learners[0]!);
      await child.signIn();
      await child.exercise();
      expect(await page.locator('.keep').count(), 'over an exercise').toBe(0);
      await page.click('.leave');
      await page.locator('.keep').waitFor();
    }
    await page.click('.keep');
    await page.getByText('asked').waitFor();
    expect(await page.locator('.keep').count()).toBe(0);
    await context.close();
  }
});
