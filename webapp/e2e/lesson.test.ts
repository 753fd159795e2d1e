import { describe, expect, it } from 'vitest';
import { Child, open, phone, tabletSize } from './browser';
import { Teacher } from './program';
import { stage } from './stage';

const { hub, browser, demo } = await stage();

describe.each([
  ['en', 0],
  ['ur', 1],
] as const)('a lesson in %s', (language, place) => {
  it('goes from the enrolment code to answers that the hub counts', async () => {
    const context = await browser.newContext({ viewport: tabletSize });
    const { page, errors } = await open(context, `${hub.url}/#t=${demo.token}`);
    await page.locator('.card').first().waitFor();
    expect(page.url()).not.toContain(demo.token);
    if (language === 'ur') await page.click('.language');
    await page.locator(`html[dir=${language === 'ur' ? 'rtl' : 'ltr'}]`).waitFor();
    const child = new Child(page, demo.learners[place]!);

    const begun = Date.now();
    await child.signIn();
    await child.exercise();
    expect(child.taps).toBeLessThanOrEqual(4);
    expect(Date.now() - begun).toBeLessThan(15_000);

    // One hint, then right.
    await page.click('.asks .button >> nth=0');
    expect((await page.locator('.hint').innerText()).length).toBeGreaterThan(5);
    // And seen another way, which travels with the answer.
    await page.click('[data-another]');
    expect((await page.locator('.another').innerText()).length).toBeGreaterThan(15);
    expect(await page.locator('[data-another]').count()).toBe(0);
    await child.answer((await child.exercise()).answer);
    await page.locator('.note.right').waitFor();
    await child.next();

    // A known wrong way is named and shown step by step.
    await child.answer((await child.exercise()).wrong);
    expect(await page.locator('.note.not-yet .steps li').count()).toBeGreaterThan(0);
    await page.click('[data-why]');
    await page.locator('.why[open]').waitFor();
    const reasons = await page.locator('.why p').allInnerTexts();
    expect(reasons.length).toBeGreaterThan(0);
    if (language === 'ur') expect(reasons.join('')).toMatch(/[؀-ۿ]/);
    else expect(reasons.join('')).toMatch(/[a-z]/);
    await page.keyboard.press('Escape');
    await child.next();
    for (let i = 0; i < 3; i++) {
      await child.answer((await child.exercise()).answer);
      await child.next();
    }

    const teacher = new Teacher(hub.url);
    await teacher.signIn(demo.teacher);
    await expect.poll(() => teacher.answers(child.card.id), { timeout: 10_000 }).toBe(5);
    const explained = (await teacher.latest(child.card.id)).map(({ explanation }) => explanation);
    expect(explained).toEqual(['', '', '', '', 'another']);
    expect(errors).toEqual([]);
    await context.close();
  });
});

it('has the tutor choose on the tablet, with the same bits as the hub', async () => {
  const context = await browser.newContext({ viewport: tabletSize });
  const { page } = await open(context, `${hub.url}/#t=${demo.token}`);
  const posts: { digest: string; plan: unknown }[] = [];
  page.on('response', async (response) => {
    if (!response.url().endsWith('/ops')) return;
    const sent = response.request().postDataJSON() as { state?: { digest: string }; ops: { kind: string }[] };
    if (!sent.state || !sent.ops.some(({ kind }) => kind === 'attempt')) return;
    posts.push({ digest: sent.state.digest, plan: ((await response.json()) as { plan: unknown }).plan });
  });
  const child = new Child(page, demo.learners[2]!);
  const module = page.waitForResponse((response) => response.url().endsWith('.wasm'));
  await page.locator('.card').first().waitFor();
  await child.signIn();
  await child.exercise();
  await (await module).finished();
  // The map is there once the tutor runs.
  await page.locator('.map-open').waitFor();
  for (let i = 0; i < 6; i++) {
    const { answer, wrong } = await child.exercise();
    await child.answer(i % 3 === 1 ? wrong : answer);
    await expect.poll(() => posts.length).toBe(i + 1);
    await child.next();
  }
  await expect.poll(() => posts.length, { timeout: 10_000 }).toBeGreaterThanOrEqual(6);
  expect(posts.map(({ digest }) => digest)).not.toContain('0000000000000000');
  // No plan in the answers: the hub's fold came to the very digest the tablet reported.
  expect(posts.map(({ plan }) => plan)).toEqual(posts.map(() => null));
  await context.close();
});

