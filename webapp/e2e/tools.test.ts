import type { BrowserContext, Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { Child, expectTogether, open, picture } from './browser';
import { everywhere, look, person, queue, stage } from './stage';

const set = await stage();
const { hub, browser, demo } = set;
let place = 0;

async function seat(context: BrowserContext): Promise<{ page: Page; child: Child; errors: string[] }> {
  const { page, errors } = await open(context, `${hub.url}/#t=${demo.token}`);
  const child = new Child(page, demo.learners[place++]!);
  await page.locator('.card').first().waitFor();
  await child.signIn();
  await page.locator('.work[data-item]').waitFor();
  return { page, child, errors };
}

const move = (page: Page, name: string) => page.locator(`[data-move="${name}"]`);

/** Puts so many counters, by fives, threes, twos and ones. */
async function put(page: Page, ...steps: number[]): Promise<void> {
  for (const n of steps) await move(page, `put ${n}`).click();
}

const strategyOf = (sent: { cols?: Record<string, string> }[]): string[] =>
  sent.flatMap(({ cols }) => (cols?.['3'] ? [Buffer.from(cols['3'], 'base64url').toString()] : []));

describe.each(everywhere.slice(0, 4))('tools in %s on $width × $height', (language, size) => {
  it('can be opened, seen whole and worked by keys', { timeout: 120_000 }, async () => {
    const context = await person(browser, language, size);
    const tools = [
      ['add-through-ten', 'frame', ['put 5', 'put 3', 'put 2']],
      ['subtract-through-ten', 'line', ['start 0', 'hop 3', 'hop -1']],
      ['subtract-two-digit-trading', 'blocks', ['ten 1', 'ten 1', 'one 1', 'trade -1']],
      ['times-5', 'array', ['row 1', 'row 1', 'dot 1']],
      ['biggest-unit-fraction', 'bar', ['cut 0 ÷+', 'fill 0 ▮+', 'cut 1 ÷+']],
      ['missing-number-20', 'balance', ['put 5', 'both 1']],
    ] as const;
    const queued = await queue(set, context, tools.map(([generator]) => ({ generator, pick: (v) => !v['f'] }))); // prettier-ignore
    const { page, child, errors } = await seat(context);
    for (const [i, [id, tool, moves]] of tools.entries()) {
      // The keys are heard once the item has the focus.
      await page.locator('.work h1:focus').waitFor();
      const open = page.locator(`[data-tool="${tool}"]`);
      await open.waitFor();
      await expectTogether(page, `tool-offered-${tool}-${language}-${size.width}`);
      await picture(page, `tool-offered-${tool}-${language}-${size.width}`);
      await open.focus();
      await page.keyboard.press('Enter');
      for (const name of moves) {
        await move(page, name).focus();
        await page.keyboard.press('Enter');
      }
      expect(await page.locator('.desk').getAttribute('data-moves')).toBe(String(moves.length));
      await look(page, `tool-${tool}-${language}-${size.width}`);
      if (i === tools.length - 1) break;
      await child.answer(queued.found[i]!.answer);
      expect(await page.locator('.note.right').count(), id).toBe(1);
      await page.locator('.key.go').click();
      // A way that was shown stands between.
      await page.locator(`.work[data-item], .way`).first().waitFor();
      if (await page.locator('.way').count()) await page.locator('.way [data-go]').click();
      await page.locator(`[data-tool="${tools[i + 1]![1]}"]`).waitFor();
    }
    expect(errors).toEqual([]);
    await context.close();
  });
});

describe('two children with the same right answer', () => {
  it('who worked it out in different ways see different next screens', { timeout: 120_000 }, async () => {
    const [phone] = everywhere;
    const shows: string[] = [];
    for (const made of [false, true]) {
      const context = await person(browser, 'en', phone![1]);
      const nine = { generator: 'add-through-ten', hardest: true, pick: ({ a, b }: Record<string, number | string>) => Number(a) === 9 && Number(b) > 5 }; // prettier-ignore
      const queued = await queue(set, context, [nine, nine]);
      const { page, child } = await seat(context);
      const b = Number(queued.found[0]!.v['b']);
      await page.locator('[data-tool="frame"]').click();
      if (made) await put(page, 5, 3, 1, 1, 3, ...Array.from({ length: b - 4 }, () => 1));
      else await put(page, ...Array.from({ length: 9 + b }, () => 1));
      await child.answer(queued.found[0]!.answer);
      await page.locator('.key.go').click();
      await page.locator(made ? '.work[data-item]' : '.way').waitFor();
      await page.waitForTimeout(300);
      shows.push((await page.locator('.way').count()) ? 'another way' : 'an exercise');
      if (!made) {
        await look(page, 'tool-way-en-360');
        await page.locator('.way [data-go]').click();
        await page.locator('.work[data-item]').waitFor();
        const stem = await page.locator('.work h1').innerText();
        expect(stem, 'numbers that invite it').toMatch(/[89]/);
      }
      expect(strategyOf(queued.sent)).toContain(made ? 'frame/make-ten' : 'frame/count-all');
      await context.close();
    }
    expect(shows).toEqual(['another way', 'an exercise']);
  });

  it('may drag instead of tap', async () => {
    const [, , desk] = everywhere;
    const context = await person(browser, 'ur', desk![1]);
    await queue(set, context, [{ generator: 'add-through-ten' }]);
    const { page } = await seat(context);
    await page.locator('[data-tool="frame"]').click();
    const from = (await move(page, 'put 5').boundingBox())!;
    const to = (await page.locator('.tool-board').boundingBox())!;
    await page.mouse.move(from.x + 10, from.y + 10);
    await page.mouse.down();
    await page.mouse.move(to.x + 60, to.y + 30, { steps: 5 });
    await page.mouse.up();
    expect(await page.locator('.desk').getAttribute('data-moves')).toBe('1');
    await move(page, 'put 1').click();
    expect(await page.locator('.desk').getAttribute('data-moves')).toBe('2');
    await page.mouse.move(from.x + 10, from.y + 10);
    await page.mouse.down();
    await page.mouse.move(from.x + 200, from.y + 150, { steps: 5 });
    await page.mouse.up();
    expect(await page.locator('.desk').getAttribute('data-moves'), 'dropped beside it').toBe('2');
    await context.close();
  });
});
