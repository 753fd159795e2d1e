import { execFileSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { deskSize, expectAccessible, expectThumbs, launch, open, phone, tabletSize } from './browser';
import { differing, folder, golden, mostDiffering } from './golden';
import type { Size } from './stage';
import { serve } from './static';

interface Shot {
  look: string;
  dir: 'ltr' | 'rtl';
  size: Size;
  show?: 'dialog' | 'sheet';
}

const webapp = resolve(import.meta.dirname, '..');
const looks = ['light', 'dark', 'calm', 'contrast', 'large', 'print'];
const bothWays = (shots: Omit<Shot, 'dir'>[]): Shot[] =>
  shots.flatMap((shot) => [
    { ...shot, dir: 'ltr' },
    { ...shot, dir: 'rtl' },
  ]);
const shots = bothWays([
  ...looks.map((look) => ({ look, size: tabletSize })),
  { look: 'light', size: phone },
  { look: 'light', size: deskSize },
  { look: 'light', size: tabletSize, show: 'dialog' },
  { look: 'light', size: phone, show: 'sheet' },
  { look: 'dark', size: tabletSize, show: 'sheet' },
]);

let server: Awaited<ReturnType<typeof serve>>;
let browser: Browser;

beforeAll(async () => {
  // Not by vite's own functions: under vitest the pictures are left out of a build.
  const { VITEST: _, ...env } = process.env;
  execFileSync(join(webapp, 'node_modules/.bin/vite'), ['build', '--mode', 'ui', '--logLevel', 'error'], {
    cwd: webapp,
    env,
  });
  server = await serve(join(webapp, '.build/ui'));
  browser = await launch();
});
afterAll(async () => {
  await browser?.close();
  server?.close();
});

const named = ({ look, dir, size, show }: Shot): string =>
  ['ui', show, look, dir, size.width].filter(Boolean).join('-');

/** Opens the page and waits until nothing more comes: typefaces, and the pictures of the sprite. */
async function show(shot: Shot): Promise<Page> {
  const context = await browser.newContext({ viewport: shot.size, reducedMotion: 'reduce' });
  const query = new URLSearchParams({ look: shot.look, dir: shot.dir, show: shot.show ?? 'all' });
  const { page, errors } = await open(context, `${server.url}/ui.html?${query}`);
  if (shot.look === 'print') await page.emulateMedia({ media: 'print' });
  await page.locator('.components table').first().waitFor({ state: 'attached' });
  await page.waitForFunction(
    () =>
      document.fonts.status === 'loaded' &&
      [...document.querySelectorAll<SVGGraphicsElement>('.picture use')].every(
        (used) => used.getBBox().width > 0,
      ),
  );
  expect(errors).toEqual([]);
  return page;
}

/** The whole page, or what the screen shows of it while a dialog is open. */
const shoot = (page: Page, shot: Shot) => page.screenshot({ fullPage: !shot.show, animations: 'disabled' });

describe.each(shots.map((shot) => [named(shot), shot] as const))('the page as %s', (name, shot) => {
  it('looks as kept, and axe finds nothing in it', async () => {
    const page = await show(shot);
    await expectAccessible(page, name);
    await expectThumbs(page, name);
    const taken = await shoot(page, shot);
    expect(differing(golden(name, taken), taken, name), name).toBeLessThanOrEqual(mostDiffering);
    await page.context().close();
  });
});

describe('the page of components', () => {
  it.each([
    ['a button moved by 6 px', '.button.main { transform: translateX(6px) }'],
    ['a button of another colour', '.button.main { background: #703090 }'],
    ['a word cut', '.note .told { max-width: 3rem; overflow: hidden; white-space: nowrap }'],
    ['a tick gone', '.progress .icon, .card .icon { visibility: hidden }'],
  ])('is seen to differ: %s', async (_, content) => {
    const shot: Shot = { look: 'light', dir: 'ltr', size: tabletSize };
    const page = await show(shot);
    const kept = await shoot(page, shot);
    await page.addStyleTag({ content });
    expect(differing(kept, await shoot(page, shot), 'planted')).toBeGreaterThan(mostDiffering);
    await page.context().close();
  });

  it('keeps a picture of every shot and no other of this page, in at most 2.5 MB', () => {
    const kept = readdirSync(folder).filter((name) => name.startsWith('ui-'));
    expect(kept.sort()).toEqual(shots.map((shot) => `${named(shot)}.png`).sort());
    const bytes = kept.reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
    expect(bytes).toBeLessThanOrEqual(2.5 * 1024 * 1024);
  });
});
