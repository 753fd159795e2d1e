import type { BrowserContext, Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import type { Contents, Generator, Instance, Item, Layout, Part } from '../src/learner/pack';
import { Child, open, phone, picture } from './browser';
import { differing, golden, mostDiffering } from './golden';
import { look, person, stage } from './stage';

interface Kind {
  name: string;
  format: string;
  layout: Layout;
  stem: string;
  instance: Partial<Instance>;
}

const gap = '\u2003';
const ticks = ['0', '25000', '50000', '75000', '100000'].join(gap);
/** One exercise of every kind of island: what runs left to right in the midst of Urdu. */
const kinds: Kind[] = [
  { name: 'expression', format: 'keypad', layout: { kind: 'row', op: '−', a: 'a', b: 'b', thing: 'thing' }, stem: '{a} − {b} کتنے ہوتے ہیں؟', instance: { v: { a: 52, b: 17, thing: 'none' }, answer: '35' } },
  { name: 'comparison', format: 'choice', layout: { kind: 'none' }, stem: 'کیا 3 < 5 درست ہے؟', instance: { answer: '7 < 12', options: ['7 < 12', '12 < 7'] } },
  { name: 'sequence', format: 'keypad', layout: { kind: 'sequence', numbers: 'row' }, stem: 'خالی خانے میں کون سا عدد ہے؟', instance: { v: { row: ['5', '6', '_', '8', '9'].join(gap) }, answer: '7' } },
  { name: 'number-line', format: 'keypad', layout: { kind: 'line', ticks: 'ticks', shown: 'shown', at: 'at' }, stem: 'تیر کون سا عدد دکھاتا ہے؟', instance: { v: { ticks, shown: 2, at: 3 }, answer: '75000' } },
  { name: 'place-value', format: 'keypad', layout: { kind: 'column', op: '+', a: 'a', b: 'b' }, stem: '{a} + {b} کتنے ہوتے ہیں؟', instance: { v: { a: 2468, b: 1357 }, answer: '3825' } },
  { name: 'time', format: 'choice', layout: { kind: 'clock', time: 't' }, stem: 'کیا 7:35 ہے یا 6:35؟', instance: { v: { t: '7:35' }, answer: '7:35', options: ['6:35', '7:35'] } },
]; // prettier-ignore

const { hub, browser, demo } = await stage();
const madePart = 'e'.repeat(64);
let place = 0;

function partOf({ skills }: Contents): Part {
  const generators = kinds.map(({ name, format, layout, stem }): Generator => {
    const text = { stem, hint1: stem, step1: stem };
    return { id: name, format, layout, text: { en: text, ur: text }, stem: ['stem'], hints: ['hint1'], steps: ['step1'] }; // prettier-ignore
  });
  const items = kinds.map(({ format, instance }, generator): Item => {
    return { generator, level: 0, format, instances: [{ v: {}, answer: '', wrong: {}, ...instance }] };
  });
  return { format: 0, skill: skills[0]!, generators, items };
}

/** Lets a tablet meet these exercises and no others. */
async function meet(context: BrowserContext): Promise<void> {
  const all = kinds.map((_, item) => item);
  await context.route('**/api/v1/plan?*', async (route) => {
    const plan = (await (await route.fetch()).json()) as object;
    const ready = all.map((item) => ({ item, instance: 0, part: madePart, at: item, kind: 'practice', p: 0.8, reasons: [] })); // prettier-ignore
    await route.fulfill({ json: { ...plan, blob: '', ready } });
  });
  await context.route('**/api/v1/parts/*', async (route) => {
    const headers = route.request().headers();
    const get = async <T>(path: string): Promise<T> =>
      (await (await context.request.get(`${hub.url}/api/v1/${path}`, { headers })).json()) as T;
    const { pack } = await get<{ pack: string }>('class');
    const contents = await get<Contents>(`parts/${pack}`);
    const parts = [{ name: madePart, skill: 0, items: all }];
    const whole = route.request().url().endsWith(pack);
    await route.fulfill({ json: whole ? { ...contents, parts } : partOf(contents) });
  });
  await context.route('**/api/v1/ops', (route) => route.abort());
}

async function sitDown(): Promise<{ page: Page; child: Child; errors: string[]; context: BrowserContext }> {
  const context = await person(browser, 'ur', phone);
  await meet(context);
  const { page, errors } = await open(context, `${hub.url}/#t=${demo.token}`);
  const child = new Child(page, demo.learners[place++]!);
  await page.locator('.card').first().waitFor();
  await child.signIn();
  await page.locator('.work[data-item]').waitFor();
  await page.evaluate(() => document.fonts.ready);
  return { page, child, errors, context };
}

/** Every digit that is read on the exercise, marks of a clock among them. */
const digitsSeen = (page: Page): Promise<string> =>
  page.evaluate(() => {
    const texts = [...document.querySelectorAll('.exercise')].map((one) => one.textContent ?? '');
    const hours = [...document.querySelectorAll<HTMLElement>('[data-hour]')].map(
      (one) => one.dataset['hour'],
    );
    return [...texts, ...hours].join(' ').replace(/[^0-9۰-۹,]/g, '');
  });

describe('left-to-right islands in Urdu', () => {
  it('look as they were kept, one of each kind', { timeout: 240_000 }, async () => {
    const { page, child, errors, context } = await sitDown();
    for (const [i, { name, instance }] of kinds.entries()) {
      await page.locator(`.work[data-item="${i}"]`).waitFor();
      await page.evaluate(() => document.fonts.ready);
      await page.waitForTimeout(300);
      const taken = await page.locator('.work').screenshot({ animations: 'disabled' });
      const kept = `island-${name}-rtl-360`;
      expect(differing(golden(kept, taken), taken, kept), kept).toBeLessThanOrEqual(mostDiffering);
      await child.answer(instance.answer!);
      if (i < kinds.length - 1) await child.next();
    }
    expect(errors).toEqual([]);
    await context.close();
  });

  it(
    'are written in ۰–۹ and with commas once that is chosen, and answered all the same',
    { timeout: 240_000 },
    async () => {
      const { page, child, errors, context } = await sitDown();
      await page.click('.button.look');
      await page.click('dialog [data-value="urdu"]');
      await page.click('dialog [data-value="lakhs"]');
      await look(page, 'numerals-sheet-ur-360');
      await page.click('dialog .inside > .button');
      for (const [i, { name, format, instance }] of kinds.entries()) {
        await page.locator(`.work[data-item="${i}"]`).waitFor();
        const seen = await digitsSeen(page);
        expect(seen, `${name}: digits of another kind`).not.toMatch(/[0-9]/);
        expect(seen, `${name}: digits`).toMatch(/[۰-۹]/);
        if (name === 'number-line') expect(seen).toContain('۱,۰۰,۰۰۰');
        await look(page, `numerals-${name}-ur-360`);
        if (format === 'keypad') {
          // As a keyboard of this language types them.
          for (const digit of instance.answer!)
            await page.evaluate(
              (key) => void dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true })),
              String.fromCharCode(0x6f0 + Number(digit)),
            );
          await picture(page, `numerals-${name}-ur-360-typed`);
          await page.keyboard.press('Enter');
          await page.locator('.keypad.done').waitFor();
        } else await child.answer(instance.answer!);
        expect(await page.locator('.note.right').count(), `${name}: found right`).toBe(1);
        if (i < kinds.length - 1) await child.next();
      }
      await page.reload();
      await page.locator('.card').first().waitFor();
      expect(await page.evaluate(() => localStorage.getItem('look'))).toBe('urdu lakhs');
      expect(errors).toEqual([]);
      await context.close();
    },
  );
});
