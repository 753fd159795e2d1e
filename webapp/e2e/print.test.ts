import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { tabletSize } from './browser';
import { seat } from './class';
import { type Paper, print, sheet } from './paper';
import { stage, visitAsTeacher } from './stage';

const set = await stage(10);
const { demo, hub } = set;

/** Every piece stands whole on one sheet, and within what a printer reaches. */
function expectWhole({ pieces }: Paper): void {
  for (const { name, page, endPage, left, right, top, bottom } of pieces) {
    expect(endPage, `${name} is broken across sheets`).toBe(page);
    expect(Math.min(left, sheet.width - right), `${name} at the side`).toBeGreaterThan(8);
    expect(Math.min(top, sheet.height - bottom), `${name} at top or foot`).toBeGreaterThan(8);
    expect(right - left, `${name} has a width`).toBeGreaterThan(1);
  }
}

/** The first sheet says in its heading that pupils are invented, and the others in their margin. */
async function expectMarked(page: Page, words: string): Promise<void> {
  expect(await page.locator('.heading .demo:visible').textContent()).toBe(words);
  const margin = await page.evaluate(() =>
    getComputedStyle(document.documentElement).getPropertyValue('--on-every-page'),
  );
  expect(margin).toBe(JSON.stringify(words));
}

/** Says of a pupil that each of these skills is known, so that the class by skills has columns. */
async function know(page: Page, skills: number): Promise<number> {
  return page.evaluate(
    async ([learner, most]) => {
      const grid = (await (await fetch('/api/v1/teacher/skills')).json()) as { skills: string[] };
      const known = grid.skills.slice(0, most as number);
      for (const skill of known)
        await fetch('/api/v1/teacher/decisions', {
          method: 'POST',
          headers: { 'Content-Type': 'application/json' },
          body: JSON.stringify({ learner, skill, kind: 'known' }),
        });
      return known.length;
    },
    [demo.learners[0]!.id, skills] as const,
  );
}

describe.each([
  ['en', 'invented pupils'],
  ['ur', 'فرضی طلبہ'],
])('on A4 paper in %s', (language, invented) => {
  const begin = (path: string) => visitAsTeacher(set, path, language, tabletSize);

  it('eight picture cards fill a sheet, each whole and marked', async () => {
    const { context, page, errors } = await begin('/teacher/print/cards');
    await page.locator('.sheet li').first().waitFor();
    const cards = await page.locator('.sheet li').count();
    const paper = await print(page, '.sheet li');
    expect(paper.pages).toBe(Math.ceil(cards / 8));
    expectWhole(paper);
    expect(paper.pieces).toHaveLength(cards);
    expect(paper.pieces.filter((piece) => piece.page === 1)).toHaveLength(8);
    for (const { top, bottom } of paper.pieces) expect(bottom - top).toBeGreaterThan(60);
    expect(await page.locator('.sheet li .demo:visible').count()).toBe(cards);
    expect(errors).toEqual([]);
    await context.close();
  });

  it('the poster is one sheet with a code one can scan from afar', async () => {
    const { context, page } = await begin('/teacher/print/poster');
    await page.locator('.poster svg[role=img]').waitFor();
    await page.evaluate(() => {
      const code = document.querySelector('.poster svg[role=img]')!;
      const frame = document.createElement('div');
      frame.className = 'framed';
      code.replaceWith(frame);
      frame.append(code);
    });
    const paper = await print(page, '.poster .framed, .poster .link, .poster > p');
    expect(paper.pages).toBe(1);
    expectWhole(paper);
    expect(paper.pieces).toHaveLength(4);
    expect(Math.max(...paper.pieces.map(({ top, bottom }) => bottom - top))).toBeGreaterThan(150);
    await expectMarked(page, invented);
    await context.close();
  });

  it('the reteach card stands alone on a sheet', async () => {
    await seat(hub.url, demo, 4, 3, 3, 'smaller-from-larger');
    const { context, page } = await begin('/teacher');
    await page.locator('.reteach .example').waitFor();
    await page.click('.print-card');
    await page.emulateMedia({ media: 'print' });
    expect(await page.locator('.class-bar:visible, .person:visible').count()).toBe(0);
    const paper = await print(page, '.reteach, .reteach > *');
    expect(paper.pages).toBe(1);
    expectWhole(paper);
    await expectMarked(page, invented);
    await context.close();
  });

  it('the class by skills keeps every column, as many as a sheet holds', async () => {
    const { context, page } = await begin('/teacher/skills');
    await page.locator('.places').waitFor();
    const skills = await know(page, 30);
    await page.reload();
    await expect
      .poll(() => page.locator('.skills-grid thead th').count(), { timeout: 20_000 })
      .toBeGreaterThan(skills);
    const columns = (await page.locator('.skills-grid thead th').count()) - 1;
    const sheets = Math.ceil(columns / 24);
    const paper = await print(page, '.skills-grid tbody tr:last-child > *');
    expect(paper.pages).toBe(sheets);
    expectWhole(paper);
    expect(paper.pieces).toHaveLength(columns + sheets);
    await expectMarked(page, invented);
    await context.close();
  });

  it.each([
    ['/teacher', '.class-bar li', 2],
    ['/teacher/class', '.attendance li', 1],
    ['/teacher/list', '.list > ul > li', 1],
    [`/teacher/pupil/${demo.learners[0]!.id}`, '.fact', 2],
  ])('%s wastes no sheet and cuts nothing', async (path, pieces, most) => {
    const { context, page } = await begin(path);
    await page.locator('.places').waitFor();
    await know(page, 30);
    await page.reload();
    await page.locator(pieces).first().waitFor();
    const paper = await print(page, pieces);
    expect(paper.pages).toBeLessThanOrEqual(most);
    expectWhole(paper);
    expect(await page.locator('button:visible:not(.present, [aria-pressed=true])').count()).toBe(0);
    await expectMarked(page, invented);
    await context.close();
  });
});
