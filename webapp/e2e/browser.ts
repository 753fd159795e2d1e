import { mkdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import axe from 'axe-core';
import { type Browser, type BrowserContext, chromium, type Locator, type Page } from 'playwright-core';
import { expect } from 'vitest';
import type { Contents, Instance, Part } from '../src/learner/pack';
import type { Demo } from './program';

/** Where pictures go: into the documents, or for a look into the folder that SCREENS names. */
const wanted = process.env['SCREENS'] ?? '';
const screens = wanted.startsWith('/') ? wanted : resolve(import.meta.dirname, '../../docs/screens');
const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export const phone = { width: 360, height: 640 };
export const tabletSize = { width: 1024, height: 600 };
export const deskSize = { width: 1280, height: 800 };

/** Debian's Chromium with a fresh profile. */
export function launch(): Promise<Browser> {
  const executablePath = process.env['CHROMIUM'] ?? '/usr/bin/chromium';
  return chromium.launch({ executablePath, headless: true, args: flags });
}

/** A page whose own errors fail the test; lost connections are expected when the hub is away. */
export async function open(context: BrowserContext, url: string): Promise<{ page: Page; errors: string[] }> {
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error' && /content security|refused to/i.test(message.text()))
      errors.push(message.text());
  });
  await page.goto(url);
  return { page, errors };
}

/** What a tablet hears when its network is back; it then asks the hub without waiting its time out. */
export const networkIsBack = (page: Page): Promise<void> =>
  page.evaluate(() => void dispatchEvent(new Event('online')));

/** Expects axe to find nothing on the page as it is. */
export async function expectAccessible(page: Page, name: string): Promise<void> {
  expect(await violations(page), name).toEqual([]);
}

/** What axe finds on the page as it is: rule and elements. */
export async function violations(page: Page): Promise<string[]> {
  // Set through the debugger, so that the page's own policy stays as it is; once a document, for it is long.
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe.source);
  return page.evaluate(async () => {
    const { axe } = window as unknown as {
      axe: { run(where: Document, how: object): Promise<{ violations: Violation[] }> };
    };
    interface Violation {
      id: string;
      nodes: { html: string; failureSummary?: string }[];
    }
    // What passes is not worked out in full; nothing asks for it.
    const { violations } = await axe.run(document, { resultTypes: ['violations'] });
    return violations.map(
      ({ id, nodes }) => `${id}: ${nodes.map((node) => `${node.html} ${node.failureSummary}`).join('\n')}`,
    );
  });
}

/** Expects every button and field that shows to be big enough for a thumb, and nothing to stick out sideways. */
export async function expectThumbs(page: Page, name: string): Promise<void> {
  const small = await page.evaluate(() =>
    [...document.querySelectorAll('button, input, a')]
      .map((element) => ({ box: element.getBoundingClientRect(), html: element.outerHTML.slice(0, 90) }))
      .filter(({ box }) => box.width > 0 && (box.width < 47.5 || box.height < 47.5))
      .map(({ html }) => html),
  );
  expect(small, `${name}: targets under 48 px`).toEqual([]);
  const sideways = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect(sideways, `${name}: sticks out sideways`).toBeLessThanOrEqual(0);
}

/**
 * Expects the question, what helps with it and the keys that answer it to be in sight together before anybody
 * scrolls, nothing over a button, and every drawing whole: inside its card and nowhere to be scrolled sideways.
 */