it('is kind about wrong pictures, and the teacher lets the child in with one tap', async () => {
  const context = await browser.newContext({ viewport: tabletSize });
  const { page } = await open(context, `${hub.url}/#t=${demo.token}`);
  const child = new Child(page, demo.learners[3]!);
  const away = [0, 1, 2, 4].filter((picture) => !child.card.pictures.includes(picture)).slice(0, 2);
  await page.locator('.card').first().waitFor();
  await child.tapCard();
  for (let i = 0; i < 3; i++) {
    const answered = page.waitForResponse((response) => response.url().endsWith('/sign-in'));
    await child.tapPictures(away);
    await answered;
    await page.locator('.said:not(:has-text("Looking"))').waitFor();
  }
  await page.locator('.said.asks').waitFor();
  const phoneContext = await browser.newContext({ viewport: phone });
  const { page: teacher } = await open(phoneContext, `${hub.url}/teacher`);
  await teacher.fill('[name=name]', demo.teacher.name);
  await teacher.fill('[name=password]', demo.teacher.password);
  await teacher.click('.button.main');
  await teacher.click(`.person[data-learner="${child.card.id}"] .button.main`);
  await child.exercise();
  await phoneContext.close();
  await context.close();
});

it('shows the teacher within two seconds who works and who is stuck', async () => {
  const phoneContext = await browser.newContext({ viewport: phone });
  const { page: teacher } = await open(phoneContext, `${hub.url}/teacher`);
  await teacher.fill('[name=name]', demo.teacher.name);
  await teacher.fill('[name=password]', 'not this');
  await teacher.click('.button.main');
  await teacher.locator('[role=alert]:not(:empty)').waitFor();
  await teacher.fill('[name=password]', demo.teacher.password);
  await teacher.click('.button.main');
  await teacher.locator('.linked.live').waitFor();

  const context = await browser.newContext({ viewport: tabletSize });
  const { page } = await open(context, `${hub.url}/#t=${demo.token}`);
  const child = new Child(page, demo.learners[4]!);
  await page.locator('.card').first().waitFor();
  await child.signIn();
  await child.exercise();
  const row = `.person[data-learner="${child.card.id}"]`;
  await teacher.locator(`.people.working ${row}`).waitFor({ timeout: 2000 });
  await child.failUntil(teacher.locator(`.to-see.stuck${row}`));
  await page.close();
  await phoneContext.close();
  await context.close();
});

it('leaves after three quiet minutes and keeps the half-done item', async () => {
  const context = await browser.newContext({ viewport: tabletSize });
  const page = await context.newPage();
  await page.clock.install();
  await page.goto(`${hub.url}/#t=${demo.token}`);
  const child = new Child(page, demo.learners[5]!);
  await page.locator('.card').first().waitFor();
  await child.signIn();
  await child.keypad();
  const stem = await page.locator('.work h1').innerText();
  await child.tap('.key:text-is("4")');
  await page.clock.fastForward(3 * 60 * 1000 + 1000);
  await page.locator('.cards').waitFor();
  await child.signIn();
  await child.exercise();
  expect(await page.locator('.work h1').innerText()).toBe(stem);
  expect(await page.locator('output').innerText()).toContain('4');
  await context.close();
});

it('changes its language in the middle of an item and keeps the item and what was typed', async () => {
  const context = await browser.newContext({ viewport: tabletSize });
  const { page, errors } = await open(context, `${hub.url}/#t=${demo.token}`);
  const child = new Child(page, demo.learners[7]!);
  await page.locator('.card').first().waitFor();
  await child.signIn();
  const { answer } = await child.keypad();
  const work = page.locator('.work[data-item]');
  const shown = (): Promise<string> =>
    work.evaluate((element) => JSON.stringify((element as HTMLElement).dataset));
  const before = await shown();
  const stem = await page.locator('.work h1').innerText();
  await page.click(`.key:text-is("${answer[0]}")`);
  await page.click('.asks .button >> nth=0');
  const hint = await page.locator('.hint').innerText();
  await page.click('.language');
  await page.locator('html[dir=rtl]').waitFor();
  await expect.poll(() => page.locator('.work h1').innerText()).toMatch(/[؀-ۿ]/);
  expect(await page.locator('.work h1').innerText()).not.toBe(stem);
  expect(await page.locator('.hint').innerText()).not.toBe(hint);
  expect(await shown()).toBe(before);
  for (const digit of answer.slice(1)) await page.click(`.key:text-is("${digit}")`);
  await page.click('.key.go');
  await page.locator('.note.right').waitFor();
  await page.click('.language');
  await page.locator('html[dir=ltr]').waitFor();
  expect(await page.locator('.work h1').innerText()).toBe(stem);
  expect(await shown()).toBe(before);
  expect(errors).toEqual([]);
  await context.close();
});

