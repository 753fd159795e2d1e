import type { Page } from 'playwright-core';
import { afterAll, describe, expect, it } from 'vitest';
import type { Contents } from '../src/learner/pack';
import type { Overview, SchoolPage } from '../src/ministry/overview';
import { Child, composite, expectThumbs, open, phone, picture, violations } from './browser';
import { lookAll, stage, visit } from './stage';

const { hub, browser, demo } = await stage();
let place = 0;

afterAll(() => composite(browser, ['column-take-away-en-1024', 'teacher-en-360', 'ministry-en-1024']));

it('the checks themselves find a fault', async () => {
  const page = await browser.newPage({ viewport: phone });
  await page.setContent(
    '<main><button style="width:20px;height:20px"></button><p style="color:#ccc">pale</p></main>',
  );
  const found = (await violations(page)).join();
  expect(found).toContain('color-contrast');
  expect(found).toContain('button-name');
  await expect(expectThumbs(page, 'faulty')).rejects.toThrow(/48 px/);
  await page.close();
});

describe.each(['en', 'ur'])('in %s at every size', (language) => {
  const begin = (path: string) => visit(browser, hub.url + path, language, phone);
  const looked = (page: Page, name: string) => lookAll(page, name, language);

  it('the learner’s screens are right', async () => {
    const { context, page, errors } = await begin(`/#t=${demo.token}`);
    const child = new Child(page, demo.learners[place++]!);
    await page.locator('.card').first().waitFor();
    await looked(page, 'cards');
    await child.tapCard();
    await page.locator('.twelve').waitFor();
    await looked(page, 'pictures');
    await child.tapPictures(child.card.pictures);
    await child.exercise();
    // What comes once the first exercise shows: letters, and a voice where there is one.
    await page.locator('.map-open').waitFor();
    await looked(page, 'exercise');
    await page.click('.asks .button >> nth=0');
    await page.click('.asks .button >> nth=0');
    await looked(page, 'hint');
    await page.click('[data-another]');
    await looked(page, 'another');
    await child.answer((await child.exercise()).wrong);
    await looked(page, 'not-yet');
    await page.click('[data-why]');
    await page.locator('.why').waitFor();
    await looked(page, 'why');
    await page.keyboard.press('Escape');
    await child.next();
    await child.answer((await child.exercise()).answer);
    await looked(page, 'right');
    expect(errors).toEqual([]);
    await context.close();
  });

  it('the drawings of column arithmetic are right', async () => {
    const { context, page } = await begin(`/#t=${demo.token}`);
    // A child who knows everything comes to the columns sooner or later; here the plan says so at once.
    await page.route('**/api/v1/plan?*', async (route) => {
      const plan = (await (await route.fetch()).json()) as { catalogue: string; pack: string };
      const Authorization = route.request().headers()['authorization']!;
      const get = async (path: string): Promise<unknown> =>
        (await context.request.get(`${hub.url}/api/v1${path}`, { headers: { Authorization } })).json();
      const whole = (await get(`/packs/${plan.catalogue}`)) as {
        items: { generator: number; level: number }[];
        generators: { layout: { kind: string; op: string } }[];
      };
      const { parts } = (await get(`/parts/${plan.pack}`)) as Contents;
      const ready = ['−', '+'].map((op) => {
        const item = whole.items.findIndex(({ generator, level }) => {
          const { layout } = whole.generators[generator]!;
          return layout.kind === 'column' && layout.op === op && level === 1;
        });
        const { name, items } = parts.find(({ items }) => items.includes(item))!;
        return {
          item,
          instance: 4,
          part: name,
          at: items.indexOf(item),
          kind: 'practice',
          p: 0.8,
          reasons: [],
        };
      });
      await route.fulfill({ json: { ...plan, blob: '', ready } });
    });
    await page.route('**/api/v1/ops', async (route) => {
      await route.fulfill({ json: { ...((await (await route.fetch()).json()) as object), plan: null } });
    });
    const child = new Child(page, demo.learners[place++]!);
    await page.locator('.card').first().waitFor();
    await child.signIn();
    await child.exercise();
    await page.click('.asks .button >> nth=0');
    await page.click('.asks .button >> nth=0');
    await looked(page, 'column-take-away');
    await child.answer((await child.exercise()).wrong);
    await looked(page, 'column-not-yet');
    await child.next();
    await page.locator('.work .column').waitFor();
    await looked(page, 'column-add');
    await context.close();
  });

  it('a tablet that is new, refused or without its hub says what to do', async () => {
    const { context, page } = await begin('/');
    await page.locator('.enrol').waitFor();
    await looked(page, 'new-tablet');
    await page.goto('about:blank');
    await page.goto(`${hub.url}/#t=not-the-token`);
    await page.locator('.enrol p').waitFor();
    await looked(page, 'refused');
    await page.goto('about:blank');
    await page.route('**/api/v1/**', (route) => route.abort());
    await page.goto(`${hub.url}/#t=${demo.token}`);
    await page.locator('.enrol .button').waitFor();
    await looked(page, 'no-hub');
    await page.unroute('**/api/v1/**');
    await page.click('.enrol .button');
    const child = new Child(page, demo.learners[place++]!);
    await page.locator('.card').first().waitFor();
    await child.signIn();
    await child.exercise();
    await page.route('**/api/v1/**', (route) => route.abort());
    await child.answer((await child.exercise()).answer);
    await page.locator('.nearness.away').waitFor();
    await looked(page, 'hub-away');
    await context.close();
  });

  it('the teacher’s screens are right', async () => {
    const { context, page, errors } = await begin('/teacher');
    await page.locator('.sign-in').waitFor();
    await looked(page, 'teacher-sign-in');
    await page.fill('[name=name]', demo.teacher.name);
    await page.fill('[name=password]', demo.teacher.password);
    await page.click('.button.main');
    await page.locator('.class-bar').waitFor();
    const tablets = await browser.newContext();
    const { page: tablet } = await open(tablets, `${hub.url}/#t=${demo.token}`);
    const child = new Child(tablet, demo.learners[place++]!);
    await tablet.locator('.card').first().waitFor();
    await child.signIn();
    const stuck = page.locator(`.to-see.stuck[data-learner="${child.card.id}"]`);
    await child.failUntil(stuck);
    const others = await browser.newContext();
    const { page: second } = await open(others, `${hub.url}/#t=${demo.token}`);
    const waits = new Child(second, demo.learners[place++]!);
    await second.locator('.card').first().waitFor();
    await waits.tapCard();
    const wrong = [0, 1, 2, 4].filter((secret) => !waits.card.pictures.includes(secret)).slice(0, 2);
    for (let i = 0; i < 3; i++) {
      const answered = second.waitForResponse((response) => response.url().endsWith('/sign-in'));
      await waits.tapPictures(wrong);
      await answered;
    }
    await second.locator('.said.asks').waitFor();
    if (language === 'ur') await second.click('.language');
    await looked(second, 'ask-the-teacher');
    await page.locator('.people.waiting').waitFor();
    await stuck.waitFor();
    await looked(page, 'teacher');
    expect(errors).toEqual([]);
    await Promise.all([context.close(), tablets.close(), others.close()]);
  });

  it('the ministry’s page says which cells are hidden', async () => {
    const { context, page } = await begin('/');
    // Invented figures with hidden cells; the real cloud has a test of its own.
    await page.route('**/v1/ministry/overview', (route) => route.fulfill({ json: figures }));
    await page.goto(`${hub.url}/ministry`);
    await page.locator('table').first().waitFor();
    expect(await page.locator('.hidden-cell').count()).toBe(1);
    await looked(page, 'ministry');
    await page.locator('.plot').scrollIntoViewIfNeeded();
    await picture(page, `ministry-weeks-${language}-360`);
    await page.route('**/v1/ministry/schools/*', (route) => route.fulfill({ json: schoolFigures }));
    await page.click('.to-school >> nth=0');
    await page.locator('.of-school').waitFor();
    expect(await page.locator('.whys li').count()).toBe(2);
    await page.evaluate(() => window.scrollTo(0, 0));
    await looked(page, 'ministry-school');
    await page.locator('.panel').last().scrollIntoViewIfNeeded();
    await picture(page, `ministry-school-skills-${language}-360`);
    // By keyboard back to the country.
    await page.locator('main > a.button').focus();
    await page.keyboard.press('Enter');
    await page.locator('[data-csv=schools]').waitFor();
    await context.close();
  });
});