export async function expectTogether(page: Page, name: string): Promise<void> {
  const faults = await page.evaluate(() => {
    scrollTo(0, 0);
    const box = (selector: string): DOMRect | undefined =>
      document.querySelector(selector)?.getBoundingClientRect();
    const [stem, keys, work] = [box('.work h1'), box('.keypad'), box('.work')];
    if (!stem || !keys || !work) return ['no exercise'];
    const found: string[] = [];
    if (stem.top < 0 || stem.bottom > innerHeight) found.push('the question is not in sight');
    if (keys.bottom > innerHeight + 1)
      found.push(`the keys end ${keys.bottom - innerHeight} px below the page`);
    const beside = keys.left >= work.right || keys.right <= work.left;
    if (!beside && stem.bottom > keys.top) found.push('the keys cover the question');
    // Squared paper may be longer than a phone; its cells come into sight as they are filled.
    for (const part of document.querySelectorAll('.posed > :not(.paper, .unseen)')) {
      const { bottom, height } = part.getBoundingClientRect();
      if (!beside && height > 0 && bottom > keys.top + 1)
        found.push(`${part.tagName} ${part.getAttribute('class')} is ${bottom - keys.top} px under the keys`);
    }
    for (const part of document.querySelectorAll('.work *, .keypad *')) {
      const { left, right, width } = part.getBoundingClientRect();
      const card = part.closest('.work') ? work : keys;
      const says = `${part.tagName} ${part.getAttribute('class') ?? ''}`;
      const unseen = part.closest('.unseen') !== null;
      if (width > 0 && !unseen && (left < card.left - 1 || right > card.right + 1))
        found.push(
          `${says} sticks out of its card by ${Math.round(Math.max(card.left - left, right - card.right))} px`,
        );
      const scrolls =
        getComputedStyle(part).overflowX !== 'visible' && part.scrollWidth > part.clientWidth + 1;
      if (scrolls && !unseen && !(part instanceof SVGElement)) found.push(`${says} scrolls sideways`);
    }
    for (const button of document.querySelectorAll('.asks .button, .keypad .key')) {
      const { left, right, top, bottom, width } = button.getBoundingClientRect();
      const over = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
      const says = button.getAttribute('aria-label') ?? button.textContent;
      if (width > 0 && !(over && button.contains(over)))
        found.push(`“${says}” is covered or out of sight at ${Math.round(top)}–${Math.round(bottom)} px`);
    }
    return found;
  });
  expect(faults, name).toEqual([]);
}

/** Keeps a picture of the page for the documents, when asked to (npm run screens). */
export async function picture(page: Page, name: string): Promise<void> {
  if (!process.env['SCREENS']) return;
  mkdirSync(screens, { recursive: true });
  await page.evaluate(() => document.fonts.ready);
  await page.waitForTimeout(200);
  await page.screenshot({ path: join(screens, `${name}.png`) });
}

/** Puts kept pictures beside each other into one for the README. */
export async function composite(browser: Browser, names: string[]): Promise<void> {
  if (!process.env['SCREENS']) return;
  const page = await browser.newPage({ viewport: { width: 1560, height: 400 }, deviceScaleFactor: 1 });
  const shown = names.map((name) => readFileSync(join(screens, `${name}.png`)).toString('base64'));
  const images = shown.map(
    (data) =>
      `<img height="360" style="margin:12px 8px;border-radius:12px" src="data:image/png;base64,${data}">`,
  );
  await page.setContent(
    `<body style="margin:0;background:#e4dac7;display:flex;justify-content:center">${images.join('')}</body>`,
  );
  await page.screenshot({ path: join(screens, 'readme.png') });
  await page.close();
}

/** A child at a tablet, who does what a child does: tap. */
export class Child {
  readonly page: Page;
  readonly card: Demo['learners'][number];
  taps = 0;

  constructor(page: Page, card: Demo['learners'][number]) {
    this.page = page;
    this.card = card;
  }

  async tap(selector: string): Promise<void> {
    this.taps++;
    await this.page.click(selector);
  }

  /** Taps the card and two pictures. */
  async signIn(pictures: readonly number[] = this.card.pictures): Promise<void> {
    await this.tapCard();
    await this.tapPictures(pictures);
  }

  /** Taps the card, after the wave when another one is on screen. */
  async tapCard(): Promise<void> {
    await this.page.locator('.card[data-learner]').first().waitFor();
    const card = `.card[data-learner="${this.card.id}"]`;
    if ((await this.page.locator(card).count()) === 0) await this.tap(`.wave[data-wave="${this.card.wave}"]`);
    await this.tap(card);
  }

  async tapPictures(pictures: readonly number[]): Promise<void> {
    for (const picture of pictures) await this.tap(`.twelve li:nth-child(${picture + 1}) .card`);
  }

