import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll } from 'vitest';
import {
  deskSize,
  expectAccessible,
  expectThumbs,
  launch,
  open,
  phone,
  picture,
  tabletSize,
} from './browser';
import { type Demo, Program } from './program';

/** What a test of screens plays on: a hub with an invented class, and a browser. */
export interface Stage {
  hub: Program;
  browser: Browser;
  demo: Demo;
}

export type Size = typeof phone;

/** The languages and sizes that every screen has to be right in. */
export const everywhere = [phone, tabletSize, deskSize].flatMap((size) => [
  ['en', size] as const,
  ['ur', size] as const,
]);

/**
 * Starts a hub with so many invented learners, and a browser; both end with the
 * test file. It is awaited at the top of the file, so that a hub which does not
 * start, or carries an older app than was built, fails the whole file.
 */
export async function stage(learners = 40, ...flags: string[]): Promise<Stage> {
  const hub = new Program('hub', '--demo', String(learners), ...flags);
  afterAll(() => hub.close());
  await hub.start();
  await hub.expectFresh();
  const browser = await launch();
  afterAll(() => browser.close());
  return { hub, browser, demo: hub.demo() };
}

/** A person's own browser: its language, its size, nothing moving. */
export async function person(browser: Browser, language: string, size: Size): Promise<BrowserContext> {
  const context = await browser.newContext({ viewport: size, reducedMotion: 'reduce' });
  await context.addInitScript((tongue) => localStorage.setItem('language', tongue), language);
  return context;
}

/** An address opened in a browser of its own. */
export interface Visit {
  context: BrowserContext;
  page: Page;
  /** The page's own errors so far. */
  errors: string[];
}

export async function visit(browser: Browser, url: string, language: string, size: Size): Promise<Visit> {
  const context = await person(browser, language, size);
  return { context, ...(await open(context, url)) };
}

/** Opens a page of the teacher's and signs in on the way. */
export async function visitAsTeacher(
  { hub, browser, demo }: Stage,
  path: string,
  language: string,
  size: Size,
): Promise<Visit> {
  const opened = await visit(browser, hub.url + path, language, size);
  await signIn(opened.page, demo);
  return opened;
}

/** Signs the teacher in on a page that asks for it. */
export async function signIn(page: Page, { teacher }: Demo): Promise<void> {
  await page.fill('[name=name]', teacher.name);
  await page.fill('[name=password]', teacher.password);
  await page.click('.button.main');
}

/** Expects a screen to be accessible and fit for thumbs as it is, and keeps its picture under the name. */
export async function look(page: Page, name: string): Promise<void> {
  await page.evaluate(() => document.fonts.ready);
  await expectAccessible(page, name);
  await expectThumbs(page, name);
  await picture(page, name);
}

/** Every size, the phone first. */
export const sizes = [phone, tabletSize, deskSize];

/**
 * Looks at a screen as it is at every size, so that it is brought there once and not three times.
 * The page is a phone before and after: what scrolls into sight has most to do there.
 */
export async function lookAll(
  page: Page,
  name: string,
  language: string,
  also?: (named: string) => Promise<void>,
): Promise<void> {
  for (const size of sizes) {
    await page.setViewportSize(size);
    const named = `${name}-${language}-${size.width}`;
    await look(page, named);
    await also?.(named);
  }
  await page.setViewportSize(phone);
}