const figures: Overview = {
  asOf: 179_543_520_000,
  demo: true,
  totals: { attempts: 48_213, learners: 412, schools: 3 },
  schools: [
    {
      id: '01a20846-fe00-70d8-b616-4a7b4c47190c',
      name: 'Invented school A',
      lastContact: 179_543_500_000,
      attempts: 30_120,
      learners: 240,
      falling: true,
      trouble: { clones: 2, refused: 0, waiting: 0 },
    },
    {
      id: 'b',
      name: 'Invented school B',
      lastContact: 179_543_400_000,
      attempts: 18_093,
      learners: null,
      falling: null,
      trouble: { clones: 0, refused: 0, waiting: 0 },
    },
    {
      id: 'c',
      name: 'Invented school C',
      lastContact: null,
      attempts: 0,
      learners: null,
      falling: null,
      trouble: { clones: 0, refused: 0, waiting: 0 },
    },
  ],
  weeks: Array.from({ length: 16 }, (_, i) => ({
    start: 179_539_200_000 - (15 - i) * 60_480_000,
    attempts: [2400, 3100, 3900, 2800][i % 4]! - 60 * i,
  })),
  skills: [
    {
      id: 'count-to-10',
      title: { en: 'Count to 10', ur: '10 تک گننا' },
      outcomes: ['snc-2020/maths/1/numbers/count-objects-to-10'],
      learners: 400,
      share: 0.81,
    },
    {
      id: 'add-within-10',
      title: { en: 'Add up to 10', ur: '10 تک جمع' },
      outcomes: ['snc-2020/maths/1/operations/add-to-10'],
      learners: 312,
      share: 0.46,
    },
    {
      id: 'carry',
      title: { en: 'Add with carrying', ur: 'حاصل کے ساتھ جمع' },
      outcomes: ['snc-2020/maths/2/operations/add-two-digit-carrying'],
      learners: null,
      share: null,
    },
  ],
};

/** The page of the first school, as the cloud would tell it. */
const schoolFigures: SchoolPage = {
  ...figures.schools[0]!,
  asOf: figures.asOf,
  demo: true,
  hubs: [{ name: 'Class 2', lastContact: 179_543_500_000, days: 17 }],
  weeks: figures.weeks,
  undated: 312,
  reached: 1,
  skills: figures.skills.map((skill, i) => ({
    ...skill,
    answers: [8120, 2310, null][i]!,
    right: [0.84, 0.61, null][i]!,
  })),
};