  /** Waits until an exercise hears the keyboard. */
  async keyboard(): Promise<{ answer: string; wrong: string }> {
    const shown = await this.exercise();
    await this.page.locator('.work h1:focus').waitFor();
    return shown;
  }

  /** Gives an answer and checks it by the keyboard alone. */
  async type(given: string): Promise<void> {
    const options = await this.page
      .locator('.option')
      .evaluateAll((all) => all.map((one) => (one as HTMLElement).dataset['value']));
    const tiles = (await this.page.locator('.tiles').count()) > 0;
    const keys = options.length === 0 ? [...given] : tiles ? given.split(',') : [given];
    for (const key of keys)
      await this.page.keyboard.press(options.length ? String(options.indexOf(key) + 1) : key);
    await this.page.keyboard.press('Enter');
  }

  /** Answers wrongly until `seen` is there; a placement asks here and there before it keeps to one skill. */
  async failUntil(seen: Locator): Promise<void> {
    for (let i = 0; i < 20; i++) {
      await this.answer((await this.exercise()).wrong);
      if (await seen.isVisible()) break;
      await this.next();
    }
    await seen.waitFor({ timeout: 2000 });
  }

  /** Leaves by way of the end page, where there is one. */
  async leave(): Promise<void> {
    await this.page.click('.leave');
    await this.page.click('.end [data-leave]');
    await this.page.locator('.card[data-learner]').first().waitFor();
  }

