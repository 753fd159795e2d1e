import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrowserContext, Page } from 'playwright-core';
import { beforeEach, expect, it } from 'vitest';
import { Child, networkIsBack, open, tabletSize } from './browser';
import { Teacher } from './program';
import { stage } from './stage';

const { hub, browser, demo } = await stage();
let context: BrowserContext;
let page: Page;
let place = 0;
let child: Child;

beforeEach(async () => {
  await context?.close();
  context = await browser.newContext({ viewport: tabletSize });
  ({ page } = await open(context, `${hub.url}/#t=${demo.token}`));
  child = new Child(page, demo.learners[place++]!);
  await page.locator('.card').first().waitFor();
});

async function give(times: number): Promise<void> {
  for (let i = 0; i < times; i++) {
    const { answer, wrong } = await child.exercise();
    await child.answer(i % 4 === 3 ? wrong : answer);
    await child.next();
  }
}

/** How many ops wait on the tablet, straight from its database. */
function waiting(): Promise<number> {
  return page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        const opening = indexedDB.open('darasa');
        opening.onsuccess = () => {
          const count = opening.result.transaction('outbox').objectStore('outbox').count();
          count.onsuccess = () => {
            opening.result.close();
            resolve(count.result);
          };
        };
      }),
  );
}

/** How many parts of its pack a tablet does not have yet; everything without a contents page. */
function missing(page: Page): Promise<number> {
  return page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        const opening = indexedDB.open('darasa');
        opening.onsuccess = () => {
          const tx = opening.result.transaction(['contents', 'parts']);
          const contents = tx.objectStore('contents').getAll();
          const names = tx.objectStore('parts').getAllKeys();
          tx.oncomplete = () => {
            opening.result.close();
            const page = contents.result[0] as { parts: { name: string }[] } | undefined;
            resolve(page?.parts.filter(({ name }) => !names.result.includes(name)).length ?? Infinity);
          };
        };
      }),
  );
}

async function expectCounted(answers: number): Promise<void> {
  await networkIsBack(page);
  await expect.poll(waiting, { timeout: 70_000 }).toBe(0);
  const teacher = new Teacher(hub.url);
  await teacher.signIn(demo.teacher);
  expect(await teacher.answers(child.card.id)).toBe(answers);
}

it('loses and doubles nothing when the hub is killed in mid-lesson and comes back', async () => {
  await child.signIn();
  await give(3);
  await hub.kill();
  await give(4);
  await page.locator('.nearness.away').waitFor();
  expect(await waiting()).toBeGreaterThanOrEqual(4);
  await hub.start();
  await give(2);
  await page.locator('.nearness.near').waitFor({ timeout: 70_000 });
  await expectCounted(9);
});

it('loses and doubles nothing when the hub dies again and again under way', async () => {
  await child.signIn();
  await child.exercise();
  for (let round = 0; round < 4; round++) {
    const lesson = give(3);
    await page.waitForTimeout(150 * round);
    await hub.kill();
    await hub.start();
    await lesson;
  }
  await expectCounted(12);
});

it('opens after a reload with the hub away, takes a new child in, and hands over later', async () => {
  await child.signIn();
  await give(2);
  await expect.poll(() => missing(page), { timeout: 60_000 }).toBe(0);
  // The shell, the module and the fonts are kept by now.
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await expect
    .poll(
      () =>
        page.evaluate(async () => (await (await caches.open('late')).keys()).map(({ url }) => url).join()),
      { timeout: 15_000 },
    )
    .toContain('.wasm');
  await hub.kill();
  await page.reload();
  await page.locator('.card').first().waitFor();
  const other = new Child(page, demo.learners[place++]!);
  await child.signIn();
  await give(2);
  await child.leave();
  child = other;
  await child.signIn([0, 1]);
  await give(2);
  await hub.start();
  await expectCounted(2);
});

it('goes on with the few parts that came, and has them all once the hub is back', async () => {
  const parts = new Set<string>();
  await page.route('**/api/v1/parts/*', async (route) => {
    parts.add(route.request().url());
    // The contents page and three parts, then the hub is as good as away.
    await (parts.size > 4 ? route.abort() : route.continue());
  });
  await child.signIn();
  await give(3);
  await expect.poll(() => parts.size).toBe(5);
  await expect.poll(() => missing(page)).toBeGreaterThan(10);
  await hub.kill();
  // The tutor runs by now; it passes over what cannot be shown.
  await give(12);
  expect(await missing(page)).toBeGreaterThan(10);
  await page.unroute('**/api/v1/parts/*');
  await hub.start();
  await expect.poll(() => missing(page), { timeout: 70_000 }).toBe(0);
  await give(1);
  await expectCounted(16);
});

it('refills a hub that was put back to an older state from the tablet’s archive', async () => {
  await child.signIn();
  await give(2);
  await expectCounted(2);
  await hub.stop();
  const backup = mkdtempSync(join(tmpdir(), 'darasa-backup-'));
  cpSync(hub.data, backup, { recursive: true });
  await hub.start();
  await give(3);
  await expectCounted(5);
  await hub.kill();
  rmSync(hub.data, { recursive: true });
  cpSync(backup, hub.data, { recursive: true });
  rmSync(backup, { recursive: true });
  await hub.start();
  await give(1);
  const teacher = new Teacher(hub.url);
  await teacher.signIn(demo.teacher);
  await expect.poll(() => teacher.answers(child.card.id), { timeout: 60_000 }).toBe(6);
});

it('does without service worker, locks and the rest that plain http lacks', async () => {
  const bare = await browser.newContext({ viewport: tabletSize, serviceWorkers: 'block' });
  await bare.addInitScript(() => {
    for (const name of ['locks', 'storage', 'serviceWorker'])
      Object.defineProperty(Navigator.prototype, name, { value: undefined });
    for (const name of ['locks', 'storage', 'serviceWorker'])
      delete (Navigator.prototype as unknown as Record<string, unknown>)[name];
    for (const name of ['caches', 'BroadcastChannel'])
      delete (globalThis as unknown as Record<string, unknown>)[name];
    for (const name of ['subtle', 'randomUUID'])
      delete (Crypto.prototype as unknown as Record<string, unknown>)[name];
  });
  const opened = await open(bare, `${hub.url}/#t=${demo.token}`);
  const was = page;
  page = opened.page;
  expect(
    await page.evaluate(() => 'serviceWorker' in navigator || 'locks' in navigator || 'caches' in window),
  ).toBe(false);
  child = new Child(page, child.card);
  await page.locator('.card').first().waitFor();
  await child.signIn();
  await give(3);
  await expectCounted(3);
  expect(opened.errors).toEqual([]);
  page = was;
  await bare.close();
});

it('takes answers in two tabs of one tablet, and counts each once', async () => {
  await child.signIn();
  await child.exercise();
  const { page: second } = await open(context, hub.url);
  await second.locator('.card').first().waitFor();
  const friend = new Child(second, demo.learners[place++]!);
  await friend.signIn();
  await friend.exercise();
  for (let i = 0; i < 3; i++) {
    await friend.answer((await friend.exercise()).answer);
    await give(1);
    await friend.next();
  }
  await expectCounted(3);
  const teacher = new Teacher(hub.url);
  await teacher.signIn(demo.teacher);
  expect(await teacher.answers(friend.card.id)).toBe(3);
});
