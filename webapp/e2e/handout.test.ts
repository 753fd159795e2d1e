import { describe, expect, it } from 'vitest';
import { phone, tabletSize } from './browser';
import { print, sheet } from './paper';
import { lookAll, stage, visitAsTeacher } from './stage';

const set = await stage();

interface Listed {
  id: string;
  skill: string;
}

describe.each(['en', 'ur'])("a teacher's lessons in %s", (language) => {
  it('are listed by grade, open as children see them, and lead to a handout', async () => {
    const { context, page, errors } = await visitAsTeacher(set, '/teacher/class', language, phone);
    await page.click('a[href="/teacher/lessons"]');
    await page.locator('.lessons li[data-lesson]').first().waitFor();
    await lookAll(page, 'teacher-lessons', language);
    await page.goto(`${set.hub.url}/teacher/lessons?skill=add-within-20`);
    const asked = page.locator('[data-asked="add-within-20"] li');
    await asked.waitFor();
    expect(await asked.getAttribute('data-lesson')).toBe('fill-the-ten');
    await asked.locator('button').click();
    await page.locator('dialog .lesson-screen svg').waitFor();
    await lookAll(page, 'teacher-lesson', language);
    for (let screen = 0; screen < 3; screen++) await page.click('dialog [data-next]');
    await page.locator('dialog .lesson-check').first().waitFor();
    await page.keyboard.press('Escape');
    await page.locator('dialog').waitFor({ state: 'detached' });
    await asked.locator('a').click();
    await page.locator('.handout .to-do li').first().waitFor();
    await lookAll(page, 'handout', language);
    const before = await page.locator('.to-do').innerText();
    await page.click('[data-other]');
    await page.locator('[data-sheet="2"]').waitFor();
    expect(await page.locator('.to-do').innerText()).not.toBe(before);
    expect(await page.locator('.answers li').count()).toBe(6);
    expect(errors).toEqual([]);
    await context.close();
  });

  it('every handout is a sheet and its answers, whole', { timeout: 180_000 }, async () => {
    const { context, page, errors } = await visitAsTeacher(set, '/teacher/lessons', language, tabletSize);
    await page.locator('.lessons li').first().waitFor();
    const all = await page.evaluate(
      async () => ((await (await fetch('/api/v1/teacher/lessons')).json()) as { lessons: Listed[] }).lessons,
    );
    expect(all.length).toBeGreaterThanOrEqual(20);
    const faults: string[] = [];
    for (const { id } of all) {
      await page.emulateMedia({ media: 'screen' });
      await page.goto(`${set.hub.url}/teacher/print/lesson/${id}`);
      await page.locator('.handout .to-do li').nth(5).waitFor();
      await page.evaluate(() => document.fonts.ready);
      const { pages, pieces } = await print(page, '.explained li, .worked, .to-do li, .answers li');
      const at = (n: number) => pieces.filter((piece) => piece.page === n && piece.endPage === n).length;
      if (pages !== 2 || at(1) !== 10 || at(2) !== 6) faults.push(`${id}: ${pages} pages, ${at(1)} and ${at(2)} whole pieces`); // prettier-ignore
      for (const { left, right, top, bottom } of pieces)
        if (Math.min(left, sheet.width - right, top, sheet.height - bottom) <= 8) faults.push(`${id}: at the edge`); // prettier-ignore
    }
    expect(faults).toEqual([]);
    expect(errors).toEqual([]);
    await context.close();
  });
});

it("a skill of the week's unit leads to its lesson", async () => {
  const { context, page } = await visitAsTeacher(set, '/teacher/unit', 'en', phone);
  await page.locator('.strand').first().waitFor();
  const skill = page.locator('[data-skill="add-within-20"]');
  for (let grade = 0; grade < 6 && !(await skill.count()); grade++)
    await page.locator(`.segments [data-value="${grade}"]`).last().click({ timeout: 2000 }).catch(() => undefined); // prettier-ignore
  await skill.click();
  await page.click('.save-unit');
  await page.click('.unit-lessons .to-lesson');
  await page.locator('[data-asked="add-within-20"] li[data-lesson="fill-the-ten"]').waitFor();
  await context.close();
});
