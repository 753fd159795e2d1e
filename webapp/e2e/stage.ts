import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll } from 'vitest';
import type { Contents, Instance } from '../src/learner/pack';
import type { Reason } from '../src/sync/plan';
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

/** An exercise that is to come: of a generator, easiest or hardest, with values that please; or the first of a skill. */
export type Wish = { reasons?: Reason[] } & (
  { generator: string; hardest?: boolean; pick?: (values: Instance['v']) => boolean } | { skill: string }
);

/** What a queue put before the learner. */
export interface Queued {
  /** The exercises in their order, once a plan was asked for; of a skill there is only its place. */
  found: Instance[];
  /** The contents page of its pack. */
  contents: Contents | null;
  /** The ops that the tablet sent meanwhile; none of them reached the hub. */
  sent: { cols?: Record<string, string> }[];
}

interface Compiled {
  generators: { id: string }[];
  items: { generator: number; instances: Instance[] }[];
}

/** What was fetched of a hub's packs, which are immutable: the whole of one takes seconds to read. */
const packs = new Map<string, Promise<unknown>>();

/** Lets every plan's ready queue hold these exercises and no tutor choose others; the hub hears of no answer. */
export async function queue(
  { hub }: Pick<Stage, 'hub'>,
  context: BrowserContext,
  wishes: readonly Wish[],
): Promise<Queued> {
  const queued: Queued = { found: [], contents: null, sent: [] };
  await context.route('**/api/v1/plan?*', async (route) => {
    const headers = route.request().headers();
    const get = <T>(path: string): Promise<T> => {
      const url = `${hub.url}/api/v1/${path}`;
      const asked = packs.get(url) ?? context.request.get(url, { headers }).then((answer) => answer.json());
      packs.set(url, asked);
      return asked as Promise<T>;
    };
    const plan = (await (await route.fetch()).json()) as { pack: string; catalogue: string };
    const contents = await get<Contents>(`parts/${plan.pack}`);
    const whole = wishes.some((wish) => 'generator' in wish);
    const compiled = whole ? await get<Compiled>(`packs/${plan.catalogue}`) : null;
    Object.assign(queued, { found: [], contents });
    const ready = wishes.map((wish) => {
      const [item, instance] = 'skill' in wish ? firstOf(contents, wish.skill) : placeOf(compiled!, wish);
      if (compiled) queued.found.push(compiled.items[item]!.instances[instance]!);
      const line = contents.parts.find(({ items }) => items.includes(item))!;
      return { item, instance, part: line.name, at: line.items.indexOf(item), kind: 'practice', p: 0.8, reasons: wish.reasons ?? [] }; // prettier-ignore
    });
    await route.fulfill({ json: { ...plan, blob: '', ready } });
  });
  await context.route('**/api/v1/ops', async (route) => {
    queued.sent.push(...(route.request().postDataJSON() as { ops: Queued['sent'] }).ops);
    await route.abort();
  });
  return queued;
}

function firstOf({ skills, parts }: Contents, skill: string): [item: number, instance: number] {
  const number = skills.findIndex(({ id }) => id === skill);
  const line = parts.find((part) => part.skill === number);
  if (!line) throw new Error(`no exercises of ${skill}`);
  return [line.items[0]!, 0];
}

function placeOf(
  { generators, items }: Compiled,
  { generator: id, hardest, pick = () => true }: Extract<Wish, { generator: string }>,
): [item: number, instance: number] {
  const number = generators.findIndex((generator) => generator.id === id);
  const all = items.map(({ generator }) => generator);
  const item = hardest ? all.lastIndexOf(number) : all.indexOf(number);
  if (number < 0 || item < 0) throw new Error(`no exercises of ${id}`);
  return [
    item,
    Math.max(
      0,
      items[item]!.instances.findIndex(({ v }) => pick(v)),
    ),
  ];
}