it('goes from item to item on one page, and never shows a number that is none', async () => {
  const context = await browser.newContext({ viewport: tabletSize });
  const { page } = await open(context, `${hub.url}/#t=${demo.token}`);
  let loads = 0;
  page.on('load', () => loads++);
  const child = new Child(page, demo.learners[8]!);
  await page.locator('.card').first().waitFor();
  loads = 0;
  await child.signIn();
  for (let i = 0; i < 5; i++) {
    const { answer, wrong } = await child.exercise();
    expect((await page.locator('.work h1').innerText()).trim(), 'the question').not.toBe('');
    await child.answer(i % 2 ? answer : wrong);
    expect((await page.locator('.work h1').innerText()).trim(), 'the question beside its feedback').not.toBe(
      '',
    );
    expect(await page.locator('body').innerText()).not.toMatch(/NaN|undefined|null|Infinity/);
    await child.next();
  }
  await page.click('.leave');
  await page.locator('.end').waitFor();
  expect(await page.locator('body').innerText()).not.toMatch(/NaN|undefined|null|Infinity/);
  expect(loads).toBe(0);
  await context.close();
});

it('needs no pointer: cards, pictures, answer and next by keyboard alone', async () => {
  const context = await browser.newContext({ viewport: tabletSize });
  const { page } = await open(context, `${hub.url}/#t=${demo.token}`);
  const { id, pictures } = demo.learners[6]!;
  await page.locator('.card').first().waitFor();
  const tabTo = async (selector: string): Promise<void> => {
    for (let i = 0; i < 80; i++) {
      if (await page.evaluate((wanted) => document.activeElement?.matches(wanted), selector)) return;
      await page.keyboard.press('Tab');
    }
    throw new Error(`Tab never reaches ${selector}`);
  };
  await tabTo(`.card[data-learner="${id}"]`);
  await page.keyboard.press('Enter');
  for (const picture of pictures) {
    await page.locator('.twelve').waitFor();
    await page.locator('h1').focus();
    await tabTo(`.twelve li:nth-child(${picture + 1}) .card`);
    await page.keyboard.press('Enter');
  }
  const child = new Child(page, demo.learners[6]!);
  for (let i = 0; i < 2; i++) {
    const { answer } = await child.keypad();
    // Pakistani keyboards type these digits.
    for (const digit of answer) {
      const key = String.fromCharCode(0x6f0 + Number(digit));
      await page.dispatchEvent('body', 'keydown', { key, bubbles: true });
    }
    await page.keyboard.press('Enter');
    await page.locator('.note.right').waitFor();
    await page.keyboard.press('Enter');
    await page.locator('.keypad:not(.done)').waitFor();
  }
  await tabTo('.asks .button');
  await page.keyboard.press('Enter');
  await page.locator('.hint').waitFor();
  await context.close();
});

it('runs sums left to right inside Urdu sentences', async () => {
  const context = await browser.newContext({ viewport: tabletSize });
  await context.addInitScript(() => localStorage.setItem('language', 'ur'));
  const { page } = await open(context, `${hub.url}/#t=${demo.token}`);
  const child = new Child(page, demo.learners[7]!);
  await page.locator('.card').first().waitFor();
  await child.signIn();
  await child.answer((await child.exercise()).wrong);
  const wrong = await page.evaluate(() =>
    [...document.querySelectorAll('bdi.island')]
      // A fraction is built of parts; language/prose.test.tsx says how.
      .filter((island) => island.firstElementChild === null && (island.textContent ?? '').length > 1)
      .filter((island) => {
        const letter = (offset: number): DOMRect => {
          const range = document.createRange();
          range.setStart(island.firstChild!, offset);
          range.setEnd(island.firstChild!, offset + 1);
          return range.getBoundingClientRect();
        };
        return letter(0).left > letter((island.textContent ?? '').length - 1).left;
      })
      .map((island) => island.textContent),
  );
  expect(wrong).toEqual([]);
  expect(await page.locator('bdi.island').count()).toBeGreaterThan(0);
  await context.close();
});