  /** Waits for an exercise and looks its answer up in the parts that the tablet keeps. */
  async exercise(): Promise<{ answer: string; wrong: string }> {
    const work = this.page.locator('.work[data-item]');
    await work.waitFor();
    const place = await work.evaluate(
      (element) => ({ ...(element as HTMLElement).dataset }) as Record<string, string>,
    );
    const { answer, wrong, options, tiles } = await this.#instance(
      Number(place['item']),
      Number(place['instance']),
    );
    if (options) return { answer, wrong: options.find((option) => option !== answer)! };
    if (tiles && !answer.includes('|')) return { answer, wrong: answer.split(',').reverse().join(',') };
    return { answer, wrong: Object.keys(wrong ?? {})[0] ?? String(Number(answer) + 1) };
  }

  /** Answers whatever comes until an exercise with the number keypad is shown, and reads that one. */
  async keypad(): Promise<{ answer: string; wrong: string }> {
    for (let tries = 0; tries < 40; tries++) {
      const shown = await this.exercise();
      if ((await this.page.locator('.key:text-is("4")').count()) > 0) return shown;
      await this.answer(shown.answer);
      await this.next();
    }
    throw new Error('no exercise with a keypad came in forty');
  }

  /** Taps digits, an option or tiles, then the check key, and waits until the answer is kept. */
  async answer(given: string): Promise<void> {
    await this.enter(given);
    await this.page.locator('.keypad.done').waitFor();
  }

  /** Taps digits, an option, tiles or money, moves the arrow or fills the paper, then the check key. */
  async enter(given: string): Promise<void> {
    if ((await this.page.locator('.option').count()) > 0) {
      const texts = (await this.page.locator('.tiles').count()) > 0 ? given.split(',') : [given];
      for (const text of texts) await this.tap(`.option[data-value="${text}"]`);
    } else if ((await this.page.locator('.heaps').count()) > 0) await this.#group(given);
    else if ((await this.page.locator('.purse').count()) > 0) await this.#lay(Number(given));
    else if ((await this.page.locator('.stepper').count()) > 0) await this.#set(given);
    else if ((await this.page.locator('.slide').count()) > 0) await this.#moveTo(given);
    else if ((await this.page.locator('.paper').count()) > 0) await this.#fill(given.split(','));
    else for (const key of given) await this.tap(`.key:text-is("${key}")`);
    await this.tap('.key.go');
  }

  /** Puts tiles into groups (`3,12|7`), each by a tap on it and one on its group. */
  async #group(given: string): Promise<void> {
    for (const [i, tiles] of given.split('|').entries())
      for (const tile of tiles.split(',').filter(Boolean)) {
        await this.tap(`.tile-of[data-value="${tile}"]`);
        await this.tap(`[data-heap="${i}"] .heap-name`);
      }
  }

  /** Lays an amount from the biggest note down. */
  async #lay(rupees: number): Promise<void> {
    const notes = await this.page
      .locator('.purse [data-value]')
      .evaluateAll((keys) => keys.map((key) => Number((key as HTMLElement).dataset['value'])));
    for (const note of notes.sort((a, b) => b - a))
      for (; rupees >= note; rupees -= note) await this.tap(`.purse [data-value="${note}"]`);
  }

  /** Moves the arrow to a mark with the arrow keys. */
  async #moveTo(mark: string): Promise<void> {
    const slide = this.page.locator('.slide');
    const most = Number(await slide.getAttribute('max'));
    await slide.focus();
    const at = (): Promise<string | null> => this.page.locator('.line').getAttribute('data-at');
    for (let i = 0; i <= most && (await at()) !== mark; i++) await this.page.keyboard.press('ArrowRight');
  }

  /** Colours parts of a bar (`3/4`) or sets a clock (`7:35`) with the arrow keys. */
  async #set(given: string): Promise<void> {
    const to = given.split(/[/:]/).map(Number);
    for (const [i, name] of given.includes(':') ? ['hour', 'minute'].entries() : ['parts'].entries()) {
      const slide = this.page.locator(`.of-${name} .slide`);
      await slide.focus();
      // Away and back, so that a hand that stands right from the start is touched too.
      await this.page.keyboard.press('End');
      for (let n = 0; n < 60 && Number(await slide.inputValue()) !== to[i]; n++)
        await this.page.keyboard.press('ArrowLeft');
    }
  }

  /** Writes the lines of an answer on the squared paper, ones under ones. */
  async #fill(rows: string[]): Promise<void> {
    const lines = this.page.locator('.paper-line:has(.digit)');
    for (const [i, row] of rows.entries()) {
      const cells = lines.nth(i).locator('.cell.digit, .cell.lead');
      const places = await cells.count();
      for (const [k, digit] of [...row].entries()) {
        await cells.nth(places - row.length + k).click();
        await this.tap(`.key:text-is("${digit}")`);
      }
    }
  }

  /** Takes an answer back, which is not checked yet. */
  async erase(given: string): Promise<void> {
    const tiles = (await this.page.locator('.tiles').count()) > 0;
    if (!tiles && (await this.page.locator('.option').count()) > 0) return;
    for (const _ of tiles ? given.split(',') : given) await this.page.keyboard.press('Backspace');
  }

  /** Goes on to the next exercise. */
  async next(): Promise<void> {
    await this.tap('.key.go');
    await this.page.locator('.keypad:not(.done)').waitFor();
  }

  /** What the tablet has of an instance; its contents page may still be on the way. */
  async #instance(item: number, instance: number): Promise<Instance> {
    for (let tries = 0; tries < 400; tries++) {
      const found = await this.#kept(item, instance);
      if (found) return found;
      await this.page.waitForTimeout(50);
    }
    throw new Error(`the tablet does not keep item ${item}`);
  }

  /** Looks it up on the page itself: the parts together are megabytes, and none of them need travel. */
  #kept(item: number, instance: number): Promise<Instance | null> {
    return this.page.evaluate(
      async ({ item, instance }) => {
        const done = <T>(asked: IDBRequest<T>): Promise<T> =>
          new Promise((resolve, reject) => {
            asked.onsuccess = () => resolve(asked.result);
            asked.onerror = () => reject(new Error('the database does not answer'));
          });
        const db = await done(indexedDB.open('darasa'));
        try {
          const all = (name: string): IDBObjectStore => db.transaction(name).objectStore(name);
          const [contents] = (await done(all('contents').getAll())) as Contents[];
          const line = contents?.parts.find(({ items }) => items.includes(item));
          const part = line && ((await done(all('parts').get(line.name))) as Part | undefined);
          return part?.items[line!.items.indexOf(item)]?.instances[instance] ?? null;
        } finally {
          db.close();
        }
      },
      { item, instance },
    );
  }
}
